"""Forms of a discount: giving one or asking for it, and the answer of whoever is asked."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.engagements.forms.fields import PersonField
from tandem.ledger.forms import SeenForm
from tandem.people.models import Person
from tandem.scoping.actions.discount import ALLOWERS, may_allow


class DiscountForm(SeenForm):
    """`by` fills it in: who may allow a discount asks nobody."""

    amount = forms.DecimalField(label=_("Discount"), min_value=0, max_digits=12, decimal_places=2)
    asked = PersonField(label=_("Who is asked to allow it"), required=False)
    why = forms.CharField(label=_("Why"), max_length=300, required=False)

    def __init__(self, *args: Any, by: Person, **extras: Any) -> None:
        super().__init__(*args, **extras)
        self.asks = not may_allow(by)
        if not self.asks:
            del self.fields["asked"]
            return
        field: PersonField = self.fields["asked"]  # type: ignore[assignment]
        field.queryset = Person.objects.filter(access__in=ALLOWERS, is_active=True).order_by("name", "pk")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not given.get("amount") or not self.asks:
            return given
        if not given.get("asked") and "asked" not in self.errors:
            self.add_error("asked", _("Name who is asked to allow the discount."))
        if not given.get("why") and "why" not in self.errors:
            self.add_error("why", _("Say why, so that it can be decided."))
        return given

    def as_typed(self, row: Any) -> dict[str, Any]:
        return {"amount": row.discount, "asked": row.discount_by, "why": row.discount_why}


class DiscountAnswerForm(SeenForm):
    ANSWERS = [("yes", _("I allow it")), ("no", _("No"))]
    says = forms.ChoiceField(label=_("Answer"), choices=ANSWERS, widget=forms.RadioSelect)
    why = forms.CharField(label=_("Why not"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("says") == "no" and not given.get("why") and "why" not in self.errors:
            self.add_error("why", _("Say why not, so that whoever asked can ask for another."))
        return given
