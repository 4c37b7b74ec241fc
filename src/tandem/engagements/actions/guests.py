"""Whoever is asked something about a deal can open it."""

from tandem.engagements.models import Engagement, Member, Part
from tandem.people.models import Person


def ask_in(engagement: Engagement, person: Person | None) -> None:
    """Name `person` on the deal as somebody who was asked in, unless they see it anyway. Writes at most one row."""
    if person and not Engagement.objects.visible_to(person).filter(pk=engagement.pk).exists():
        Member.objects.get_or_create(engagement=engagement, person=person, part=Part.GUEST)
