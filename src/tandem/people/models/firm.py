"""The firm: its settings, teams, roles with their rates, skills and holidays."""

from django.db import models
from django.db.models import F, Q


def default_heat_steps() -> list[int]:
    """Upper bounds, in whole percent, of heat steps 1 to 4; above the last is step 5."""
    return [49, 84, 100, 115]


class Firm(models.Model):
    """The one firm that this installation serves."""

    name = models.CharField(max_length=120)
    currency = models.CharField(max_length=3)
    day_minutes = models.PositiveIntegerField(default=450)
    heat_steps = models.JSONField(default=default_heat_steps)
    uses_tandem_since = models.DateField(null=True)
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """People who are planned together: a row group of the heat map."""

    name = models.CharField(max_length=80, unique=True)
    position = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


class Role(models.Model):
    """What somebody does on an engagement: data engineer, analyst. Estimates and demand are by role."""

    name = models.CharField(max_length=80, unique=True)
    team = models.ForeignKey(Team, models.PROTECT, related_name="roles", null=True)
    position = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


class RoleRate(models.Model):
    """A role's hourly list price and standard cost from a day on. Standard cost tells no one's salary."""

    role = models.ForeignKey(Role, models.CASCADE, related_name="rates")
    starts_on = models.DateField()
    bill_hourly = models.DecimalField(max_digits=10, decimal_places=2)
    cost_hourly = models.DecimalField(max_digits=10, decimal_places=2)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["role", "starts_on"], name="one_rate_per_role_and_day")]

    def __str__(self) -> str:
        return f"{self.role} from {self.starts_on}"


class Skill(models.Model):
    """Something that one can be good at."""

    name = models.CharField(max_length=80, unique=True)

    def __str__(self) -> str:
        return self.name


class HolidayCalendar(models.Model):
    """The public holidays of a place."""

    name = models.CharField(max_length=80, unique=True)

    def __str__(self) -> str:
        return self.name


class Holiday(models.Model):
    """A day on which nobody of that calendar works."""

    calendar = models.ForeignKey(HolidayCalendar, models.CASCADE, related_name="days")
    day = models.DateField()
    name = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["calendar", "day"], name="one_holiday_a_day")]

    def __str__(self) -> str:
        return f"{self.name}, {self.day}"


PERIOD_IS_FORWARD = Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on"))
