"""The engagement and its stage. Only verbs move a stage, through one function (actions.stage.move)."""

from django.db import models
from django.db.models import F, Q

from tandem.catalogue.models import Tier
from tandem.clients.models import Account, Fit
from tandem.engagements.models.named import deals_naming
from tandem.people.models import Access, Person


class Stage(models.TextChoices):
    """Each arrow between two stages has one verb and one gate (docs/gates.md)."""

    LEAD = "lead", "Lead"
    QUALIFIED = "qualified", "Qualified"
    SCOPED = "scoped", "Scoped"
    AGREED = "agreed", "Agreed"
    PROPOSED = "proposed", "Proposed"
    SIGNED = "signed", "Signed"
    ACCEPTED = "accepted", "Accepted"
    DELIVERING = "delivering", "Delivering"
    DELIVERED = "delivered", "Delivered"
    LEARNT = "learnt", "Learnt"
    LOST = "lost", "Lost"


OPEN = (Stage.LEAD, Stage.QUALIFIED, Stage.SCOPED, Stage.AGREED, Stage.PROPOSED)
SIGNED = (Stage.SIGNED, Stage.ACCEPTED, Stage.DELIVERING, Stage.DELIVERED, Stage.LEARNT)


SEES_EVERY_DEAL = frozenset({Access.LEADERSHIP, Access.FINANCE})


class EngagementQuery(models.QuerySet["Engagement"]):
    def visible_to(self, person: Person) -> models.QuerySet["Engagement"]:
        """Leadership and finance: all. Sales: own, own team's, unassigned, and whatever is signed. Delivery and
        resource managers: all that isn't confidential. Consultants: what they are named on. Whoever is named on
        a confidential deal sees it. What names somebody: `NAMES` of each model."""
        if not person.is_active:
            return self.none()
        if person.access in SEES_EVERY_DEAL:
            return self.all()
        named = Q(pk__in=deals_naming(person.pk))
        if person.access == Access.CONSULTANT:
            return self.filter(named)
        if person.access == Access.SALES:
            team = Q(seller__team=person.team_id) if person.team_id else Q()
            theirs = team | Q(seller__isnull=True) | Q(stage__in=SIGNED)
            return self.filter(named | (Q(confidential=False) & theirs))
        return self.filter(named | Q(confidential=False))

    def open(self) -> models.QuerySet["Engagement"]:
        """Not yet signed, not lost: the pipeline."""
        return self.filter(stage__in=OPEN)


class Engagement(models.Model):
    """One promise to one client.

    `amount` is in the firm's currency; `probability` is 0..1, None takes the stage's own. `crm_stage` and
    `seller_words` keep what the CRM said where Tandem has its own answer or found nobody of that name.
    """

    name = models.CharField(max_length=200)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    contact_name = models.CharField(max_length=120, blank=True)
    seller = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    lead = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.LEAD)
    stage_since = models.DateTimeField()
    tier = models.ForeignKey(Tier, models.SET_NULL, null=True, blank=True, related_name="+")
    product_words = models.CharField(max_length=120, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    probability = models.DecimalField(max_digits=4, decimal_places=3, null=True, blank=True)
    close_on = models.DateField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    paragraph = models.TextField(blank=True, help_text="What this is about, in one paragraph")
    fit = models.ForeignKey(Fit, models.SET_NULL, null=True, blank=True, related_name="+")
    confidential = models.BooleanField(default=False)
    crm_stage = models.CharField(max_length=80, blank=True)
    seller_words = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    lost_reason = models.CharField(max_length=300, blank=True)
    ungated = models.BooleanField(default=False)
    ungated_why = models.CharField(max_length=300, blank=True)
    answerable = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    NAMES = {"seller": "pk", "lead": "pk", "answerable": "pk"}

    objects = EngagementQuery.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="stage_is_known"),
            models.CheckConstraint(
                condition=Q(probability__isnull=True) | Q(probability__range=(0, 1)), name="probability_0_to_1"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="engagement_runs_forward",
            ),
            models.CheckConstraint(
                condition=~Q(stage=Stage.LOST) | ~Q(lost_reason=""), name="a_lost_deal_has_a_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["stage", "close_on", "id"], name="engagement_by_stage"),
            models.Index(fields=["close_on", "id"], name="engagement_by_close"),
            models.Index(fields=["account", "stage"], name="engagement_by_account"),
            models.Index(fields=["seller", "stage"], name="engagement_by_seller"),
            models.Index(fields=["-amount", "id"], name="engagement_by_amount"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.stage in OPEN

    @property
    def own_fit(self) -> Fit | None:
        """How this client fits: a deal that went to another client was judged for the one before."""
        return self.fit if self.fit and self.fit.account_id == self.account_id else None

    @property
    def is_project(self) -> bool:
        return self.stage in SIGNED


class Part(models.TextChoices):
    """Why somebody is named on an engagement."""

    SELLER = "seller", "Sells"
    LEAD = "lead", "Leads"
    TEAM = "team", "Works on it"
    GUEST = "guest", "Was asked in"


class Member(models.Model):
    """Somebody named on an engagement; the key by which a consultant may see it."""

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    part = models.CharField(max_length=6, choices=Part.choices, default=Part.TEAM)

    NAMES = {"person": "engagement"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["engagement", "person", "part"], name="named_once_per_part")]

    def __str__(self) -> str:
        return f"{self.person} on {self.engagement}"


class StageChange(models.Model):
    """One step of an engagement: needed to learn stage probabilities and cycle times."""

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="steps")
    was = models.CharField(max_length=10, choices=Stage.choices)
    now = models.CharField(max_length=10, choices=Stage.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["engagement", "at"], name="steps_in_order")]

    def __str__(self) -> str:
        return f"{self.was} to {self.now}"


class OfEngagementQuery(models.QuerySet):
    """Rows that belong to an engagement are seen by whoever sees the engagement."""

    def visible_to(self, person: Person) -> models.QuerySet:
        if person.is_active and person.access in SEES_EVERY_DEAL:
            return self.all()
        return self.filter(engagement__in=Engagement.objects.visible_to(person))
