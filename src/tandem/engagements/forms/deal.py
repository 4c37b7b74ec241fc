"""What is typed about a deal as a whole."""

from collections.abc import Iterable

from django import forms
from django.core.validators import MinValueValidator
from django.utils.translation import gettext_lazy as _

from tandem.ledger.forms import SeenForm
from tandem.people.models import Person
from tandem.people.queries import firm as people
from tandem.people.rights import Sight, sees
from tandem.web.fields import DayField

PRICES = ("amount",)
NOBODY = Person.objects.none()


class Form(forms.Form):
    """No colon after a label."""

    def __init__(self, *given, **named) -> None:
        named.setdefault("label_suffix", "")
        super().__init__(*given, **named)


class VersionForm(Form, SeenForm):
    """Over a deal or a waiver: what was seen travels as `version`, as it does with every button of a deal's frame."""

    def add_prefix(self, field_name: str) -> str:
        return super().add_prefix("version" if field_name == "seen" else field_name)


class HeadForm(Form):
    """Name, value, dates and the pair. Without the value for whoever may not see prices."""

    name = forms.CharField(label=_("Name"), max_length=200, error_messages={"required": _("Give the deal a name.")})
    seller = forms.ModelChoiceField(
        Person.objects.none(), label=_("Sells"), required=False, empty_label=_("Nobody yet")
    )
    lead = forms.ModelChoiceField(
        Person.objects.none(), label=_("Leads delivery"), required=False, empty_label=_("Nobody yet")
    )
    amount = forms.DecimalField(
        label=_("Worth"), max_digits=14, decimal_places=2, required=False, validators=[MinValueValidator(0)]
    )
    close_on = DayField(label=_("Decides on"), required=False)
    starts_on = DayField(label=_("Starts on"), required=False)
    ends_on = DayField(label=_("Ends on"), required=False)
    paragraph = forms.CharField(
        label=_("In one paragraph"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *given, person: Person, **named) -> None:
        super().__init__(*given, **named)
        self.fields["seller"].queryset = people.sellers()  # type: ignore[attr-defined]
        self.fields["lead"].queryset = people.delivery_leads()  # type: ignore[attr-defined]
        if not sees(person, Sight.PRICE):
            for name in PRICES:
                del self.fields[name]

    def clean(self) -> dict:
        values = super().clean() or {}
        first, last = values.get("starts_on"), values.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("It ends before it starts."))
        return values


class EditForm(HeadForm, VersionForm):
    """The head of a deal that is there, with who speaks for the client: forms begin with that name."""

    contact_name = forms.CharField(label=_("Speaks for the client"), max_length=120, required=False)

    def show_as_signed(self, names: Iterable[str]) -> None:
        """Their values are shown and can't be typed over; a form from before the signature is refused by the verb."""
        for name in names:
            if name in self.fields:
                self.fields[name].widget.attrs["readonly"] = True


class LoseForm(VersionForm):
    reason = forms.CharField(
        label=_("Why was it lost?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why it was lost, so that the next one needn't be.")},
    )


class RemarkForm(Form):
    words = forms.CharField(
        label=_("Say something to colleagues"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write something first.")},
    )


class WaiverForm(Form):
    rule = forms.ChoiceField(label=_("Which item?"), error_messages={"required": _("Choose an item.")})
    why = forms.CharField(
        label=_("Why should it pass for this deal?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why; leadership decides by it.")},
    )


class DecisionForm(VersionForm):
    answer = forms.ChoiceField(
        label=_("Your decision"),
        choices=[("grant", _("Let it pass")), ("refuse", _("Keep the rule"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Give the reason; it stands wherever the rule does.")},
    )
    until = DayField(
        label=_("Until"),
        help_text=_("The last day on which a gate may be passed with it. Empty takes the firm’s usual time."),
        required=False,
    )
