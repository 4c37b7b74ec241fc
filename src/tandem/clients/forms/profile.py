"""The profile's draft as it is typed: one question with its answers, the two bands, the reason for a new version."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tandem.clients.gate import AnswerFacts, answer_words, figure
from tandem.clients.models import Criterion
from tandem.clients.queries import profile as profiles
from tandem.ledger.forms import Difference, SeenForm
from tandem.web.fields import TickField

ROWS_FREE = 2
MOST_ANSWERS = 12
HUNDRED = Decimal(100)
PARTS = ("words", "percent", "stops", "low", "high")


class QuestionForm(SeenForm):
    """The question, and its answers in rows a0, a1, ...: an empty row is none, and rows keep the order they're in."""

    question = forms.CharField(
        label=_("Question"), max_length=200, error_messages={"required": _("Write the question.")}
    )
    weight = forms.IntegerField(
        label=_("Weight"), min_value=0, max_value=1000, error_messages={"required": _("Give it a weight.")}
    )
    measure = forms.ChoiceField(
        label=_("Answered by a figure of the client's record"),
        required=False,
        choices=[("", _("No: by whoever judges")), *Criterion.Measure.choices],
    )

    def __init__(self, data: Any = None, *, rows: int = 0, **extras: Any) -> None:
        super().__init__(data, **extras)
        self.rows = min(max(rows, _rows_in(data)) + (ROWS_FREE if not data else 0), MOST_ANSWERS)
        for place in range(self.rows):
            self.fields |= _row(place)

    @property
    def lines(self) -> list[dict[str, forms.BoundField]]:
        return [{part: self[f"a{place}_{part}"] for part in PARTS} for place in range(self.rows)]

    @classmethod
    def of(cls, row: Criterion, data: Any = None, **extras: Any) -> "QuestionForm":  # type: ignore[override]
        return super().of(row, data, rows=row.levels.count(), **extras)  # type: ignore[return-value]

    def clean(self) -> dict[str, Any]:
        """The answers as `answers`, in the order of their rows."""
        typed = super().clean() or {}
        rows = [{part: typed.pop(f"a{place}_{part}", None) for part in PARTS} for place in range(self.rows)]
        for place, row in enumerate(rows):
            if not row["words"] and (row["percent"] or row["stops"]):
                self.add_error(f"a{place}_words", _now("Write the answer, or empty its row."))
        typed["answers"] = tuple(_answer(row) for row in rows if row["words"])
        return typed

    def as_seen(self, text: str) -> Any:
        return text

    def seen_of(self, row: models.Model) -> str:
        return profiles.digest_of_question(row)  # type: ignore[arg-type]

    def as_typed(self, row: Any) -> dict[str, Any]:
        typed = {"question": row.question, "weight": row.weight, "measure": row.measure}
        for place, level in enumerate(row.levels.order_by("position", "pk")):
            typed |= {
                f"a{place}_words": level.words,
                f"a{place}_percent": f"{level.share * HUNDRED:.1f}".removesuffix(".0"),
                f"a{place}_stops": level.disqualifies,
                f"a{place}_low": figure(level.low).replace(",", ""),
                f"a{place}_high": figure(level.high).replace(",", ""),
            }
        return typed

    def differences(self, current: models.Model) -> tuple[Difference, ...]:
        """The question's own fields, and the answers as one text each."""
        theirs = self.as_typed(current)
        labels = {name: str(self.fields[name].label) for name in ("question", "weight", "measure")}
        pairs = [(label, name, self.cleaned_data.get(name), theirs[name]) for name, label in labels.items()]
        found = [
            Difference(label, self.shown_as(name, mine), self.shown_as(name, other))
            for label, name, mine, other in pairs
            if str(mine) != str(other)
        ]
        mine, other = _listed(self.cleaned_data["answers"]), _listed(_answers_of(theirs))
        return (*found, Difference(_now("Answers"), mine, other)) if mine != other else tuple(found)


class BandsForm(SeenForm):
    """Out of 100, both."""

    floor = forms.IntegerField(
        label=_("Floor"), help_text=_("Below it leadership decides."), min_value=0, max_value=100
    )
    strong = forms.IntegerField(
        label=_("Strong from"), help_text=_("From here on a client is called strong."), min_value=0, max_value=100
    )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        floor, strong = typed.get("floor"), typed.get("strong")
        if floor is not None and strong is not None and floor > strong:
            self.add_error(
                "strong", _now("Strong begins at the floor or above it: %(floor)s or more.") % {"floor": floor}
            )
        return typed


class PublishForm(SeenForm):
    """`seen` is the digest of the draft as it was read."""

    deed = True

    why = forms.CharField(
        label=_("Why this version?"),
        help_text=_("Stands beside the version for good. Whoever is judged by it will ask."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why: whoever is judged by it will ask.")},
    )

    def as_seen(self, text: str) -> Any:
        return text

    def seen_of(self, row: models.Model) -> str:
        return profiles.digest_of(row)  # type: ignore[arg-type]

    def differences(self, current: models.Model) -> tuple[Difference, ...]:
        return ()


def _row(place: int) -> dict[str, forms.Field]:
    number = place + 1
    return {
        f"a{place}_words": forms.CharField(label=_("Answer %(n)s") % {"n": number}, max_length=120, required=False),
        f"a{place}_percent": forms.DecimalField(
            label=_("Share of the weight, percent, of answer %(n)s") % {"n": number}, required=False,
            min_value=0, max_value=100, max_digits=4, decimal_places=1,
        ),
        f"a{place}_stops": TickField(
            label=_("Answer %(n)s rules the client out") % {"n": number}, required=False
        ),
        **{
            f"a{place}_{part}": forms.DecimalField(
                label=label % {"n": number}, required=False, min_value=0, max_digits=12, decimal_places=2
            )
            for part, label in (("low", _("From, of answer %(n)s")), ("high", _("Up to, of answer %(n)s")))
        },
    }  # fmt: skip


def _rows_in(data: Any) -> int:
    """As many rows as were sent, so that everything typed comes back."""
    if not data:
        return 0
    return max((place + 1 for place in range(MOST_ANSWERS) if f"a{place}_words" in data), default=0)


def _answer(row: dict[str, Any]) -> AnswerFacts:
    share = (Decimal(row["percent"] or 0) / HUNDRED).quantize(Decimal("0.001"))
    return AnswerFacts(row["words"], share, bool(row["stops"]), row["low"], row["high"])


def _answers_of(typed: dict[str, Any]) -> list[AnswerFacts]:
    """Of a row's initial values."""
    found = []
    for place in range(MOST_ANSWERS):
        if f"a{place}_words" in typed:
            row = {part: typed[f"a{place}_{part}"] for part in PARTS}
            ends = {part: Decimal(row[part]) if row[part] else None for part in ("low", "high")}
            found.append(_answer({**row, **ends}))
    return found


def _listed(answers: Any) -> str:
    return " · ".join(answer_words(each) for each in answers)
