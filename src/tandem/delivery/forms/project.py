"""Milestone, status, what is left, change order, promise's result."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.delivery.models import ChangeOrder, Status
from tandem.engagements.models import Promise
from tandem.ledger.forms import SeenForm
from tandem.web.fields import DayField


class MilestoneForm(SeenForm):
    name = forms.CharField(label=_("Milestone"), max_length=200)
    due_on = DayField(label=_("Due on"))
    reason = forms.CharField(label=_("Why it moves"), max_length=300, required=False)

    def clean(self) -> dict:
        values = super().clean() or {}
        moved = "due_on" in self.changed_data and self.initial.get("due_on")
        if moved and values.get("due_on") and not values.get("reason"):
            self.add_error("reason", _("Say why the date moves: the client was told the old one."))
        return values


class StatusForm(forms.Form):
    health = forms.ChoiceField(label=_("How is it?"), choices=Status.Health.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In your words"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What a colleague in sales should know before they call the client."),
    )  # fmt: skip


class RestForm(SeenForm):
    """The cost is asked of those alone who may see it."""

    left_hours = forms.DecimalField(label=_("Hours still to come"), min_value=0, max_digits=8, decimal_places=2)
    left_cost = forms.DecimalField(label=_("Cost of them"), min_value=0, max_digits=12, decimal_places=2)

    def __init__(self, *args: Any, sees_cost: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if not sees_cost:
            del self.fields["left_cost"]

    def as_typed(self, row: Any) -> dict[str, Any]:
        hours = None if row.left_minutes is None else round(Decimal(row.left_minutes) / 60, 2)
        typed = {"left_hours": hours, "left_cost": row.left_cost}
        return {name: value for name, value in typed.items() if name in self.fields}


class ChangeForm(forms.Form):
    words = forms.CharField(label=_("What changes"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    cause = forms.ChoiceField(label=_("Why"), choices=ChangeOrder.Cause.choices)
    price = forms.DecimalField(label=_("Price"), max_digits=12, decimal_places=2, help_text=_("0 if we absorb it"))
    hours = forms.DecimalField(label=_("Hours"), min_value=0, max_digits=8, decimal_places=2)


class ClientAgreedForm(SeenForm):
    client_name = forms.CharField(label=_("Who agreed at the client"), max_length=120)
    client_on = DayField(label=_("On"))


class DeclineForm(SeenForm):
    reason = forms.CharField(label=_("Why"), max_length=300)


class SettleForm(SeenForm):
    result = forms.ChoiceField(label=_("What became of it?"), choices=[("", _("Choose")), *Promise.Result.choices])
    words = forms.CharField(label=_("In one sentence"), max_length=300, required=False)

    def as_typed(self, row: Any) -> dict[str, Any]:
        return {"result": row.result, "words": row.result_words}

    def clean(self) -> dict:
        values = super().clean() or {}
        if values.get("result") not in ("", None, "kept") and not values.get("words"):
            self.add_error("words", _("Say what happened: somebody will ask."))
        return values
