"""A link as it is made; what somebody at the client types."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tandem.calc.names import is_same_name
from tandem.clients.models import Contact
from tandem.engagements.forms.fields import DayField, long_text
from tandem.engagements.queries.outcome import OutcomeRow
from tandem.feedback.queries.links import Reworded
from tandem.feedback.secret import CODE_DIGITS


class LinkForm(forms.Form):
    contact = forms.ModelChoiceField(
        Contact.objects.none(), label=_("For whom at the client"), empty_label=_("Choose somebody"),
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), _("Choose somebody at the client whose e-mail address is known.")
        ),
    )  # fmt: skip
    expires_on = DayField(
        label=_("Until"), error_messages={"required": _("Say until when it opens.")},
        help_text=_("It can be revoked earlier at any time."),
    )  # fmt: skip

    def __init__(self, *given: Any, contacts: QuerySet[Contact], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["contact"].queryset = contacts  # type: ignore[attr-defined]
        self.fields["contact"].label_from_instance = lambda who: f"{who.name}, {who.email}"  # type: ignore[attr-defined]


class SignForm(forms.Form):
    """`read` names the outcomes by the digests of the words that the client had before them."""

    read = forms.MultipleChoiceField(
        label=_("What do you sign?"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one outcome."), "invalid_choice": _("One of them was changed meanwhile.")},
    )  # fmt: skip
    name = forms.CharField(
        label=_("Your full name"), max_length=120, error_messages={"required": _("Type your full name.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip

    def __init__(self, *given: Any, rows: Sequence[OutcomeRow | Reworded], contact: Contact, **named: Any) -> None:
        super().__init__(*given, **named)
        self.contact = contact
        self.fields["read"].choices = [(row.digest, row.outcome.title) for row in rows]  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if len(name.split()) < 2:
            raise forms.ValidationError(_("Type your first and last name."))
        if not is_same_name(name, self.contact.name):
            raise forms.ValidationError(
                _("This link is for %(name)s, and only they can sign by it. Ask us for a link of your own."),
                params={"name": self.contact.name},
            )
        return name

    @property
    def was_changed(self) -> bool:
        """One of the wordings that were read isn't there any more."""
        return self.has_error("read", "invalid_choice")


class CodeForm(SignForm):
    code = forms.CharField(
        label=_("The code from the mail"), max_length=20, error_messages={"required": _("Type the code from the mail.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )  # fmt: skip

    def clean_code(self) -> str:
        code = "".join(self.cleaned_data["code"].split())
        if len(code) != CODE_DIGITS or not (code.isascii() and code.isdecimal()):
            raise forms.ValidationError(_("The code has %(n)s digits.") % {"n": CODE_DIGITS})
        return code


class WordsForm(forms.Form):
    about = forms.ChoiceField(label=_("About what"), required=False)
    words = forms.CharField(
        label=_("How do you see it?"), max_length=2000, widget=long_text(5),
        error_messages={"required": _("Write a few words, so that we know what to change.")},
    )  # fmt: skip

    def __init__(self, *given: Any, rows: list[OutcomeRow], **named: Any) -> None:
        super().__init__(*given, **named)
        titles = [(row.digest, row.outcome.title) for row in rows]
        self.fields["about"].choices = [("", _("All of it")), *titles]  # type: ignore[attr-defined]
