"""The columns, in the order in which they're written."""

from dataclasses import dataclass, field

from tandem.catalogue.content import Content

COLUMNS = (
    "offering", "line", "grade", "part", "words", "role", "hours", "chance", "plan", "at", "weeks", "fee", "retired",
)  # fmt: skip
NEEDED = ("offering", "part", "words")
OFFERING, TIER, ESTIMATE = "offering", "tier", "estimate"


@dataclass(frozen=True)
class Book:
    """One offering with its tiers by grade, as a file carries it."""

    name: str
    line: str = ""
    summary: str = ""
    retired: bool = False
    tiers: dict[str, Content] = field(default_factory=dict)
