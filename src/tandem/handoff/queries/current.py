"""Which number of a handoff counts: the newest."""

from tandem.engagements.models import Engagement
from tandem.handoff.models import Decision, Handoff
from tandem.people.models import Person


def newest(deal: Engagement) -> Handoff | None:
    return (
        Handoff.objects.filter(engagement=deal)
        .select_related("engagement__account", "from_person", "to_person")
        .order_by("-number")
        .first()
    )


def decision_of(handoff: Handoff) -> Decision | None:
    return Decision.objects.filter(handoff=handoff).select_related("person").first()


def is_newest(handoff: Handoff) -> bool:
    return not Handoff.objects.filter(engagement=handoff.engagement_id, number__gt=handoff.number).exists()


def leads(person: Person, handoff: Handoff) -> bool:
    return person.pk is not None and person.pk == handoff.engagement.lead_id
