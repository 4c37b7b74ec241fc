"""Two versions of a tier side by side: every line word by word, hours by role, fee, weeks and promise."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.calc.wording import pair_up, word_changes
from tandem.catalogue.content import ASSUMPTION, DELIVERABLE, DUTY, EXCLUSION, LINES, MILESTONE, RISK, Content, Line
from tandem.web.words import hours, percent

Runs = list[tuple[str, str]]
PART_WORDS = {
    DELIVERABLE: gettext_lazy("The client gets"), EXCLUSION: gettext_lazy("Not in it"),
    ASSUMPTION: gettext_lazy("Taken as true"), DUTY: gettext_lazy("The client owes"),
    RISK: gettext_lazy("Usual risks"), MILESTONE: gettext_lazy("Milestones"),
}  # fmt: skip


@dataclass(frozen=True)
class LineChange:
    """`kind` is added, dropped or reworded. `runs` are (kept, dropped or added, words), of the line and of what is
    noted on it: hours, probability, mitigation."""

    part: str
    kind: str
    runs: Runs
    note: Runs


@dataclass(frozen=True)
class HoursChange:
    role: str
    before: int
    after: int


@dataclass(frozen=True)
class Comparison:
    """Only what differs. Fees are (before, after), None where they're the same."""

    lines: list[LineChange] = field(default_factory=list)
    hours: list[HoursChange] = field(default_factory=list)
    fee: tuple[Decimal, Decimal] | None = None
    weeks: tuple[int, int] | None = None
    promise: Runs = field(default_factory=list)
    reordered: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        figures = (self.fee, self.weeks, self.promise)
        return len(self.lines) + len(self.hours) + len(self.reordered) + sum(1 for each in figures if each)

    def of(self, part: str) -> list[LineChange]:
        return [change for change in self.lines if change.part == part]


def compare(old: Content, new: Content) -> Comparison:
    """What `new` says otherwise than `old`. Asks nothing."""
    roles = [*new.hours, *(role for role in old.hours if role not in new.hours)]
    changed = [HoursChange(role, old.hours.get(role, 0), new.hours.get(role, 0)) for role in roles]
    return Comparison(
        lines=[change for part in LINES for change in _lines(part, old.of(part), new.of(part))],
        hours=[row for row in changed if row.before != row.after],
        fee=None if old.fee == new.fee else (old.fee, new.fee),
        weeks=None if old.weeks == new.weeks else (old.weeks, new.weeks),
        promise=[] if old.promise == new.promise else word_changes(old.promise, new.promise),
        reordered=[part for part in LINES if part != MILESTONE and _reordered(old.of(part), new.of(part))],
    )


def note_of(part: str, line: Line) -> str:
    """What stands beside a line, in words: "30%, 16 h if it happens. Agree a fallback"."""
    if part == MILESTONE:
        return _("at %(share)s of the time") % {"share": percent(line.share)} if line.share is not None else ""
    if part == RISK:
        said = [percent(line.share)] if line.share is not None else []
        said += [_("%(hours)s if it happens") % {"hours": hours(line.minutes)}] if line.minutes else []
        return ". ".join(filter(None, [", ".join(said), line.plan]))
    return _("%(hours)s if it's false") % {"hours": hours(line.minutes)} if line.minutes else ""


def paired(old: Sequence[Line], new: Sequence[Line]) -> list[tuple[Line | None, Line | None]]:
    """Which line of `new` is which of `old`; None where there's no counterpart."""
    left, right = list(old), list(new)
    pairs: list[tuple[Line | None, Line | None]] = []
    for before, after in pair_up([line.words for line in old], [line.words for line in new]):
        pairs.append((_take(left, before), _take(right, after)))
    return pairs


def _lines(part: str, old: Sequence[Line], new: Sequence[Line]) -> list[LineChange]:
    return [_line(part, before, after) for before, after in paired(old, new) if before != after]


def _reordered(old: Sequence[Line], new: Sequence[Line]) -> bool:
    """What both have stands in another order."""
    return [line for line in old if line in new] != [line for line in new if line in old]


def _line(part: str, before: Line | None, after: Line | None) -> LineChange:
    kind = "added" if before is None else "dropped" if after is None else "reworded"
    noted = [note_of(part, line) if line else "" for line in (before, after)]
    words = [line.words if line else "" for line in (before, after)]
    return LineChange(part, kind, word_changes(*words), word_changes(*noted))


def _take(lines: list[Line], words: str | None) -> Line | None:
    found = next((line for line in lines if line.words == words), None)
    if found:
        lines.remove(found)
    return found
