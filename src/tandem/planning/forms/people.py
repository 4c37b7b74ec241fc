"""Days away."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.people.models import TimeOff
from tandem.web.fields import DayField

LONGEST = timedelta(days=366)


class AwayForm(forms.Form):
    """`own` days have a reason; a planner enters days alone, since the reason is nobody else's."""

    starts_on = DayField(label=_("First day away"))
    ends_on = DayField(label=_("Last day away"))
    kind = forms.ChoiceField(label=_("Reason"), choices=TimeOff.Kind.choices, help_text=_("Only you see it."))
    note = forms.CharField(label=_("Note to yourself"), max_length=200, required=False)

    def __init__(self, data: Any = None, *, own: bool, **extras: Any) -> None:
        super().__init__(data, **extras)
        if not own:
            del self.fields["kind"], self.fields["note"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        start, end = values.get("starts_on"), values.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", _("It ends before it begins."))
        elif start and end and end - start > LONGEST:
            self.add_error("ends_on", _("That is more than a year; change the working week instead."))
        return values
