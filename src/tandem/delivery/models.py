"""Nouns: project (frozen baseline), milestone, time entry, project month (roll-up), status, change order."""

from django.db import models
from django.db.models import Q

from tandem.engagements.models import Engagement, Promise
from tandem.engagements.models.engagement import OfEngagementQuery
from tandem.ledger.seals import Sealed
from tandem.people.models import Person


class Project(models.Model):
    """Opened by the accepted handoff. The `sold_*` fields are the baseline and never change; change orders add up
    beside it. `left_*` is what was still to come by delivery's own last estimate (minutes; cost in the firm's currency),
    with what had been logged and agreed by then; nothing of it is set before the first one: then the plan counts."""

    engagement = models.OneToOneField(Engagement, models.CASCADE, related_name="+")
    opened_at = models.DateTimeField()
    sold_amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    sold_cost = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    sold_minutes = models.PositiveIntegerField(null=True)
    sold_by_role = models.JSONField(default=list, help_text="[role name, minutes, cost] of the signed scope")
    sold_starts_on = models.DateField(null=True)
    sold_ends_on = models.DateField(null=True)
    left_minutes = models.PositiveIntegerField(null=True)
    left_cost = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    left_by_role = models.JSONField(
        default=list, blank=True, help_text="[role name, minutes, cost]; no role is whoever does it"
    )
    left_logged = models.JSONField(
        default=dict, blank=True, help_text="minutes by role name that were logged when it was estimated"
    )
    left_changes = models.JSONField(
        default=list, blank=True, help_text="numbers of the change orders that the estimate knew"
    )
    left_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    left_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = OfEngagementQuery.as_manager()

    def __str__(self) -> str:
        return str(self.engagement)


class OfProjectQuery(models.QuerySet):
    def visible_to(self, person: Person) -> models.QuerySet:
        return self.filter(project__in=Project.objects.visible_to(person))


class Milestone(models.Model):
    """A committed date. `sold_on` is the date at the handoff; moving `due_on` keeps it."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="milestones")
    name = models.CharField(max_length=200)
    due_on = models.DateField()
    sold_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    promises = models.ManyToManyField(Promise, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = OfProjectQuery.as_manager()

    class Meta:
        indexes = [models.Index(fields=["project", "due_on"], name="milestones_in_order")]

    def __str__(self) -> str:
        return self.name


class TimeEntry(models.Model):
    """Minutes that somebody worked on a project on a day. `week` (its Monday) and `month` (its first) are stored,
    so that no report computes them row by row; `cost` is frozen at the rate of that day."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    day = models.DateField()
    week = models.DateField()
    month = models.DateField()
    minutes = models.PositiveIntegerField()
    billable = models.BooleanField(default=True)
    cost = models.DecimalField(max_digits=10, decimal_places=2)
    note = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    NAMES = {"person": "project__engagement"}

    objects = OfProjectQuery.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(minutes__range=(1, 1440)), name="entry_fits_a_day")]
        indexes = [
            models.Index(fields=["project", "month"], name="hours_by_project"),
            models.Index(fields=["person", "week"], name="hours_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.day}"


class ProjectMonth(models.Model):
    """A project's month, rolled up in the transaction of every change to its hours."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="months")
    month = models.DateField()
    minutes = models.PositiveIntegerField()
    billable_minutes = models.PositiveIntegerField()
    cost = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "month"], name="one_row_per_project_and_month")]
        indexes = [models.Index(fields=["month"], name="project_months")]

    def __str__(self) -> str:
        return f"{self.project}, {self.month:%B %Y}"


class Status(models.Model):
    """How a project is, in delivery's words."""

    class Health(models.TextChoices):
        ON_TRACK = "on_track", "On track"
        AT_RISK = "at_risk", "At risk"
        OFF_TRACK = "off_track", "Off track"

    project = models.ForeignKey(Project, models.CASCADE, related_name="statuses")
    health = models.CharField(max_length=9, choices=Health.choices)
    words = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = OfProjectQuery.as_manager()

    def __str__(self) -> str:
        return self.words[:80]


class ChangeOrder(models.Model):
    """An agreed change of scope, price or date. Approved by sales, delivery and the client; the baseline stays."""

    class Cause(models.TextChoices):
        CLIENT = "client", "The client changed something"
        DUTY = "duty", "A client duty was missed"
        SCOPE = "scope", "Promised, not in the scope"
        ESTIMATE = "estimate", "Our estimate was wrong"

    project = models.ForeignKey(Project, models.CASCADE, related_name="changes")
    number = models.PositiveIntegerField()
    words = models.TextField()
    cause = models.CharField(max_length=8, choices=Cause.choices)
    price = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    minutes = models.PositiveIntegerField(default=0)
    by_role = models.JSONField(default=list, blank=True, help_text="[role name, minutes, cost] of these minutes")
    raised_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    sales_at = models.DateTimeField(null=True, blank=True)
    sales_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    delivery_at = models.DateTimeField(null=True, blank=True)
    delivery_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    client_name = models.CharField(max_length=120, blank=True)
    client_on = models.DateField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    sealed = Sealed(engagement="project__engagement")
    objects = OfProjectQuery.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="change_numbers_are_unique")]

    def __str__(self) -> str:
        return f"Change order {self.number}"
