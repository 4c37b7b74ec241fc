"""The facts of signed -> accepted, and its checklist."""

from collections.abc import Iterable
from datetime import date

from tandem.engagements.models import Engagement, Risk
from tandem.engagements.queries import waivers
from tandem.gates import Finding, check
from tandem.handoff.gate import ACCEPT, AcceptFacts
from tandem.handoff.models import Handoff, Question
from tandem.handoff.queries.current import newest
from tandem.handoff.queries.risks import Handover, handover_facts, handovers
from tandem.handoff.queries.sections import BY_HAND, sections
from tandem.people.models import Person


def accept_checklist(deal: Engagement, today: date) -> list[Finding]:
    """May the newest handoff of this deal be accepted?"""
    handoff = newest(deal)
    return check(ACCEPT, accept_facts(deal, handoff), waivers.standing(deal, today))


def accept_facts(
    deal: Engagement, handoff: Handoff | None, acceptor: Person | None = None, given: list[Handover] | None = None
) -> AcceptFacts:
    """One query for the questions, one for the briefs, one for the risks unless they are `given`; three more where the
    deal's pair and who sold it aren't read yet."""
    if handoff is None:
        return AcceptFacts(seller=deal.seller, lead=deal.lead, acceptor=acceptor)
    asked = questions_of(deal)
    still_open = [question for question in asked if question.closed_at is None]
    parts = sections(handoff.brief, handoff.paragraph)
    return AcceptFacts(
        number=handoff.number,
        sections=len(parts),
        gaps=tuple((str(part.title), part.missing) for part in parts if part.missing),
        by_hand=len(BY_HAND),
        questions=len(asked),
        open_questions=tuple(question.words for question in still_open),
        movers=tuple(_movers(still_open, deal)),
        seller=deal.seller,
        lead=deal.lead,
        acceptor=acceptor,
        handovers=handover_facts(handovers(deal) if given is None else given, _were_major(deal)),
        attested=handoff.from_person is None or handoff.is_attested,
        attester=handoff.from_person,
    )


def questions_of(deal: Engagement) -> list[Question]:
    """Of every number of the handoff: what was asked once isn't forgotten by sending it again. One query."""
    found = Question.objects.filter(handoff__engagement=deal)
    return list(found.select_related("asked_by", "answered_by", "handoff").order_by("asked_at", "pk"))


def _were_major(deal: Engagement) -> dict[int, str]:
    """Risk -> whose it was, of those that a brief of this deal called major: shrinking one afterwards hands nothing
    over. One query."""
    briefs = Handoff.objects.filter(engagement=deal).order_by("number").values_list("brief", flat=True)
    return {
        each["id"]: each.get("side", "")
        for brief in briefs
        for each in brief.get("risks", ())
        if each.get("size") == Risk.Size.MAJOR and "id" in each
    }


def _movers(questions: Iterable[Question], deal: Engagement) -> list[Person]:
    """Whoever asked closes an answered question; the seller answers the others."""
    movers = [question.asked_by if question.answer else deal.seller for question in questions]
    return list({person.pk: person for person in movers if person}.values())
