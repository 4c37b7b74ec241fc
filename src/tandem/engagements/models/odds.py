"""How likely a stage is to end in a signature: believed at first, then the firm's own record."""

from django.db import models
from django.db.models import F, Q

from tandem.engagements.models.engagement import Stage


class StageOdds(models.Model):
    """How likely a deal of this stage is to be signed, where the deal itself doesn't say.

    `default` is a belief; `wins` of `closed` deals that ever reached the stage are what happened (counted anew by
    `actions.odds.calibrate`). Which of the two is used: calc.forecast.stage_probability.
    """

    stage = models.CharField(max_length=10, choices=Stage.choices, unique=True)
    default = models.DecimalField(max_digits=4, decimal_places=3)
    wins = models.PositiveIntegerField(default=0)
    closed = models.PositiveIntegerField(default=0)
    counted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(default__range=(0, 1)), name="odds_0_to_1"),
            models.CheckConstraint(condition=Q(wins__lte=F("closed")), name="no_more_wins_than_closed"),
        ]

    def __str__(self) -> str:
        return f"Odds of {self.get_stage_display().lower()}"
