"""What is told about a proposal that goes out."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.web.fields import DayField


class ProposeForm(forms.Form):
    sent_to = forms.CharField(
        label=gettext_lazy("To whom"), max_length=120, help_text=gettext_lazy("The person at the client."),
        error_messages={"required": gettext_lazy("Say to whom at the client it goes.")},
    )  # fmt: skip
    valid_until = DayField(label=gettext_lazy("Valid until"), required=False)

    def __init__(self, *args: Any, today: date, **extras: Any) -> None:
        super().__init__(*args, **extras)
        self.today = today

    def clean_valid_until(self) -> date | None:
        until = self.cleaned_data["valid_until"]
        if until and until < self.today:
            raise forms.ValidationError(_("This day has passed: choose one to come."))
        return until
