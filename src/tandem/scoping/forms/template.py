"""The form that brings a template."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.ledger.forms import SeenForm
from tandem.scoping.documents.check import MOST_BYTES
from tandem.scoping.models import DocumentKind


class TemplateForm(SeenForm):
    kind = forms.ChoiceField(label=gettext_lazy("For"), choices=DocumentKind.choices)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    file = forms.FileField(
        label=gettext_lazy("The template"), help_text=gettext_lazy("A DOCX of at most 5 MB, without macros or comments."),
        widget=forms.FileInput(attrs={"accept": ".docx"}),
        error_messages={"required": gettext_lazy("Choose a DOCX file.")},
    )  # fmt: skip

    def clean_file(self) -> bytes:
        given: Any = self.cleaned_data["file"]
        if given.size > MOST_BYTES:
            raise forms.ValidationError(_("It’s larger than %(n)s MB.") % {"n": MOST_BYTES // 1024 // 1024})
        return given.read()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if "file" in given:
            given["content"] = given.pop("file")
        return given
