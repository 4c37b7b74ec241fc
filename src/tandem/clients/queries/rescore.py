"""What another version of the profile makes of answers that were given to an earlier one, word by word."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from tandem.calc import fit as calc
from tandem.clients.models import Criterion, Profile
from tandem.clients.queries.fit import band_level, is_scored, levels_of, scored_criterion
from tandem.clients.queries.profile import fold, in_order

Figures = Mapping[str, Decimal | int | None]


@dataclass(frozen=True)
class Reading:
    """From `low` to `high`, since what this version asks anew may be answered either way. `open` are its questions that
    nobody has answered; `verdict` is fits, below, disqualified, or open: it hangs on those."""

    low: int
    high: int
    stops: tuple[str, ...]
    open: tuple[str, ...]
    verdict: str

    @property
    def is_known(self) -> bool:
        return self.low == self.high


@dataclass
class Marker:
    """Reads many judgements by one version; the same answers are summed once."""

    profile: Profile
    criteria: list[Criterion]
    known: dict[tuple, Reading] = field(default_factory=dict)

    def read(self, said: Mapping[str, str], figures: Figures) -> Reading:
        """`said` maps folded questions to folded answers; `figures` are the account's, by measure."""
        chosen = tuple(self._level(row, said, figures) for row in self.criteria)
        if chosen not in self.known:
            self.known[chosen] = self._sum(chosen)
        return self.known[chosen]

    def _level(self, row: Criterion, said: Mapping[str, str], figures: Figures) -> int | None:
        """What was answered in the same words; else what the client's own figure answers."""
        wanted = said.get(fold(row.question))
        found = next((level for level in levels_of(row) if fold(level.words) == wanted), None)
        value = figures.get(row.measure) if row.measure else None
        found = found or band_level(levels_of(row), None if value is None else Decimal(value))
        return found.pk if found else None

    def _sum(self, chosen: tuple[int | None, ...]) -> Reading:
        pairs = list(zip(self.criteria, chosen, strict=True))
        scored = [scored_criterion(row) for row, _level in pairs if is_scored(row)]
        answers = {str(row.pk): str(level) for row, level in pairs if level and is_scored(row)}
        low, high = calc.reach(scored, answers)
        stops = tuple(
            level.words for row, pk in pairs for level in levels_of(row) if level.pk == pk and level.disqualifies
        )
        missing = tuple(row.question for row, level in pairs if level is None)
        return Reading(low, high, stops, missing, self._verdict(low, high, stops))

    def _verdict(self, low: int, high: int, stops: tuple[str, ...]) -> str:
        if stops:
            return "disqualified"
        if low >= self.profile.floor:
            return "fits"
        return "below" if high < self.profile.floor else "open"


def marker(profile: Profile) -> Marker:
    """Two queries."""
    return Marker(profile, in_order(profile))
