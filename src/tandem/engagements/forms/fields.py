"""Fields as people type them on a deal: one name out of the deal's people. The others are everybody's."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tandem.engagements.models import Engagement, Member
from tandem.people.models import Access, Person
from tandem.web.fields import DayField, HoursField, PercentField, long_text

__all__ = ["DayField", "HoursField", "PercentField", "PersonField", "long_text"]


class PersonField(forms.ModelChoiceField):
    """One colleague. Which ones can be chosen depends on the deal: see `offer`."""

    def __init__(self, **extras: Any) -> None:
        super().__init__(
            queryset=Person.objects.none(), empty_label=extras.pop("empty_label", _("Nobody yet")), **extras
        )

    def label_from_instance(self, person: Person) -> str:
        return person.name

    def offer(self, engagement: Engagement, access: Iterable[str]) -> None:
        """Colleagues of these kinds, and whoever is named on the deal anyway."""
        named = Member.objects.filter(engagement=engagement).values("person")
        kinds = list(access)
        also = Q(pk__in=named, access__in=kinds) if kinds == [Access.DELIVERY] else Q(pk__in=named)
        self.queryset = Person.objects.filter(Q(access__in=kinds) | also, is_active=True).order_by("name", "pk")
