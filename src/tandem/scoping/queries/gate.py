"""Facts and checklist of freezing a scope."""

from datetime import date

from tandem.engagements.models import Assumption, Engagement, Risk
from tandem.engagements.queries import duty, outcome, risk
from tandem.engagements.queries.waivers import standing
from tandem.gates import Finding, check
from tandem.scoping.gate import FREEZE, AssumptionFact, DutyFact, FlagFact, OutcomeFact, RiskFact, ScopeFacts
from tandem.scoping.models import RedFlag, ScopingSession, SessionSeat


def freeze_checklist(deal: Engagement, today: date) -> list[Finding]:
    """Each rule, judged; the waivers that stand are told with it."""
    return check(FREEZE, freeze_facts(deal), standing(deal, today))


def freeze_facts(deal: Engagement) -> ScopeFacts:
    """Nine queries, however many rows (seller and lead come with the deal)."""
    flags = list(RedFlag.objects.filter(engagement=deal).order_by("pk"))
    return ScopeFacts(
        outcomes=tuple(
            OutcomeFact(row.outcome.title, row.sales, row.delivery, row.client) for row in outcome.rows(deal)
        ),
        risks=_risks(deal),
        assumptions=_assumptions(deal),
        duties=tuple(DutyFact(row.duty.words, row.accountable) for row in duty.grid(deal).rows),
        flags=tuple(FlagFact(row.words, bool(row.reply)) for row in flags if row.cleared_at is None),
        cleared_flags=sum(row.cleared_at is not None for row in flags),
        planned=ScopingSession.objects.filter(engagement=deal).exists(),
        delivery_came=_delivery_came(deal),
        seller=deal.seller,
        lead=deal.lead,
    )


def _risks(deal: Engagement) -> tuple[RiskFact, ...]:
    rows = deal.risks.filter(fate=Risk.Fate.OPEN).select_related("owner", "owner_contact").order_by("pk")
    return tuple(
        RiskFact(row.words, row.size == Risk.Size.MAJOR, row.owner or row.owner_contact, risk.state(row) == "accepted")
        for row in rows
    )


def _assumptions(deal: Engagement) -> tuple[AssumptionFact, ...]:
    return tuple(
        AssumptionFact(
            row.words, row.verified_at is not None, row.priced, row.answer == Assumption.Answer.RED, row.asked
        )
        for row in deal.assumptions.select_related("asked").order_by("pk")
    )


def _delivery_came(deal: Engagement) -> tuple[str, ...]:
    """Names of delivery's people who came to a session that was held."""
    came = SessionSeat.objects.filter(session__engagement=deal, session__held_at__isnull=False, came=True)
    people = [seat.person for seat in came.select_related("person").order_by("pk")]
    return tuple(dict.fromkeys(person.name for person in people if person.side == "d"))
