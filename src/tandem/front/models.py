"""Nouns that belong to no package below: what somebody put off, a form that went through, what the schedule asks, and
what is kept of the door."""

from django.db import models

from tandem.people.models import Person


class PutOffQuery(models.QuerySet["PutOff"]):
    def visible_to(self, person: Person) -> models.QuerySet["PutOff"]:
        return self.filter(person=person)


class PutOff(models.Model):
    """This person wants to see the item with this key again on that day."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    until = models.DateField()

    objects = PutOffQuery.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="put_off_once")]

    def __str__(self) -> str:
        return f"{self.key} until {self.until}"


class Sent(models.Model):
    """A form that went through, and where its sender was led: nobody's to see, so that a second press is no second
    deed (once.py)."""

    key = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(db_index=True)
    location = models.TextField(default="/")

    def __str__(self) -> str:
        return self.key[:8]


class HeldBack(models.Model):
    """What the schedule would have ended at its last turn and didn't, because it was too much at once (expiry.py)."""

    name = models.CharField(max_length=20, unique=True)
    due = models.PositiveIntegerField()
    of = models.PositiveIntegerField()
    asked_at = models.DateTimeField(help_text="By the clock of that turn, which may be what is wrong")
    allowed = models.PositiveIntegerField(null=True, blank=True, help_text="So many may go")
    allowed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.due} of {self.of} {self.name}"


class Beat(models.Model):
    """The last sign of life of one worker."""

    name = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.name[:8]} at {self.at}"


class Probe(models.Model):
    """One row, written to find out whether the database can be."""

    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.at)


class Installation(models.Model):
    """The one row that says whose database this is: which key its processes must have (installation.py)."""

    key = models.CharField(max_length=64, help_text="The fingerprint of SECRET_KEY")

    def __str__(self) -> str:
        return self.key[:8]


class Guess(models.Model):
    """Failed sign-ins of one account from one place, of one account from unknown places, or of one address: nobody's to
    see (guesses.py). `account` is a digest; `others` are the accounts that an address failed at."""

    key = models.CharField(max_length=64, unique=True)
    account = models.CharField(max_length=64, blank=True, db_index=True)
    tries = models.PositiveIntegerField(default=0)
    others = models.JSONField(default=list)
    last_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key[:8]


class KnownNetwork(models.Model):
    """Where somebody came in from before: a digest of the network, nobody's to see."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    network = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "network"], name="a_network_is_known_once")]

    def __str__(self) -> str:
        return f"{self.person} from {self.network[:8]}"
