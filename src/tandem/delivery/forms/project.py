"""Milestone, status, what is left, change order, promise's result."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.delivery.models import ChangeOrder, Status
from tandem.engagements.models import Promise

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class MilestoneForm(forms.Form):
    name = forms.CharField(label=_("Milestone"), max_length=200)
    due_on = forms.DateField(label=_("Due on"), widget=DAY)
    reason = forms.CharField(label=_("Why it moves"), max_length=300, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

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


class RestForm(forms.Form):
    """The cost is asked of those alone who may see it."""

    left_hours = forms.DecimalField(label=_("Hours still to come"), min_value=0, max_digits=8, decimal_places=2)
    left_cost = forms.DecimalField(label=_("Cost of them"), min_value=0, max_digits=12, decimal_places=2)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, sees_cost: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if not sees_cost:
            del self.fields["left_cost"]


class ChangeForm(forms.Form):
    words = forms.CharField(label=_("What changes"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    cause = forms.ChoiceField(label=_("Why"), choices=ChangeOrder.Cause.choices)
    price = forms.DecimalField(label=_("Price"), max_digits=12, decimal_places=2, help_text=_("0 if we absorb it"))
    hours = forms.DecimalField(label=_("Hours"), min_value=0, max_digits=8, decimal_places=2)


class ClientAgreedForm(forms.Form):
    client_name = forms.CharField(label=_("Who agreed at the client"), max_length=120)
    client_on = forms.DateField(label=_("On"), widget=DAY)
    seen = forms.IntegerField(widget=forms.HiddenInput)


class DeclineForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=300)
    seen = forms.IntegerField(widget=forms.HiddenInput)


class SettleForm(forms.Form):
    result = forms.ChoiceField(label=_("What became of it?"), choices=Promise.Result.choices)
    words = forms.CharField(label=_("In one sentence"), max_length=300, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict:
        values = super().clean() or {}
        if values.get("result") not in ("", None, "kept") and not values.get("words"):
            self.add_error("words", _("Say what happened: somebody will ask."))
        return values
