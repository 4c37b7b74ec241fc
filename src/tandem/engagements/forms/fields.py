"""Fields as people type them on a deal: one name out of the deal's people. The others are everybody's."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tandem.engagements.actions.sides import EDITORS
from tandem.engagements.models import Engagement
from tandem.engagements.models.named import people_named_on
from tandem.engagements.queries.sight import with_sight
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
        return labelled(person)

    def offer(self, engagement: Engagement, access: Iterable[str]) -> None:
        """Colleagues of these kinds, consultants where any side may answer, and whoever is named on the deal anyway."""
        kinds = list(access)
        chosen = Q(access__in=kinds)
        if kinds != [Access.DELIVERY]:
            chosen |= Q(pk__in=people_named_on(engagement.pk))
        if kinds == list(EDITORS):
            chosen |= Q(access=Access.CONSULTANT)
        found = Person.objects.filter(chosen, is_active=True).order_by("name", "pk")
        self.queryset = with_sight(found, engagement)


def labelled(person: Person) -> str:
    """A name as it's offered. Naming somebody lets them open the deal, so whoever names them is told first."""
    if getattr(person, "sees", True):
        return person.name
    return gettext("%(name)s (will be able to open this deal)") % {"name": person.name}
