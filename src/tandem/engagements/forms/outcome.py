"""The form of an outcome: two voices, and how one will know; and what was measured of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.engagements.forms.fields import DayField, long_text
from tandem.engagements.models import Engagement
from tandem.engagements.models.named import people_named_on
from tandem.ledger.forms import SeenForm
from tandem.people.models import Access, Person


class OutcomeForm(SeenForm):
    title = forms.CharField(
        label=_("Outcome"), max_length=160, help_text=_("What is true when we are done. Not what we do.")
    )
    expects = forms.CharField(
        label=_("What the client expects"), max_length=2000, required=False, widget=long_text(),
        help_text=_("In the client’s own words."),
    )  # fmt: skip
    proves = forms.CharField(
        label=_("What we can prove"), max_length=2000, required=False, widget=long_text(),
        help_text=_("What delivery will be able to show."),
    )  # fmt: skip
    baseline = forms.CharField(
        label=_("Baseline"), max_length=80, required=False, help_text=_("Where it stands today.")
    )
    target = forms.CharField(label=_("Target"), max_length=80, required=False)
    unit = forms.CharField(label=_("Unit"), max_length=40, required=False)
    measured_how = forms.CharField(label=_("Measured how"), max_length=200, required=False)
    measured_by = forms.CharField(label=_("Measured by"), max_length=120, required=False)
    measured_on = DayField(label=_("Measured on"), required=False)
    not_done = forms.CharField(label=_("What done is not"), max_length=2000, required=False, widget=long_text(2))


class MeasureForm(SeenForm):
    value = forms.CharField(
        label=_("What it came to"), max_length=80,
        error_messages={"required": _("Say what was measured: a figure, or a few words.")},
    )  # fmt: skip
    met = forms.TypedChoiceField(
        label=_("Is the outcome met?"), choices=[("yes", _("Met")), ("no", _("Not met"))],
        coerce=lambda answer: answer == "yes", widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Say whether it is met.")),
    )  # fmt: skip
    words = forms.CharField(
        label=_("In a sentence"), max_length=300, required=False, widget=long_text(2),
        help_text=_("How it was measured; if it isn’t met, why."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("met") is False and not values.get("words"):
            self.add_error("words", _("Say why it isn’t met: the next deal will ask."))
        return values

    def as_typed(self, row: Any) -> dict[str, Any]:
        met = {True: "yes", False: "no", None: ""}[row.met]
        return {"value": row.value, "met": met, "words": row.words}

    def shown_as(self, name: str, value: Any) -> str:
        if name == "met":
            value = {True: "yes", False: "no"}.get(value, value)
        return super().shown_as(name, value)


class MeasureAskForm(SeenForm):
    asked = forms.ModelChoiceField(
        Person.objects.none(), label=_("Who measures it"), empty_label=_("Choose somebody"),
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Name one of the people of this deal.")),
    )  # fmt: skip

    def __init__(self, *given: Any, engagement: Engagement, **named: Any) -> None:
        super().__init__(*given, **named)
        members = Person.objects.filter(pk__in=people_named_on(engagement.pk))
        leaders = Person.objects.filter(access__in=(Access.DELIVERY, Access.SALES, Access.LEADERSHIP))
        self.fields["asked"].queryset = (members | leaders).filter(is_active=True).order_by("name", "pk").distinct()  # type: ignore[attr-defined]
