"""A catalogue's file; then the same text again, to be brought in as it was seen."""

import base64
import binascii

from django import forms
from django.utils.translation import gettext_lazy as _

BYTES = 1_000_000


class CatalogueFileForm(forms.Form):
    file = forms.FileField(
        label=_("File"), max_length=200, help_text=_("CSV, as the export writes it. Nothing is written before you have seen what would change."),
        error_messages={
            "required": _("Choose a file."), "empty": _("The file is empty."),
            "max_length": _("The name of the file is longer than 200 characters. Give it a shorter one."),
        },
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt"}),
    )  # fmt: skip

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > BYTES:
            raise forms.ValidationError(_("The file is larger than 1 MB, so it isn't a catalogue."))
        return file


def packed(text: str) -> str:
    """The text as a hidden field carries it: a browser would change its line ends."""
    return base64.b64encode(text.encode()).decode()


class BringForm(forms.Form):
    """What was read, as it was read. `seen` marks the plan that somebody said yes to."""

    text = forms.CharField(widget=forms.HiddenInput, max_length=3 * BYTES)
    name = forms.CharField(widget=forms.HiddenInput, max_length=200)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=16)

    def clean_text(self) -> str:
        try:
            return base64.b64decode(self.cleaned_data["text"], validate=True).decode()
        except (binascii.Error, UnicodeDecodeError) as broken:
            raise forms.ValidationError(_("The file didn't arrive whole. Choose it again.")) from broken
