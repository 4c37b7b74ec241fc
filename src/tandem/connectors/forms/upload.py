"""A file, and whose export it is."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.connectors.files.match import SYSTEMS
from tandem.connectors.files.table import FILE_BYTES


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or XLSX, as your CRM exports it. Nothing is written before you have seen what would happen."),
        max_length=200,
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty."),
            "max_length": _("The name of the file is longer than 200 characters. Give it a shorter one."),
        },
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.xls,.ods"}),
    )
    system = forms.ChoiceField(
        label=_("Where it comes from"),
        required=False,
        choices=[("", _("Find out from its columns")), *SYSTEMS.items()],
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > FILE_BYTES:
            raise forms.ValidationError(
                _("The file is larger than 200 MB. Export fewer columns, or fewer years at a time.")
            )
        return file
