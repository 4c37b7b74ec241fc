"""The policy as leadership types it: percentages, money, hours; a row per limit, some left free for more."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.ledger.forms import SeenForm
from tandem.review.gate.called import Row
from tandem.review.models import Policy, PolicyRow

Measure = PolicyRow.Measure
SHARES = (Measure.MARGIN, Measure.DISCOUNT, Measure.NOVELTY, Measure.RISK)
FREE_ROWS = 3
MOST_ROWS = 30


@dataclass(frozen=True)
class Line:
    """The three fields of one row, as the page draws them."""

    measure: forms.BoundField
    limit: forms.BoundField
    calls: forms.BoundField


VALUES = (
    "margin_floor", "quorum", "answer_days", "valid_days", "waiver_days", "waiver_days_most", "delegation_days_most",
)  # fmt: skip


def number(label: Any, hint: Any = "", **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=365, help_text=hint, **more)


class PolicyForm(SeenForm):
    """Whole: the values and every row, since a policy is read whole."""

    margin_floor = forms.DecimalField(
        label=gettext_lazy("Margin floor, %"), min_value=0, max_value=99, decimal_places=1,
        help_text=gettext_lazy("A price under it is refused, whoever sits."),
    )  # fmt: skip
    quorum = forms.IntegerField(
        label=gettext_lazy("Quorum"), min_value=2, max_value=4,
        help_text=gettext_lazy("Seats that have to speak before a called one that stays silent may be absent."),
    )  # fmt: skip
    answer_days = number(gettext_lazy("Working days to answer"))
    valid_days = number(gettext_lazy("Days a word holds"))
    waiver_days = number(gettext_lazy("Days a waiver holds"), gettext_lazy("Unless leadership says otherwise."))
    waiver_days_most = number(gettext_lazy("Days a waiver may hold at most"), required=False)
    delegation_days_most = number(gettext_lazy("Days somebody may be spoken for at most"), required=False)
    count = forms.IntegerField(widget=forms.HiddenInput, required=False)
    told: dict[str, Any]

    def __init__(self, *args: Any, rows: Sequence[Row] = (), **extras: Any) -> None:
        super().__init__(*args, **extras)
        self.lines_count = self._count(len(rows))
        for place in range(self.lines_count):
            self._add_line(place, rows[place] if place < len(rows) else None)
        self.initial["count"] = self.lines_count

    @property
    def lines(self) -> list[Line]:
        places = range(self.lines_count)
        return [Line(*(self[f"{name}_{place}"] for name in ("measure", "limit", "calls"))) for place in places]

    @property
    def values(self) -> list[forms.BoundField]:
        return [self[name] for name in VALUES]

    def as_typed(self, row: models.Model) -> dict[str, Any]:
        found = super().as_typed(row)
        if isinstance(row, Policy):
            found["margin_floor"] = tidy(row.margin_floor * 100)
            found |= as_lines(rows_in(row))
        return found

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        rows = {place: row for place in range(self.lines_count) if (row := self._row(place, given)) is not None}
        seen: set[tuple[str, str]] = set()
        for place, row in rows.items():
            if (row.measure, row.calls) in seen:
                self.add_error(f"measure_{place}", _("A measure calls a seat in one row only."))
            seen.add((row.measure, row.calls))
        if self.errors:
            return given
        told = {name: given[name] for name in VALUES[1:] if given[name] is not None}
        self.told = {**told, "margin_floor": given["margin_floor"] / 100, "rows": list(rows.values())}
        return given

    def _count(self, rows: int) -> int:
        typed = str(self.data.get(self.add_prefix("count"), "")) if self.is_bound else ""
        return min(int(typed), MOST_ROWS) if typed.isdecimal() and len(typed) < 4 else min(rows + FREE_ROWS, MOST_ROWS)

    def _add_line(self, place: int, row: Row | None) -> None:
        nothing = [("", "–")]
        label = {"place": place + 1}
        self.fields[f"measure_{place}"] = forms.ChoiceField(
            choices=nothing + list(Measure.choices),
            required=False,
            label=_("What is measured in row %(place)s") % label,
        )
        self.fields[f"limit_{place}"] = forms.DecimalField(
            required=False, label=_("Limit in row %(place)s") % label, min_value=0, max_digits=13, decimal_places=2
        )
        self.fields[f"calls_{place}"] = forms.ChoiceField(
            choices=nothing + list(PolicyRow.Calls.choices),
            required=False,
            label=_("Who is called in row %(place)s") % label,
        )
        if row is not None:
            self.initial.update(as_line(place, row))

    def _row(self, place: int, given: dict[str, Any]) -> Row | None:
        """A row whose limit was emptied is gone."""
        limit, measure = given.get(f"limit_{place}"), given.get(f"measure_{place}")
        calls = given.get(f"calls_{place}")
        if limit is None or f"limit_{place}" in self.errors:
            return None
        if not measure or not calls:
            lacks = "calls" if measure else "measure"
            self.add_error(f"{lacks}_{place}", _("Say what is measured, and who is called."))
            return None
        most = 100 if measure in (*SHARES, Measure.FIT) else None
        if limit <= 0 or (most and limit > most):
            words = _("Above 0, and 100 at most.") if most else _("Above 0.")
            self.add_error(f"limit_{place}", words)
            return None
        return Row(measure, limit / 100 if measure in SHARES else limit, calls)


def typed(row: Row) -> Decimal:
    """A limit as people type it: a share in percent."""
    return tidy(row.limit * 100 if row.measure in SHARES else row.limit)


def tidy(value: Decimal) -> Decimal:
    return Decimal(f"{value.normalize():f}")


def as_lines(rows: Iterable[Row]) -> dict[str, Any]:
    lines: dict[str, Any] = {}
    for place, row in enumerate(rows):
        lines |= as_line(place, row)
    return lines


def as_line(place: int, row: Row) -> dict[str, Any]:
    return {f"measure_{place}": row.measure, f"limit_{place}": typed(row), f"calls_{place}": row.calls}


def rows_in(policy: Policy) -> list[Row]:
    found = sorted(policy.rows.all(), key=lambda row: (row.position, row.pk))
    return [Row(row.measure, row.limit, row.calls) for row in found]


class PublishForm(SeenForm):
    deed = True
    why = forms.CharField(
        label=gettext_lazy("Why"), widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("It stands beside the policy for as long as there is one."),
        error_messages={"required": gettext_lazy("Say why: everybody reads it here.")},
    )  # fmt: skip
