"""The pipeline's filter, and the name of a saved view."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.catalogue.models import Offering
from tandem.engagements.queries.pipeline import STAGE_CHOICES, Filters, sorts_for
from tandem.engagements.queries.pipeline.filters import DEFAULT_SORT, FIT_CHOICES
from tandem.people.models import Person
from tandem.web.fields import DayField


class FilterForm(forms.Form):
    """Read from the address, so a filter can be sent to a colleague."""

    client = forms.CharField(label=_("Client or deal"), max_length=120, required=False)
    stage = forms.ChoiceField(label=_("Stage"), choices=STAGE_CHOICES, required=False)
    seller = forms.CharField(label=_("Seller"), max_length=120, required=False)
    offering = forms.TypedChoiceField(label=_("Offering"), coerce=int, empty_value=None, required=False)
    close_from = DayField(label=_("Decides from"), required=False)
    close_to = DayField(label=_("Decides to"), required=False)
    fit = forms.ChoiceField(label=_("Fit"), choices=FIT_CHOICES, required=False)
    mine = forms.BooleanField(label=_("Mine"), required=False)
    ungated = forms.BooleanField(label=_("Ungated wins"), required=False)
    sort = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)

    def __init__(self, data, person: Person) -> None:
        super().__init__(data, auto_id="f_%s", label_suffix="")
        self.person = person
        self.fields["offering"].choices = [("", _("Any offering")), *_offerings()]  # type: ignore[attr-defined]

    def clean_stage(self) -> str:
        return self.cleaned_data["stage"] or "open"

    def clean_sort(self) -> str:
        """An order that isn't there, or that this person may not have, is the usual one."""
        sort = self.cleaned_data["sort"]
        return sort if sort.removeprefix("-") in sorts_for(self.person) else DEFAULT_SORT

    def clean(self) -> dict:
        values = super().clean() or {}
        first, last = values.get("close_from"), values.get("close_to")
        if first and last and last < first:
            self.add_error("close_to", _("The last day is before the first."))
        return values

    def filters(self) -> Filters:
        """What was asked for, as far as it makes sense."""
        self.is_valid()
        return Filters(**{name: value for name, value in self.cleaned_data.items() if name in self.fields})


class ViewForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the view"), max_length=80, error_messages={"required": _("Give the view a name.")}
    )


def _offerings() -> list[tuple[int, str]]:
    return list(Offering.objects.filter(retired=False).order_by("name").values_list("pk", "name")[:100])
