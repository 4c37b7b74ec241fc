"""A contact as it is typed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.ledger.forms import SeenForm


class ContactForm(SeenForm):
    name = forms.CharField(label=_("Name"), max_length=120, error_messages={"required": _("Give a name.")})
    title = forms.CharField(label=_("What they do"), max_length=120, required=False)
    email = forms.EmailField(
        label=_("E-mail"), required=False, error_messages={"invalid": _("This isn't an e-mail address.")}
    )
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
