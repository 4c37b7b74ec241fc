"""The form of an outcome: two voices, and how one will know."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.engagements.forms.fields import DayField, long_text
from tandem.ledger.forms import SeenForm


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
