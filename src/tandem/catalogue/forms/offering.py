"""An offering: its name, its line of business, what it is."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.catalogue.models import Offering
from tandem.ledger.forms import SeenForm
from tandem.web.fields import long_text


class OfferingForm(SeenForm):
    name = forms.CharField(label=_("Name"), max_length=120, error_messages={"required": _("Give the offering a name.")})
    line = forms.CharField(
        label=_("Line of business"), max_length=80, help_text=_("The catalogue is shown by it."),
        error_messages={"required": _("Say which line of business it belongs to.")},
        widget=forms.TextInput(attrs={"list": "lines-of-business"}),
    )  # fmt: skip
    summary = forms.CharField(label=_("What it is"), max_length=2000, required=False, widget=long_text(3))

    def lines_of_business(self) -> list[str]:
        """Those that there are, to choose from while typing. One query."""
        return list(Offering.objects.order_by("line").values_list("line", flat=True).distinct())


class WhyForm(SeenForm):
    """A reason: for retiring, asking, declining, giving up."""

    why = forms.CharField(
        label=_("Why"), max_length=300, widget=long_text(2), error_messages={"required": _("Say why.")}
    )


class DecideForm(WhyForm):
    """Leadership's word instead of the keys that are missing."""

    answer = forms.ChoiceField(
        label=_("Leadership decides"), widget=forms.RadioSelect,
        choices=[("approve", _("Sell it from now on")), ("decline", _("Never sell it"))],
        error_messages={"required": _("Say what is decided.")},
    )  # fmt: skip
    field_order = ["answer", "why", "seen"]
