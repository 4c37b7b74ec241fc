"""A seat's word, and the owner of a condition."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.calc.folding import is_said
from tandem.ledger.forms import SeenForm
from tandem.people.models import Person
from tandem.review.gate.called import SIGNS, hardest
from tandem.review.models import Verdict, VerdictMark
from tandem.web.fields import DayField


def colleagues() -> Any:
    return Person.objects.filter(is_active=True).order_by("name", "pk")


def matter(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=Verdict.Vote.choices, widget=forms.RadioSelect, required=False)


class VoteForm(forms.Form):
    """A word on each matter that the seat signs, one reason, one condition. `needs_reason` where approval too says why.
    `read` is the token of all that stood above the form: whoever sends it without has read nothing."""

    scope = forms.IntegerField(widget=forms.HiddenInput)
    read = forms.CharField(widget=forms.HiddenInput, required=False)
    seat = forms.ChoiceField(widget=forms.HiddenInput, choices=Verdict.Seat.choices)
    on_scope = matter(gettext_lazy("Scope"))
    on_risk = matter(gettext_lazy("Risk"))
    on_price = matter(gettext_lazy("Price"))
    reason = forms.CharField(label=gettext_lazy("Why"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    owner = forms.ModelChoiceField(
        Person.objects.none(), label=gettext_lazy("Who meets the condition"), required=False,
        empty_label=gettext_lazy("Nobody yet"),
    )  # fmt: skip
    due = DayField(label=gettext_lazy("By"), required=False)

    def __init__(self, *args: Any, needs_reason: bool = False, **extras: Any) -> None:
        super().__init__(*args, **extras)
        self.needs_reason = needs_reason
        self.fields["owner"].queryset = colleagues()  # type: ignore[attr-defined]
        seat = self.data.get(self.add_prefix("seat")) if self.is_bound else self.initial.get("seat")
        self.signs = SIGNS.get(str(seat or ""), SIGNS["sales"])
        for name in VerdictMark.Matter.values:
            if name not in self.signs:
                del self.fields[f"on_{name}"]

    @property
    def rows(self) -> list[forms.BoundField]:
        """The matters that this seat signs, each a row of choices."""
        return [self[f"on_{name}"] for name in self.signs]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        marks = {name: given.get(f"on_{name}") for name in self.signs}
        for name, word in marks.items():
            if not word and f"on_{name}" not in self.errors:
                label = str(self.fields[f"on_{name}"].label).lower()
                self.add_error(f"on_{name}", _("Say your word on the %(matter)s.") % {"matter": label})
        said = [word for word in marks.values() if word]
        given["marks"], hard = marks, hardest(said) if said else ""
        self._check_reason(hard, (given.get("reason") or "").strip())
        if hard == Verdict.Vote.IF and bool(given.get("owner")) != bool(given.get("due")):
            self.add_error("due" if given.get("owner") else "owner", _("An owned condition has a name and a day."))
        return given

    def _check_reason(self, word: str, reason: str) -> None:
        if is_said(reason) or not word:
            return
        if word == Verdict.Vote.IF:
            self.add_error("reason", _("Say on which condition."))
        elif word == Verdict.Vote.OBJECT:
            self.add_error("reason", _("Say what has to change."))
        elif self.needs_reason:
            self.add_error("reason", _("Say why: the reason goes into the minutes."))


class ConditionForm(SeenForm):
    owner = forms.ModelChoiceField(
        Person.objects.none(), label=gettext_lazy("Who meets it"), empty_label=gettext_lazy("Choose somebody"),
        error_messages={"required": gettext_lazy("Name who meets the condition.")},
    )  # fmt: skip
    due = DayField(label=gettext_lazy("By"), error_messages={"required": gettext_lazy("Say by which day.")})

    def __init__(self, *args: Any, **extras: Any) -> None:
        super().__init__(*args, **extras)
        self.fields["owner"].queryset = colleagues()  # type: ignore[attr-defined]

    def as_typed(self, row: Any) -> dict[str, Any]:
        return {"owner": row.condition_owner, "due": row.condition_by}
