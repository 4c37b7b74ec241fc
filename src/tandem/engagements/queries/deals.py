"""One deal, as a person may see it."""

from django.db.models import QuerySet

from tandem.engagements.models import Engagement, Waiver
from tandem.people.models import Person

WITH = ("account", "seller", "lead", "tier__offering", "fit__profile", "answerable")


def seen_by(person: Person) -> QuerySet[Engagement]:
    """With everything that its page's head says: one query for one deal."""
    return Engagement.objects.visible_to(person).select_related(*WITH)


def asked_waivers(deal: Engagement) -> list[Waiver]:
    """Waivers of this deal, the ones to be decided first, then the newest. One query."""
    rows = deal.waivers.select_related("asked_by", "decided_by").order_by("-asked_at", "-pk")
    return sorted(rows, key=lambda row: row.granted is not None)


def talk_count(deal: Engagement) -> int:
    return deal.talk.count()
