"""Nouns: booking (hard, or a hold with a clock), need (a role's demand of an engagement), capacity week, team week,
stage odds."""

from django.db import models
from django.db.models import F, Q

from tandem.engagements.models import Engagement
from tandem.engagements.models.engagement import OfEngagementQuery
from tandem.people.models import Person, Role, Team


class BookingQuery(OfEngagementQuery):
    def visible_to(self, person: Person) -> models.QuerySet:
        """Work inside the firm is any colleague's to see; the rest is seen by whoever sees its engagement. Of a
        booking that isn't in here others may learn the minutes, never the name (queries.bookings.lines)."""
        if not person.is_active:
            return self.none()
        return self.filter(Q(engagement__isnull=True) | Q(engagement__in=Engagement.objects.visible_to(person)))


class Booking(models.Model):
    """A person's minutes a working day from a day to a day. Hard promises the person; a hold never blocks and ends
    by itself on `hold_until`. `engagement` is None for work inside the firm."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    engagement = models.ForeignKey(Engagement, models.CASCADE, null=True, blank=True, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    minutes_per_day = models.PositiveIntegerField()
    hard = models.BooleanField(default=True)
    hold_until = models.DateField(null=True, blank=True)
    billable = models.BooleanField(default=True)
    note = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    NAMES = {"person": "engagement"}

    objects = BookingQuery.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="booking_runs_forward"),
            models.CheckConstraint(condition=Q(minutes_per_day__range=(1, 1440)), name="booking_fits_a_day"),
            models.CheckConstraint(condition=Q(hard=False) | Q(hold_until__isnull=True), name="only_holds_expire"),
        ]
        indexes = [
            models.Index(fields=["person", "ends_on", "starts_on"], name="booking_by_person"),
            models.Index(fields=["ends_on", "starts_on"], name="booking_by_period"),
            models.Index(fields=["engagement"], name="booking_by_engagement"),
            models.Index(fields=["hold_until"], condition=Q(hard=False), name="hold_by_its_end"),
        ]

    def __str__(self) -> str:
        return f"{self.person} on {self.engagement or 'internal work'}"


class Need(models.Model):
    """Minutes of a role that an engagement wants over a period, for deals in the pipeline and open roles."""

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="+")
    role = models.ForeignKey(Role, models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    minutes = models.PositiveIntegerField()

    objects = OfEngagementQuery.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="need_runs_forward"),
            models.UniqueConstraint(fields=["engagement", "role"], name="one_need_per_role"),
        ]

    def __str__(self) -> str:
        return f"{self.role} for {self.engagement}"


class CapacityWeek(models.Model):
    """A person's week, rolled up: rewritten by every verb that changes a booking, time off or a working week.

    Minutes. `available` = contracted minus holidays and approved time off; `away` says that none of it is left
    because of them.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    week = models.DateField(help_text="Its Monday")
    available = models.PositiveIntegerField()
    hard = models.PositiveIntegerField()
    held = models.PositiveIntegerField()
    away = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "week"], name="one_row_per_person_and_week")]
        indexes = [models.Index(fields=["week", "person"], name="capacity_by_week")]

    def __str__(self) -> str:
        return f"{self.person}, week of {self.week}"


class TeamWeek(models.Model):
    """The weeks of a team's people in one role, summed, so that a map of the firm costs the same for 50 people as for
    2,000. Kept true together with CapacityWeek.

    Minutes. `free` counts each person's own free time after hard bookings, `free_of_holds` after holds too: nobody's
    overload uses up what somebody else has free.
    """

    team = models.ForeignKey(Team, models.CASCADE, related_name="+")
    role = models.ForeignKey(Role, models.CASCADE, related_name="+")
    week = models.DateField(help_text="Its Monday")
    available = models.PositiveIntegerField()
    hard = models.PositiveIntegerField()
    held = models.PositiveIntegerField()
    free = models.PositiveIntegerField()
    free_of_holds = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "role", "week"], name="one_row_per_team_role_and_week")]
        indexes = [models.Index(fields=["week"], name="team_by_week")]

    def __str__(self) -> str:
        return f"{self.team} as {self.role}, week of {self.week}"
