"""A tier's draft as one form: every line a row of fields, one empty row at the end of each part.

`seen` holds a digest of every cell as it was read. Two people may type into one draft: what only one of them changed is
kept for both, what both changed comes back with both texts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.catalogue.actions.draft import Typed, clashes
from tandem.catalogue.content import ASSUMPTION, CLAUSES, LINES, MILESTONE, RISK, Line
from tandem.catalogue.models import Tier
from tandem.catalogue.queries.cells import PENNY, Cell, cells_of, digest, role_cell
from tandem.catalogue.queries.compare import PART_WORDS, note_of
from tandem.catalogue.queries.content import with_parts
from tandem.ledger.actions import Stale
from tandem.ledger.forms import Conflict, Difference, SeenForm
from tandem.people.models import Role
from tandem.web.fields import HoursField, PercentField, long_text
from tandem.web.words import NOTHING, hours

FEE = "fee"
LONGEST = 300
LONGEST_NAME = {MILESTONE: 200}
MOST_NEW = 30
FIGURES: dict[str, tuple[str, ...]] = {ASSUMPTION: ("hours",), RISK: ("share", "hours", "plan"), MILESTONE: ("share",)}


@dataclass(frozen=True)
class Row:
    """One line as the page shows it: its key, and its fields by name."""

    key: str
    part: str
    fields: dict[str, forms.BoundField]
    is_new: bool = False


class DraftForm(SeenForm):
    fee = forms.DecimalField(label=gettext_lazy("Fixed fee"), min_value=0, max_digits=14, decimal_places=2)
    weeks = forms.IntegerField(label=gettext_lazy("Weeks"), min_value=1, max_value=520)
    promise = forms.CharField(
        label=gettext_lazy("Promise, in one sentence"), max_length=200, required=False, widget=long_text(2)
    )

    def __init__(self, data: QueryDict | None = None, *, tier: Tier, more: str = "", **extras: Any) -> None:
        self.tier, self.more = tier, more
        self.roles = list(Role.objects.order_by("position", "name"))
        self.now = cells_of(with_parts(Tier.objects.filter(pk=tier.pk)).get())
        self.keys = {key: cell.part for key, cell in self.now.items() if cell.part in LINES}
        super().__init__(self._completed(data), **extras)
        self.new = self._new_keys()
        for key, part in {**self.keys, **self.new}.items():
            self._add_line(key, part)
        for role in self.roles:
            self.fields[f"r{role.pk}-hours"] = HoursField(label=role.name, required=False)
        self.initial = {**self._typed_as(self.now), "seen": self._seals(), **self.initial}

    # What the page shows

    def rows(self, part: str) -> list[Row]:
        """The lines of a part, then the empty ones."""
        named = {key: kind for key, kind in {**self.keys, **self.new}.items() if kind == part}
        return [Row(key, part, self._bound(key, part), key in self.new) for key in named]

    def role_fields(self) -> list[forms.BoundField]:
        return [self[f"r{role.pk}-hours"] for role in self.roles]

    # What was typed

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for key, part in {**self.keys, **self.new}.items():
            self._check(key, part)
        if self.errors:
            return given
        cells = {key: self._cell(key, part) for key, part in self.keys.items()}
        cells |= {f"r{role.pk}": role_cell(role.name, given.get(f"r{role.pk}-hours") or 0) for role in self.roles}
        cells |= {
            FEE: Cell(FEE, Line(str(given["fee"].quantize(PENNY)))),
            "weeks": Cell("weeks", Line(str(given["weeks"]))),
            "promise": Cell("promise", Line(given["promise"])),
        }
        out = self.data.get("out", "")
        if out in self.keys:
            cells[out] = Cell(self.keys[out])
        fresh = tuple(self._cell(key, part) for key, part in self.new.items())
        self.typed = Typed(cells, _read(given.get("seen", "")), fresh, up=self.data.get("up", ""))
        return {"seen": given.get("seen", ""), "typed": self.typed}

    def as_seen(self, text: str) -> Any:
        """The digests travel in `typed`."""
        return None

    def settled(self, verb: Any) -> bool:
        return super().settled(lambda seen, typed: self._save(verb, typed))

    def _save(self, verb: Any, typed: Typed) -> Any:
        """Every page says what was read of the fee; who says nothing of it has read nothing."""
        if FEE not in typed.seen:
            raise Stale(self.tier)
        return verb(typed=typed)

    def _conflict(self, current: models.Model) -> Conflict:
        """Both texts of every cell that both changed. What only the other one changed is taken into the form, so that
        the next save doesn't take it back."""
        clash = super()._conflict(current)
        sent: Any = self.data
        posted = sent.copy()
        clashed = set(self.clashed)
        for key, cell in self.now.items():
            if key not in clashed and digest(self.typed.cells.get(key)) == self.typed.seen.get(key):
                posted.update(self._values(key, cell))
        for key in clashed - set(self.now):
            self._put_back(posted, key)
        self.data = posted
        return clash

    def differences(self, current: models.Model) -> tuple[Difference, ...]:
        self.now = cells_of(with_parts(Tier.objects.filter(pk=self.tier.pk)).get())
        self.clashed = clashes(self.now, self.typed)
        return tuple(self._difference(key) for key in self.clashed)

    def seen_of(self, row: models.Model) -> str:
        return self._seals()

    def as_typed(self, row: models.Model) -> dict[str, Any]:
        return {}

    # Inside

    def _seals(self) -> str:
        sealed = {f"r{role.pk}": "0" for role in self.roles} | {key: digest(cell) for key, cell in self.now.items()}
        return " ".join(f"{key}:{mark}" for key, mark in sealed.items())

    def _completed(self, data: QueryDict | None) -> QueryDict | None:
        """What was posted, with what it says nothing of (a line that somebody added meanwhile was never shown). Lines
        that somebody took out meanwhile stay in it, for they may have been changed here."""
        if data is None:
            return None
        full = data.copy()
        for key, cell in self.now.items():
            full.update({name: text for name, text in self._values(key, cell).items() if name not in full})
        for key in _read(full.get("seen", "")):
            if key not in self.now and (part := full.get(f"{key}-part", "")) in LINES:
                self.keys[key] = part
        return full

    def _new_keys(self) -> dict[str, str]:
        """An empty line for each part, more where they were asked for, and as many as were posted."""
        found = {f"{part}0": part for part in LINES}
        if self.more in LINES:
            found |= {f"{self.more}{n}": self.more for n in range(1, 4)}
        if self.is_bound:
            posted = {f"{part}{n}": part for part in LINES for n in range(MOST_NEW) if f"{part}{n}-words" in self.data}
            found |= posted
        return dict(sorted(found.items(), key=lambda item: (LINES.index(item[1]), int(item[0][len(item[1]) :]))))

    def _add_line(self, key: str, part: str) -> None:
        longest = LONGEST_NAME.get(part, LONGEST)
        label = _("New line: %(part)s") if key in self.new else _("%(part)s, line")
        self.fields[f"{key}-words"] = forms.CharField(
            label=label % {"part": PART_WORDS[part]}, max_length=longest, required=False, widget=long_text(1)
        )
        self.fields[f"{key}-part"] = forms.CharField(required=False, widget=forms.HiddenInput, initial=part)
        made: dict[str, forms.Field] = {
            "hours": HoursField(label=_("Hours if it's false") if part == ASSUMPTION else _("Hours"), required=False),
            "share": PercentField(label=_("At % of the time") if part == MILESTONE else _("Chance, %"), required=False),
            "plan": forms.CharField(label=_("What we do about it"), max_length=LONGEST, required=False),
        }
        for name in FIGURES.get(part, ()):
            self.fields[f"{key}-{name}"] = made[name]

    def _bound(self, key: str, part: str) -> dict[str, forms.BoundField]:
        return {name: self[f"{key}-{name}"] for name in ("words", "part", *FIGURES.get(part, ()))}

    def _check(self, key: str, part: str) -> None:
        given = {name: self.cleaned_data.get(f"{key}-{name}") for name in ("words", *FIGURES.get(part, ()))}
        if not given["words"] and key in self.new and any(given[name] for name in given if name != "words"):
            self.add_error(f"{key}-words", _("Say what it is."))
        if part == MILESTONE and given["words"] and given["share"] is None and f"{key}-share" not in self.errors:
            self.add_error(f"{key}-share", _("Say when, in percent of the time."))

    def _cell(self, key: str, part: str) -> Cell:
        """What isn't shown of a line (the hours of a duty, say) stays as it is."""
        words, kept = self.cleaned_data.get(f"{key}-words"), self.now.get(key, Cell(part)).line
        if not words:
            return Cell(part)
        shown = FIGURES.get(part, ())
        minutes, share, plan = (self.cleaned_data.get(f"{key}-{name}") for name in ("hours", "share", "plan"))
        return Cell(
            part,
            Line(
                words,
                (minutes or 0) if "hours" in shown else kept.minutes,
                share if "share" in shown else kept.share,
                (plan or "") if "plan" in shown else kept.plan,
            ),
        )

    def _values(self, key: str, cell: Cell) -> dict[str, str]:
        """A cell as its fields carry it in a form that is sent."""
        if cell.part in ("fee", "weeks", "promise"):
            return {cell.part: cell.line.words}
        if cell.part == "role":
            return {f"{key}-hours": _hours(cell.line.minutes)}
        values = {f"{key}-words": cell.line.words, f"{key}-part": cell.part}
        shown = {"hours": _hours(cell.line.minutes), "share": _percent(cell.line.share), "plan": cell.line.plan}
        return values | {f"{key}-{name}": shown[name] for name in FIGURES.get(cell.part, ())}

    def _typed_as(self, cells: Mapping[str, Cell]) -> dict[str, str]:
        return {name: text for key, cell in cells.items() for name, text in self._values(key, cell).items()}

    def _put_back(self, posted: QueryDict, key: str) -> None:
        """A line that was changed here and taken out there stands as a new one: saved again, it's back."""
        part = self.typed.cells[key].part
        place = next((f"{part}{n}" for n in range(MOST_NEW) if not posted.get(f"{part}{n}-words")), "")
        if not place:
            return
        for name in ("words", *FIGURES.get(part, ())):
            posted[f"{place}-{name}"] = posted.pop(f"{key}-{name}", [""])[-1]
        posted[f"{place}-part"] = part
        self.keys.pop(key)
        for name in [name for name in self.fields if name.startswith(f"{key}-")]:
            del self.fields[name]
        if place not in self.new:
            self.new[place] = part
            self._add_line(place, part)

    def _difference(self, key: str) -> Difference:
        mine, theirs = self.typed.cells[key], self.now.get(key)
        label = {"role": mine.name, "fee": _("Fixed fee"), "weeks": _("Weeks"), "promise": _("Promise")}.get(
            mine.part, str(PART_WORDS.get(mine.part, ""))
        )
        return Difference(label, _told(mine), _told(theirs))


def _told(cell: Cell | None) -> str:
    if cell is None or cell.is_empty:
        return _("taken out")
    if cell.part == "role":
        return hours(cell.line.minutes)
    note = note_of(cell.part, cell.line) if cell.part in (*CLAUSES, MILESTONE) else ""
    return " · ".join(filter(None, [cell.line.words, note])) or NOTHING


def _read(text: str) -> dict[str, str]:
    """Digests by key; what isn't one is left out."""
    pairs: Iterable[list[str]] = (each.split(":") for each in text.split())
    return {pair[0]: pair[1] for pair in pairs if len(pair) == 2}


def _hours(minutes: int) -> str:
    return f"{minutes / 60:.2f}".rstrip("0").rstrip(".") if minutes else ""


def _percent(share: Decimal | None) -> str:
    return "" if share is None else f"{share * 100:.1f}".removesuffix(".0")
