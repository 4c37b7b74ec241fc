"""Who speaks for somebody, from when until when."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from tandem.ledger.forms import SeenForm
from tandem.people.models import Access, Person
from tandem.review.queries.seats import SEAT_OF
from tandem.web.fields import DayField


class DelegationForm(SeenForm):
    """Leadership may record it for somebody who can't; everybody else for themselves."""

    person = forms.ModelChoiceField(
        Person.objects.none(), label=gettext_lazy("Who is away"), empty_label=gettext_lazy("Choose somebody"),
        error_messages={"required": gettext_lazy("Say who is away.")},
    )  # fmt: skip
    to = forms.ModelChoiceField(
        Person.objects.none(), label=gettext_lazy("Who speaks"), empty_label=gettext_lazy("Choose somebody"),
        help_text=gettext_lazy("Somebody who takes the same seat: nobody speaks for the other side."),
        error_messages={"required": gettext_lazy("Name who speaks.")},
    )  # fmt: skip
    from_on = DayField(label=gettext_lazy("From"), error_messages={"required": gettext_lazy("Say from which day.")})
    until_on = DayField(
        label=gettext_lazy("Until"),
        help_text=gettext_lazy("This day too."),
        error_messages={"required": gettext_lazy("Say until which day.")},
    )
    why = forms.CharField(label=gettext_lazy("Why"), required=False, max_length=200)

    def __init__(self, *args: Any, me: Person, **extras: Any) -> None:
        super().__init__(*args, **extras)
        sitting = Person.objects.filter(is_active=True, access__in=SEAT_OF).order_by("name", "pk")
        if me.access == Access.LEADERSHIP:
            self.fields["person"].queryset = sitting  # type: ignore[attr-defined]
            self.fields["to"].queryset = sitting  # type: ignore[attr-defined]
        else:
            del self.fields["person"]
            self.fields["to"].queryset = sitting.filter(access=me.access).exclude(pk=me.pk)  # type: ignore[attr-defined]
