"""A seat's word, and the owner of a condition."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.people.models import Person
from tandem.review.models import Verdict


def colleagues() -> Any:
    return Person.objects.filter(is_active=True).order_by("name", "pk")


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class VoteForm(forms.Form):
    """`needs_reason` for deals of the board's size, where approval too says why."""

    scope = forms.IntegerField(widget=forms.HiddenInput)
    seat = forms.ChoiceField(widget=forms.HiddenInput, choices=Verdict.Seat.choices)
    vote = forms.ChoiceField(
        label=gettext_lazy("Your word"), choices=Verdict.Vote.choices, widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of the three.")},
    )  # fmt: skip
    reason = forms.CharField(label=gettext_lazy("Why"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    owner = forms.ModelChoiceField(
        Person.objects.none(), label=gettext_lazy("Who meets the condition"), required=False,
        empty_label=gettext_lazy("Nobody yet"),
    )  # fmt: skip
    due = forms.DateField(label=gettext_lazy("By"), required=False, widget=DayInput())

    def __init__(self, *args: Any, needs_reason: bool = False, **extras: Any) -> None:
        super().__init__(*args, **extras)
        self.needs_reason = needs_reason
        self.fields["owner"].queryset = colleagues()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        word, reason = given.get("vote"), (given.get("reason") or "").strip()
        if word == Verdict.Vote.IF and not reason:
            self.add_error("reason", _("Say on which condition."))
        elif word == Verdict.Vote.OBJECT and not reason:
            self.add_error("reason", _("Say what has to change."))
        elif word and self.needs_reason and not reason:
            self.add_error("reason", _("Say why: the reason goes into the minutes."))
        if word == Verdict.Vote.IF and bool(given.get("owner")) != bool(given.get("due")):
            self.add_error("due" if given.get("owner") else "owner", _("An owned condition has a name and a day."))
        return given


class ConditionForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput)
    owner = forms.ModelChoiceField(
        Person.objects.none(), label=gettext_lazy("Who meets it"), empty_label=gettext_lazy("Choose somebody"),
        error_messages={"required": gettext_lazy("Name who meets the condition.")},
    )  # fmt: skip
    due = forms.DateField(
        label=gettext_lazy("By"), widget=DayInput(), error_messages={"required": gettext_lazy("Say by which day.")}
    )

    def __init__(self, *args: Any, **extras: Any) -> None:
        super().__init__(*args, **extras)
        self.fields["owner"].queryset = colleagues()  # type: ignore[attr-defined]
