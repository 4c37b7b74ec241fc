"""Questions about outcomes: who has turned which key on the present revision."""

from dataclasses import dataclass

from tandem.engagements.models import Engagement, Outcome, OutcomeSignature, Side


@dataclass(frozen=True)
class OutcomeRow:
    """An outcome with the keys that count: those on its present revision. `superseded` says that earlier ones don't."""

    outcome: Outcome
    keys: dict[str, OutcomeSignature]
    superseded: int

    @property
    def sales(self) -> bool:
        return Side.SALES in self.keys

    @property
    def delivery(self) -> bool:
        return Side.DELIVERY in self.keys

    @property
    def agreed(self) -> bool:
        return self.sales and self.delivery

    @property
    def unfinished(self) -> bool:
        """One voice is still missing, so there is nothing to sign."""
        return not (self.outcome.expects and self.outcome.proves)

    @property
    def open_sides(self) -> tuple[str, ...]:
        return tuple(side for side in (Side.SALES, Side.DELIVERY) if side not in self.keys)


def rows(engagement: Engagement) -> list[OutcomeRow]:
    """Every outcome in its order. Two queries."""
    keys: dict[int, list[OutcomeSignature]] = {}
    signed = OutcomeSignature.objects.filter(outcome__engagement=engagement).select_related("person").order_by("pk")
    for key in signed:
        keys.setdefault(key.outcome_id, []).append(key)
    found = engagement.outcomes.order_by("position", "pk")
    return [_row(outcome, keys.get(outcome.pk, [])) for outcome in found]


def _row(outcome: Outcome, keys: list[OutcomeSignature]) -> OutcomeRow:
    present = {key.side: key for key in keys if key.revision == outcome.revision}
    return OutcomeRow(outcome, present, len(keys) - len(present))
