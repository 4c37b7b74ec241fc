"""Nouns: survey (asked, perhaps answered), surprise, client link."""

from django.db import models
from django.db.models import Q

from tandem.clients.models import Account, Contact
from tandem.engagements.models import Engagement
from tandem.engagements.models.engagement import OfEngagementQuery
from tandem.people.models import Person


class Survey(models.Model):
    """One question to one contact of a client: how likely to recommend us, 0 to 10, and one thing to change."""

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="+")
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    contact_name = models.CharField(max_length=120)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    words = models.TextField(blank=True)
    followed_up_at = models.DateTimeField(null=True, blank=True)
    owner = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    NAMES = {"owner": "engagement"}

    objects = OfEngagementQuery.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(score__isnull=True) | Q(score__range=(0, 10)), name="score_0_to_10")
        ]
        indexes = [models.Index(fields=["answered_at"], name="surveys_by_answer")]

    def __str__(self) -> str:
        return f"{self.contact_name}, {self.account}"


class Surprise(models.Model):
    """Something that the client didn't expect, traced to where it could have been caught."""

    class Origin(models.TextChoices):
        PROMISE = "promise", "Promised aloud, not in the scope"
        ASSUMPTION = "assumption", "An assumption nobody checked"
        DUTY = "duty", "A client duty nobody wrote down"
        RISK = "risk", "A risk nobody owned"
        FIT = "fit", "Not our kind of client"
        CAPACITY = "capacity", "The people weren't there"
        ESTIMATE = "estimate", "Our estimate was wrong"
        CLIENT = "client", "Changed on the client's side"
        UNKNOWN = "unknown", "Nobody could have known"

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="+")
    words = models.TextField()
    origin = models.CharField(max_length=10, choices=Origin.choices)
    minutes = models.PositiveIntegerField(default=0)
    logged_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    logged_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = OfEngagementQuery.as_manager()

    def __str__(self) -> str:
        return self.words


class ClientLink(models.Model):
    """Lets one contact of the client read, and sign, without an account; expiring and revocable.

    Only a digest of the secret in the address is kept.
    """

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="+")
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="+")
    secret_digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_on = models.DateField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = OfEngagementQuery.as_manager()

    def __str__(self) -> str:
        return f"Link for {self.contact}"


class ClientCode(models.Model):
    """A code that was mailed to the contact before they sign, as a digest, with what they were about to sign: while it
    lives the page waits for it, however often it's opened. Several may be out at once; one that is asked for again
    doesn't void the one that she holds."""

    link = models.ForeignKey(ClientLink, models.CASCADE, related_name="codes")
    digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)
    name = models.CharField(max_length=120)
    read = models.JSONField(default=list, help_text="Digests of the words to be signed")

    class Meta:
        indexes = [models.Index(fields=["link", "sent_at"], name="codes_of_a_link")]

    def __str__(self) -> str:
        return f"Code for {self.link}"
