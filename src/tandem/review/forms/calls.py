"""The reverse pitch: planned, what the client said to each blind spot, what was heard on it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from tandem.clients.models import Contact
from tandem.engagements.forms.fields import long_text
from tandem.engagements.models import Engagement
from tandem.ledger.forms import SeenForm
from tandem.people.models import Access, Person
from tandem.people.models.person import SIDES
from tandem.web.fields import MomentField

DELIVERY = [access for access, side in SIDES.items() if side == "d"]


class PlanForm(SeenForm):
    """`deal` says whose contacts can be asked; without it nobody of the client's is offered."""

    delivery_person = forms.ModelChoiceField(
        Person.objects.none(), label=gettext_lazy("Who from delivery joins?"),
        empty_label=gettext_lazy("Choose somebody"),
        error_messages={"required": gettext_lazy("Name who from delivery joins the call.")},
    )  # fmt: skip
    sales_person = forms.ModelChoiceField(
        Person.objects.none(), label=gettext_lazy("Who leads it for sales"), required=False,
        empty_label=gettext_lazy("Nobody yet"),
    )  # fmt: skip
    contact = forms.ModelChoiceField(
        Contact.objects.none(), label=gettext_lazy("Who joins for the client"), required=False,
        empty_label=gettext_lazy("Nobody yet"),
    )  # fmt: skip
    planned_at = MomentField(
        label=gettext_lazy("When"), error_messages={"required": gettext_lazy("Say when the call is.")}
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes"), min_value=5, max_value=480, required=False,
        help_text=gettext_lazy("Thirty, unless you say otherwise."),
    )  # fmt: skip
    place = forms.CharField(
        label=gettext_lazy("Where"), max_length=200, required=False, help_text=gettext_lazy("A room, or a link.")
    )
    probes = forms.CharField(
        label=gettext_lazy("What we probe"), required=False, widget=long_text(), max_length=5000,
        help_text=gettext_lazy("Blind spots of your own: one a line. More are proposed once it’s planned."),
    )  # fmt: skip

    def __init__(self, *args: Any, deal: Engagement | None = None, **extras: Any) -> None:
        super().__init__(*args, **extras)
        active = Person.objects.filter(is_active=True).order_by("name", "pk")
        self.fields["delivery_person"].queryset = active.filter(access__in=DELIVERY)  # type: ignore[attr-defined]
        self.fields["sales_person"].queryset = active.filter(access=Access.SALES)  # type: ignore[attr-defined]
        if deal and deal.account_id:
            contacts = Contact.objects.filter(account=deal.account_id).order_by("name", "pk")
            self.fields["contact"].queryset = contacts  # type: ignore[attr-defined]

    def clean_minutes(self) -> int:
        return self.cleaned_data["minutes"] or 30

    def as_typed(self, row: Any) -> dict[str, Any]:
        """What was added to the probes is in their own list."""
        return {name: getattr(row, name) for name in self.fields if name not in ("seen", "probes")}


class ProbeForm(SeenForm):
    heard = forms.CharField(
        label=gettext_lazy("What the client said to it"), max_length=4000, widget=long_text(2),
        error_messages={"required": gettext_lazy("Write down what the client said to it.")},
    )  # fmt: skip
    agrees = forms.TypedChoiceField(
        label=gettext_lazy("Do they see it as we do?"), coerce=lambda word: word == "yes", widget=forms.RadioSelect,
        choices=[("yes", gettext_lazy("As we do")), ("no", gettext_lazy("Otherwise"))],
        error_messages={"required": gettext_lazy("Say whether they see it as we do.")},
    )  # fmt: skip

    def as_typed(self, row: Any) -> dict[str, Any]:
        return {"heard": row.heard, "agrees": "" if row.agrees is None else "yes" if row.agrees else "no"}

    def shown_as(self, name: str, value: Any) -> str:
        words = {True: "yes", False: "no"}.get(value, value) if name == "agrees" else value
        return super().shown_as(name, words)


class ResolveForm(SeenForm):
    """What the client sees otherwise: how it was resolved, and with which change."""

    how = forms.CharField(
        label=gettext_lazy("How it was resolved"), max_length=4000, widget=long_text(2),
        help_text=gettext_lazy("Who told whom at the client, when, and what they said to it."),
        error_messages={"required": gettext_lazy("Say how it was resolved.")},
    )  # fmt: skip
    change = forms.CharField(
        label=gettext_lazy("With which change"), max_length=300,
        help_text=gettext_lazy("The clause, version or promise that changed; or that nothing had to."),
        error_messages={"required": gettext_lazy("Name the change, or say that nothing had to change.")},
    )  # fmt: skip

    def as_typed(self, row: Any) -> dict[str, Any]:
        return {"how": row.resolved_how, "change": row.resolved_change}


class HeldForm(SeenForm):
    heard = forms.CharField(
        label=gettext_lazy("What the client said back"), max_length=20_000, widget=long_text(5),
        help_text=gettext_lazy("In their words: what they will get, what they won't, what they owe us."),
        error_messages={"required": gettext_lazy("Write down what the client said back.")},
    )  # fmt: skip
