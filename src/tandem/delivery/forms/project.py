"""Milestone, status, what is left, change order, promise's result."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.calc.completion import Rest
from tandem.delivery.forms.roles import Roles, minutes_by_role, role_fields, typed_hours
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
    """Hours by role. The cost is asked of those alone who may see it."""

    left_cost = forms.DecimalField(
        label=_("Cost of them"), min_value=0, max_digits=12, decimal_places=2, required=False,
        help_text=_("Left as it is, it follows the hours: each costs what its role was sold at."),
    )  # fmt: skip

    def __init__(self, *args: Any, sees_cost: bool, roles: Roles, rest: Rest | None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.roles, self.rest = roles, rest
        self.fields = {**role_fields("left_hours", roles), **self.fields}
        if not sees_cost:
            del self.fields["left_cost"]

    def as_typed(self, row: Any) -> dict[str, Any]:
        """What is still to come by now, of the estimate that stands."""
        lines = self.rest.roles if self.rest else ()
        typed: dict[str, Any] = typed_hours("left_hours", self.roles, {line.role: line.minutes for line in lines})
        typed["left_cost"] = self.rest.cost if self.rest and lines else None
        return {name: value for name, value in typed.items() if name in self.fields}

    @property
    def hours(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("left_hours")]

    def estimate(self) -> dict[str, Any]:
        """Minutes by role, and the cost where one was written that isn't the old one."""
        given = self.cleaned_data
        cost = given.get("left_cost")
        return {
            "by_role": minutes_by_role("left_hours", self.roles, given),
            "left_cost": None if cost == self.initial.get("left_cost") else cost,
        }


class ChangeForm(forms.Form):
    words = forms.CharField(label=_("What changes"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    cause = forms.ChoiceField(label=_("Why"), choices=ChangeOrder.Cause.choices)
    price = forms.DecimalField(label=_("Price"), max_digits=12, decimal_places=2, help_text=_("0 if we absorb it"))

    def __init__(self, *args: Any, roles: Roles, **more: Any) -> None:
        super().__init__(*args, **more)
        self.roles = roles
        self.fields |= role_fields("hours", roles)

    @property
    def hours(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("hours")]

    def by_role(self) -> dict[str, int]:
        return minutes_by_role("hours", self.roles, self.cleaned_data)


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
