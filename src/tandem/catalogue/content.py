"""What is in a tier, without its rows: what drafts are compared, merged, written and read as. Knows no database."""

from dataclasses import dataclass, field
from decimal import Decimal

EXCLUSION, ASSUMPTION, DUTY, RISK = "exclusion", "assumption", "duty", "risk"
CLAUSES = (EXCLUSION, ASSUMPTION, DUTY, RISK)
DELIVERABLE, MILESTONE = "deliverable", "milestone"
LINES = (DELIVERABLE, *CLAUSES, MILESTONE)


@dataclass(frozen=True)
class Line:
    """One line of a part. `minutes`: what it costs if false or if it happens; `share`: a risk's probability, or where in
    the duration a milestone is; `plan`: a risk's mitigation."""

    words: str
    minutes: int = 0
    share: Decimal | None = None
    plan: str = ""


NO_LINE = Line("")


@dataclass(frozen=True)
class Content:
    """One version of a tier. `lines` by part, in their order; `hours` are minutes by the name of the role."""

    fee: Decimal
    weeks: int
    promise: str = ""
    lines: dict[str, tuple[Line, ...]] = field(default_factory=dict)
    hours: dict[str, int] = field(default_factory=dict)

    def of(self, part: str) -> tuple[Line, ...]:
        return self.lines.get(part, ())

    @property
    def minutes(self) -> int:
        return sum(self.hours.values())
