"""Who does what: duties by RACI, the client's included. Exactly one Accountable each."""

from django.db import models
from django.db.models import Q

from tandem.clients.models import Contact
from tandem.engagements.models.engagement import Engagement, OfEngagementQuery
from tandem.people.models import Person


class Duty(models.Model):
    """Something that somebody must do for the promise to hold."""

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="duties")
    words = models.CharField(max_length=200)
    for_client = models.BooleanField(default=False, help_text="The client owes it")
    due_on = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    objects = OfEngagementQuery.as_manager()

    def __str__(self) -> str:
        return self.words


class DutyPart(models.Model):
    """A person's, or a client contact's, letter in a duty."""

    class Letter(models.TextChoices):
        RESPONSIBLE = "R", "Responsible"
        ACCOUNTABLE = "A", "Accountable"
        CONSULTED = "C", "Consulted"
        INFORMED = "I", "Informed"

    duty = models.ForeignKey(Duty, models.CASCADE, related_name="parts")
    letter = models.CharField(max_length=1, choices=Letter.choices)
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="+")
    contact = models.ForeignKey(Contact, models.CASCADE, null=True, blank=True, related_name="+")

    NAMES = {"person": "duty__engagement"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["duty"], condition=Q(letter="A"), name="one_accountable_per_duty"),
            models.CheckConstraint(
                condition=Q(person__isnull=False, contact__isnull=True) | Q(person__isnull=True, contact__isnull=False),
                name="a_part_is_one_persons",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter}: {self.person or self.contact}"
