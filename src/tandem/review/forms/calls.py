"""The reverse pitch: planned, and what was heard on it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from tandem.people.models import Access, Person
from tandem.people.models.person import SIDES

DELIVERY = [access for access, side in SIDES.items() if side == "d"]


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


def moment(label: Any, missing: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label, widget=MomentInput(), input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        error_messages={"required": missing, "invalid": gettext_lazy("Give a day and a time.")},
    )  # fmt: skip


class PlanForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    delivery_person = forms.ModelChoiceField(
        Person.objects.none(), label=gettext_lazy("Who from delivery joins?"),
        empty_label=gettext_lazy("Choose somebody"),
        error_messages={"required": gettext_lazy("Name who from delivery joins the call.")},
    )  # fmt: skip
    sales_person = forms.ModelChoiceField(
        Person.objects.none(), label=gettext_lazy("Who leads it for sales"), required=False,
        empty_label=gettext_lazy("Nobody yet"),
    )  # fmt: skip
    planned_at = moment(gettext_lazy("When"), gettext_lazy("Say when the call is."))
    probes = forms.CharField(
        label=gettext_lazy("What we probe"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Blind spots: one a line."),
    )  # fmt: skip

    def __init__(self, *args: Any, **extras: Any) -> None:
        super().__init__(*args, **extras)
        active = Person.objects.filter(is_active=True).order_by("name", "pk")
        self.fields["delivery_person"].queryset = active.filter(access__in=DELIVERY)  # type: ignore[attr-defined]
        self.fields["sales_person"].queryset = active.filter(access=Access.SALES)  # type: ignore[attr-defined]


class HeldForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput)
    heard = forms.CharField(
        label=gettext_lazy("What the client said back"), widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("In their words: what they will get, what they won't, what they owe us."),
        error_messages={"required": gettext_lazy("Write down what the client said back.")},
    )  # fmt: skip
