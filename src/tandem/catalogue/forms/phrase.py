"""A phrase as it is typed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.catalogue.models import Phrase
from tandem.ledger.forms import SeenForm


class PhraseForm(SeenForm):
    words = forms.CharField(
        label=_("Words"),
        max_length=80,
        help_text=_("Whole words as they stand in a text; capitals make no difference."),
        error_messages={"required": _("Say which words to look for.")},
    )
    kind = forms.ChoiceField(label=_("What they mean"), choices=Phrase.Kind.choices)
    hint = forms.CharField(
        label=_("What to write instead"), max_length=200, required=False, help_text=_("Shown beside vague words.")
    )

    def clean_words(self) -> str:
        """One space between words; a phrase of signs alone would be found everywhere."""
        words = " ".join(self.cleaned_data["words"].split())
        if sum(sign.isalnum() for sign in words) < 2:
            raise forms.ValidationError(_("Give at least two letters."))
        return words
