"""Nouns: account, contact, profile (the ideal client, versioned) with its criteria, fit."""

from django.db import models

from tandem.people.models import Person


class AccountQuery(models.QuerySet["Account"]):
    def visible_to(self, person: Person) -> models.QuerySet["Account"]:
        """Every colleague may know who the clients are; their deals have their own rule."""
        return self.filter(pk__isnull=not person.is_active)


class Account(models.Model):
    """A client firm. `key` is its name folded for matching: case, spaces and legal form don't count."""

    name = models.CharField(max_length=200)
    key = models.CharField(max_length=200, unique=True)
    sector = models.CharField(max_length=80, blank=True)
    employees = models.PositiveIntegerField(null=True, blank=True)
    revenue_millions = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    country = models.CharField(max_length=80, blank=True)
    website = models.URLField(blank=True)
    parent = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="children")
    owner = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = AccountQuery.as_manager()

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """Somebody at a client."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    version = models.PositiveIntegerField(default=1)

    side = "c"

    def __str__(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


class Profile(models.Model):
    """One version of the ideal client profile. Fits keep the version that they were judged by.

    A draft has no `published_at`. `floor` is where leadership has to decide, `strong` where the band "strong" begins.
    """

    number = models.PositiveIntegerField(unique=True)
    floor = models.PositiveSmallIntegerField(default=65)
    strong = models.PositiveSmallIntegerField(default=80)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    current = models.BooleanField(default=False)
    why = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["current"], condition=models.Q(current=True), name="one_current_profile"),
            models.UniqueConstraint(
                models.Value(1), condition=models.Q(published_at__isnull=True), name="one_draft_profile"
            ),
            models.CheckConstraint(
                condition=models.Q(floor__lte=models.F("strong"), strong__lte=100), name="profile_bands_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"Ideal client profile {self.number}"


class Criterion(models.Model):
    """One question of the profile. With a `measure`, the account's own figure proposes the answer by its band."""

    class Measure(models.TextChoices):
        EMPLOYEES = "employees", "Employees"
        REVENUE = "revenue_millions", "Revenue in millions"

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="criteria")
    question = models.CharField(max_length=200)
    weight = models.PositiveSmallIntegerField()
    measure = models.CharField(max_length=20, choices=Measure.choices, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.question


class Level(models.Model):
    """One answer to a criterion: the share of its weight that it earns, or a disqualifier.

    As a band it holds for `low` <= figure < `high`; None is open at that end.
    """

    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="levels")
    words = models.CharField(max_length=120)
    share = models.DecimalField(max_digits=4, decimal_places=3)
    disqualifies = models.BooleanField(default=False)
    low = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    high = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(share__range=(0, 1)), name="level_share_0_to_1")]

    def __str__(self) -> str:
        return self.words


class Fit(models.Model):
    """How well an account fits a profile version, answered by somebody on a day."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="fits")
    profile = models.ForeignKey(Profile, models.PROTECT, related_name="fits")
    score = models.PositiveSmallIntegerField()
    disqualified = models.BooleanField(default=False)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.account}: {self.score} of 100"


class FitAnswer(models.Model):
    """The level chosen for one criterion."""

    fit = models.ForeignKey(Fit, models.CASCADE, related_name="answers")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    level = models.ForeignKey(Level, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fit", "criterion"], name="one_answer_per_criterion")]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.level}"
