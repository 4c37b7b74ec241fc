"""A person, the user model from the first migration on, with everything that has a period."""

from typing import TYPE_CHECKING

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from tandem.people.models.firm import PERIOD_IS_FORWARD, HolidayCalendar, Role, Skill, Team

if TYPE_CHECKING:
    from django.db.models.query import QuerySet


class Access(models.TextChoices):
    """What somebody does in the firm, which decides what they may see (rights.py)."""

    LEADERSHIP = "leadership", "Leadership"
    SALES = "sales", "Sales"
    DELIVERY = "delivery", "Delivery lead"
    RESOURCE = "resource", "Resource manager"
    FINANCE = "finance", "Finance"
    CONSULTANT = "consultant", "Consultant"


class PersonQuery(models.QuerySet["Person"]):
    def visible_to(self, person: "Person") -> "QuerySet[Person]":
        """Colleagues see each other's names and bookings; what is personal about them is masked by rights."""
        return self.filter(pk__isnull=not person.is_active)


class PersonManager(BaseUserManager.from_queryset(PersonQuery)):  # type: ignore[misc]
    def create_user(self, email: str, name: str, password: str | None = None, **extras) -> "Person":
        """Make a person who can sign in; without a password only by a reset link."""
        person = self.model(email=self.normalize_email(email).lower(), name=name, **extras)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody of the firm. `access` decides rights; `role` is what they're planned and priced as."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=120, blank=True)
    access = models.CharField(max_length=12, choices=Access.choices, default=Access.CONSULTANT)
    is_admin = models.BooleanField(default=False, help_text="Runs the software; sees no more of the business for it.")
    is_active = models.BooleanField(default=True)
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="people")
    role = models.ForeignKey(Role, models.SET_NULL, null=True, blank=True, related_name="people")
    calendar = models.ForeignKey(HolidayCalendar, models.SET_NULL, null=True, blank=True, related_name="+")
    single_keys = models.BooleanField(default=True)
    joined_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = PersonManager()

    def __str__(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()

    @property
    def first_name(self) -> str:
        return self.name.split()[0] if self.name else ""

    @property
    def side(self) -> str:
        """'s' for sales, 'd' for delivery, '' for neither: which key is theirs and which shape they have."""
        return SIDES.get(self.access, "")


SIDES: dict[str, str] = {Access.SALES: "s", Access.DELIVERY: "d", Access.CONSULTANT: "d", Access.RESOURCE: "d"}


class WorkingWeek(models.Model):
    """Contracted minutes of each weekday in a period."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="weeks")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    monday = models.PositiveSmallIntegerField(default=450)
    tuesday = models.PositiveSmallIntegerField(default=450)
    wednesday = models.PositiveSmallIntegerField(default=450)
    thursday = models.PositiveSmallIntegerField(default=450)
    friday = models.PositiveSmallIntegerField(default=450)
    saturday = models.PositiveSmallIntegerField(default=0)
    sunday = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "starts_on"], name="one_working_week_from_a_day"),
            models.CheckConstraint(condition=PERIOD_IS_FORWARD, name="working_week_runs_forward"),
        ]

    def __str__(self) -> str:
        return f"{self.person} from {self.starts_on}"


class CostRate(models.Model):
    """What an hour of this person costs the firm from a day on. Personal: finance and leadership only."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="cost_rates")
    starts_on = models.DateField()
    hourly = models.DecimalField(max_digits=10, decimal_places=2)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "starts_on"], name="one_cost_rate_from_a_day")]

    def __str__(self) -> str:
        return f"{self.person} from {self.starts_on}"


class PersonSkill(models.Model):
    """How good somebody is at something: 1 learns, 2 can, 3 leads, 4 teaches."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, models.CASCADE, related_name="people")
    level = models.PositiveSmallIntegerField(default=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "skill"], name="one_level_per_skill"),
            models.CheckConstraint(condition=models.Q(level__range=(1, 4)), name="skill_level_1_to_4"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.skill} {self.level}"


class TimeOff(models.Model):
    """Days away. The reason is personal: others only see "away"."""

    class Kind(models.TextChoices):
        LEAVE = "leave", "Leave"
        SICK = "sick", "Sick"
        OTHER = "other", "Other"

    person = models.ForeignKey(Person, models.CASCADE, related_name="time_off")
    starts_on = models.DateField()
    ends_on = models.DateField()
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.LEAVE)
    note = models.CharField(max_length=200, blank=True)
    approved = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.CheckConstraint(condition=PERIOD_IS_FORWARD, name="time_off_runs_forward")]
        indexes = [models.Index(fields=["ends_on", "starts_on"], name="time_off_by_period")]

    def __str__(self) -> str:
        return f"{self.person} away {self.starts_on} to {self.ends_on}"
