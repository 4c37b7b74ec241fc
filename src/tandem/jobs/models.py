"""Nouns: job, letter (the outbox)."""

from django.db import models
from django.db.models import Q

from tandem.people.models import Access, Person


class JobQuery(models.QuerySet["Job"]):
    def visible_to(self, person: Person) -> models.QuerySet["Job"]:
        """Whoever runs the software and leadership see all, everybody else their own."""
        if not person.is_active:
            return self.none()
        if person.is_admin or person.access == Access.LEADERSHIP:
            return self.all()
        return self.filter(owner=person)


class Job(models.Model):
    """One piece of work for the worker. `kind` is the path of what does it, `key` makes asking twice one job.

    Waiting until `next_at`; running as long as its worker renews the lease; a lease that ran out is anybody's. After
    `until` it isn't tried again. `error` is what the last try met, in the words of whoever refused.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"
        DROPPED = "dropped", "Given up"

    kind = models.CharField(max_length=120)
    args = models.JSONField(default=list)
    key = models.CharField(max_length=160, unique=True)
    title = models.CharField(max_length=200)
    owner = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.BigIntegerField(null=True)
    url = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    tries = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    worker = models.CharField(max_length=40, blank=True)
    asked_at = models.DateTimeField()
    next_at = models.DateTimeField()
    until = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = JobQuery.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], condition=Q(state="waiting"), name="jobs_that_wait"),
            models.Index(fields=["lease_until"], condition=Q(state="running"), name="jobs_that_run"),
            models.Index(fields=["subject_type", "subject_id"], name="jobs_by_subject"),
            models.Index(fields=["owner", "state"], name="jobs_by_owner"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED, self.State.DROPPED)

    @property
    def mail(self) -> "Letter | None":
        """The letter that it sends, if it sends one; every question reads it along."""
        return getattr(self, "letter", None)

    @property
    def has_failed(self) -> bool:
        """It met a refusal and isn't done: it waits for another try, or there are no more."""
        return self.state == self.State.FAILED or (self.state == self.State.WAITING and bool(self.error))


class Letter(models.Model):
    """A mail to one address, written in the transaction of what it tells; its job sends it.

    `sealed` is the whole of it and readable with the installation's key alone; it goes when the letter went, or when
    nobody tries any more. The same `message_id` at every try: whoever gets it twice has it once.
    """

    job = models.OneToOneField(Job, models.CASCADE, related_name="letter")
    address = models.CharField(max_length=254)
    message_id = models.CharField(max_length=120)
    sealed = models.TextField(blank=True)
    good_until = models.DateTimeField(null=True, help_text="Later it would be of no use: a code that has run out")
    sent_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"To {self.address}"


class Lane(models.Model):
    """What only one may do at a time, all over the installation: whoever holds this row's lock."""

    name = models.CharField(max_length=40, primary_key=True)

    def __str__(self) -> str:
        return self.name
