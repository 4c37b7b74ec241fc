"""Facts and checklist of freezing a scope."""

from tandem.engagements.models import Assumption, Engagement, Risk, Stage
from tandem.engagements.queries import assumption, duty, outcome, risk
from tandem.scoping.gate.facts import AssumptionFact, DutyFact, FlagFact, OutcomeFact, RiskFact, ScopeFacts, VagueFact
from tandem.scoping.models import RedFlag, ScopeVersion, ScopingSession, SessionSeat
from tandem.scoping.queries import discounts, vets
from tandem.scoping.queries.scope import contingency
from tandem.scoping.queries.vague import in_draft


def freeze_facts(deal: Engagement) -> ScopeFacts:
    """Twenty-three queries, however many rows (seller and lead come with the deal); thirteen while nobody has vetted."""
    clauses, vague = in_draft(deal)
    reached = assumption.later(Stage.SCOPED, deal.stage)
    flags = list(RedFlag.objects.filter(engagement=deal).order_by("pk"))
    return ScopeFacts(
        outcomes=outcome_facts(deal),
        risks=_risks(deal),
        assumptions=assumption_facts(deal, reached),
        duties=tuple(DutyFact(row.duty.words, row.accountable) for row in duty.grid(deal).rows),
        flags=tuple(FlagFact(row.words, bool(row.reply)) for row in flags if row.cleared_at is None),
        cleared_flags=sum(row.cleared_at is not None for row in flags),
        planned=ScopingSession.objects.filter(engagement=deal).exists(),
        **_delivery(deal),
        sections=vets.facts(deal),
        seller=deal.seller,
        lead=deal.lead,
        clauses=clauses,
        vague=tuple(VagueFact(each.item.words, each.kept) for each in vague),
        discount=discounts.fact(deal),
    )


def outcome_facts(deal: Engagement) -> tuple[OutcomeFact, ...]:
    """Who has signed which outcome as it reads now. Two queries."""
    return tuple(OutcomeFact(row.outcome.title, row.sales, row.delivery, row.client) for row in outcome.rows(deal))


def _risks(deal: Engagement) -> tuple[RiskFact, ...]:
    rows = deal.risks.filter(fate=Risk.Fate.OPEN).select_related("owner", "owner_contact").order_by("pk")
    return tuple(
        RiskFact(row.words, row.size == Risk.Size.MAJOR, row.owner or row.owner_contact, risk.state(row) == "accepted")
        for row in rows
    )


def assumption_facts(deal: Engagement, reached: str, frozen: ScopeVersion | None = None) -> tuple[AssumptionFact, ...]:
    """The assumptions before the gate to `reached`. With `frozen` the price can't change any more: what isn't in that
    version's contingency is in no price. One query, three where something was priced since."""
    rows = list(deal.assumptions.select_related("asked", "verifier").order_by("pk"))
    held = frozen is None or _holds(frozen, rows)
    return tuple(
        AssumptionFact(
            row.words, row.verified_at is not None, row.priced and (held or _was_in(frozen, row)),
            row.answer == Assumption.Answer.RED and row.disproved_at is None, row.asked,
            answered=bool(row.answer), minutes=row.minutes_if_false, verifier=row.verifier,
            due=assumption.is_due(row, reached), pricing=frozen is None, hard=row.hardened_at is not None,
            disproved=row.disproved_at is not None,
        )
        for row in rows
    )  # fmt: skip


def _holds(frozen: ScopeVersion, rows: list[Assumption]) -> bool:
    """Is everything that is priced today inside the frozen version's contingency?"""
    if all(_was_in(frozen, row) for row in rows if row.priced and row.verified_at is None):
        return True
    return contingency(frozen.engagement).minutes <= frozen.contingency_minutes


def _was_in(frozen: ScopeVersion | None, row: Assumption) -> bool:
    """It hardened before the freeze, or in it: so its hours are in that price."""
    return bool(frozen and frozen.frozen_at and row.hardened_at and row.hardened_at <= frozen.frozen_at)


def _delivery(deal: Engagement) -> dict[str, tuple]:
    """Delivery's people who came to a session that was held: by their own word, or by somebody else's. One query."""
    came = SessionSeat.objects.filter(session__engagement=deal, session__held_at__isnull=False, came=True)
    seats = [seat for seat in came.select_related("person").order_by("pk") if seat.person.side == "d"]
    sure = {seat.person.name: seat.person for seat in seats if seat.confirmed_at}
    named = {seat.person.name: seat.person for seat in seats if not seat.confirmed_at}
    return {"delivery_came": tuple(sure), "delivery_named": tuple(named.values())}
