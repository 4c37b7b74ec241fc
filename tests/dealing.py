"""A deal on its way to the signature: what the tests of review, handoff and delivery share."""

from datetime import date, timedelta
from decimal import Decimal

from tandem.calc.weeks import axis, weeks_between
from tandem.catalogue.models import Offering, Tier, TierMilestone
from tandem.clients.models import Fit, Profile
from tandem.engagements.actions import handover
from tandem.engagements.models import (
    Assumption,
    Duty,
    DutyPart,
    Engagement,
    Outcome,
    OutcomeSignature,
    Promise,
    Risk,
    Stage,
)
from tandem.handoff.actions.sign import sign
from tandem.handoff.models import Handoff
from tandem.learning import actions as learning
from tandem.learning.models import Debrief
from tandem.planning.actions.rollup import sum_up
from tandem.planning.models import CapacityWeek
from tandem.review.actions.pitch import hold_pitch, plan_pitch
from tandem.review.actions.propose import decide, propose
from tandem.review.actions.votes import vote
from tandem.review.models import Policy, PolicyRow
from tandem.review.queries.judged import judged
from tandem.scoping.actions.freeze import digest_of
from tandem.scoping.actions.vet import vet
from tandem.scoping.models import EstimateLine, ScopeItem, ScopeVersion, Section
from tandem.scoping.queries.agreement import reading
from tandem.scoping.queries.scope import content
from tandem.scoping.queries.vets import facts
from tests.world import World

HOUR = 60
START, END = date(2027, 1, 11), date(2027, 6, 25)


ROWS = (("value", 50000, "board"), ("value", 150000, "finance"))


def policy(world: World, rows=ROWS, **fields) -> Policy:
    """Reasons from 50,000 on and finance from 150,000 on, unless told otherwise."""
    values = {
        "number": 1, "current": True, "published_at": world.at, "margin_floor": Decimal("0.320"), **fields,
    }  # fmt: skip
    made = Policy.objects.create(**values)
    PolicyRow.objects.bulk_create(
        PolicyRow(policy=made, measure=measure, limit=Decimal(str(limit)), calls=calls, position=place)
        for place, (measure, limit, calls) in enumerate(rows)
    )
    return made


def tier(world: World) -> Tier:
    offering, _new = Offering.objects.get_or_create(name="Data platform", slug="data-platform", line="Data")
    found = Tier.objects.filter(offering=offering).first()
    if found:
        return found
    made = Tier.objects.create(offering=offering, grade="gold", fee=Decimal(100000), weeks=20, made_at=world.at)
    TierMilestone.objects.create(tier=made, name="Register live", at_share=Decimal("0.5"))
    TierMilestone.objects.create(tier=made, name="Handed over", at_share=Decimal("1"))
    return made


def scope(world: World, deal: Engagement, *, fee: int = 100000, hours: int = 1000, frozen: bool = True) -> ScopeVersion:
    """A scope of `hours` of a data engineer at 60 an hour; frozen unless told."""
    number = ScopeVersion.objects.filter(engagement=deal).count() + 1
    made = ScopeVersion.objects.create(
        engagement=deal, number=number, tier=tier(world), fee=Decimal(fee), made_at=world.at, made_by=world.sol,
        starts_on=START, ends_on=END,
    )  # fmt: skip
    EstimateLine.objects.create(
        scope=made, role=world.engineer, minutes=hours * HOUR, bill_hourly=Decimal(120), cost_hourly=Decimal(60)
    )
    inside = ScopeItem.objects.create(scope=made, kind="in", words="One asset register", position=1)
    outside = ScopeItem.objects.create(scope=made, kind="out", words="The vans' devices", position=2)
    inside.promises.set(Promise.objects.filter(engagement=deal, paper="clause"))
    outside.promises.set(Promise.objects.filter(engagement=deal, paper="excluded"))
    return freeze(world, made) if frozen else made


def scopes(deal: Engagement):
    return ScopeVersion.objects.filter(engagement=deal)


def freeze(world: World, made: ScopeVersion) -> ScopeVersion:
    """As the verb leaves it, without the verb's own gate."""
    made.frozen_at, made.frozen_by, made.digest = world.at, world.dee, digest_of(content(made))
    made.save()
    return made


def write_down(made: ScopeVersion) -> ScopeVersion:
    """What the verb writes down of the whole agreement when it freezes."""
    made.agreement = reading(made.engagement)
    made.save()
    return made


def signed_outcome(world: World, deal: Engagement) -> Outcome:
    """What done means, signed by both sides."""
    outcome = Outcome.objects.create(
        engagement=deal, title="Planners trust one register", expects="One list.", proves="98% matched to the map",
        measured_how="Audit sample of 500", measured_on=date(2027, 4, 30),
    )  # fmt: skip
    for side, person in (("sales", world.sol), ("delivery", world.dee)):
        OutcomeSignature.objects.create(outcome=outcome, revision=1, side=side, person=person, at=world.at)
    return outcome


def vet_all(world: World, deal: Engagement, sections=tuple(Section), by=None, at=None) -> None:
    """Delivery says fine to each of these sections that isn't vetted on what it says now."""
    for section, fact in zip(Section, facts(deal), strict=True):
        if section in sections and fact.state != "fine":
            vet(deal, section=section, word="fine", by=by or world.dee, at=at or world.at)


def free_weeks(world: World, *people, minutes: int = 2250) -> None:
    """Each of them has `minutes` left in every week of the scope."""
    monday = START
    rows = []
    while monday <= END:
        rows += [CapacityWeek(person=who, week=monday, available=minutes, hard=0, held=0) for who in people]
        monday += timedelta(days=7)
    CapacityWeek.objects.bulk_create(rows)
    sum_up_weeks()


def sum_up_weeks() -> None:
    """The teams' weeks, once people's weeks were written by hand."""
    sum_up(axis(START, weeks_between(START, END) + 1))


def promise(world: World, deal: Engagement, **fields) -> Promise:
    values = {
        "quote": "You will see your own vans on the map by week three.", "said_by": world.sol,
        "said_on": date(2026, 11, 4), "said_where": "call", "paper": "clause", "verdict": "feasible",
        "judged_by": world.dee, "judged_at": world.at, **fields,
    }  # fmt: skip
    return Promise.objects.create(engagement=deal, **values)


def fit(world: World, score: int = 80) -> Fit:
    """How the client fits the current profile, whose floor is 65."""
    profile = Profile.objects.filter(current=True).first() or Profile.objects.create(
        number=1, current=True, floor=65, published_at=world.at
    )
    return Fit.objects.create(account=world.client, profile=profile, score=score, made_by=world.sol, made_at=world.at)


def scoped(world: World, *, filled: bool = False, promises: tuple[dict, ...] = (), **fields) -> Engagement:
    """A deal whose first scope is frozen: the seats may speak. Everybody is free, the client fits, what done means is
    signed and every section is vetted. `filled`: with everything that a brief asks for; `promises` were made aloud."""
    values = {"paragraph": "They run 41,000 assets from three spreadsheets.", "fit": fit(world), **fields}
    deal = world.engagement(stage=Stage.SCOPED, **values)
    if filled:
        fill(world, deal)
    else:
        signed_outcome(world, deal)
    for each in promises:
        promise(world, deal, **each)
    write_down(scope(world, deal))
    vet_all(world, deal)
    if not CapacityWeek.objects.exists():
        free_weeks(world, world.dee, world.dov, world.con)
    if not Policy.objects.exists():
        policy(world)
    return deal


def agree_anew(world: World, deal: Engagement) -> None:
    """Whatever was changed since is vetted again, and voted on by those who judged it."""
    vet_all(world, deal)
    found = judged(deal, world.today)
    for seat, person in (("sales", world.sol), ("delivery", world.dee)):
        if found.owes(seat):
            vote(deal, seat, "approve", by=person, at=world.at, reason="As it reads now.")


def agreed(world: World, **fields) -> Engagement:
    deal = scoped(world, **fields)
    vote(deal, "sales", "approve", by=world.sol, at=world.at, reason="It is what they asked for.")
    vote(deal, "delivery", "approve", by=world.dee, at=world.at, reason="We can do it.")
    decide(deal, by=world.sol, at=world.at, today=world.today)
    return deal


def proposed(world: World, **fields) -> Engagement:
    """Proposed, the reverse pitch held with delivery in the room."""
    deal = agreed(world, **fields)
    propose(deal, sent_to="Ruth Castellan", valid_until=None, by=world.sol, at=world.at, today=world.today)
    pitch = plan_pitch(
        deal, planned_at=world.at, delivery_person=world.dee, sales_person=world.sol, by=world.sol, at=world.at
    )
    hold_pitch(pitch, heard="One register, six vans.", by=world.dee, at=world.at)
    return deal


def fill(world: World, deal: Engagement) -> None:
    """Everything that a brief asks for."""
    signed_outcome(world, deal)
    promise(world, deal)
    duty = Duty.objects.create(engagement=deal, words="Give us access to SAP", for_client=True, due_on=START)
    DutyPart.objects.create(duty=duty, letter="A", contact=world.ruth)
    DutyPart.objects.create(duty=duty, letter="R", person=world.dee)
    Assumption.objects.create(
        engagement=deal, words="Keys reach us by 8 January", raised_by=world.sol, raised_at=world.at,
        verifier=world.dee, verified_at=world.at, verified_how="asked their vendor",
    )  # fmt: skip
    Risk.objects.create(
        engagement=deal, words="SAP access arrives late", size="major", mitigation="Start from extracts",
        owner=world.sol, named_at=world.at, accepted_at=world.at,
    )  # fmt: skip


def hand_over(world: World, deal: Engagement) -> None:
    """Both click: Sol gives his risks over, Dee takes them."""
    for risk in Risk.objects.filter(engagement=deal, owner=world.sol, fate="open"):
        handover.offer(risk, to=world.dee, by=world.sol, at=world.at, seen=None)
        handover.take(risk, by=world.dee, at=world.at, seen=None)


def attest(handoff: Handoff, by) -> None:
    """As whoever sold it leaves it: everything promised is written down."""
    handoff.attested_by, handoff.attested_at, handoff.attested_digest = by, handoff.composed_at, handoff.digest
    handoff.save()


def signed(world: World, handed: bool = True, attested: bool = True, **fields) -> Handoff:
    """Signed; the handoff is composed, complete and attested, and its risks are handed over, unless told."""
    deal = proposed(world, filled=True, **fields)
    said = {"client_name": "Ruth Castellan", "signed_on": world.today}
    handoff = sign(deal, **said, by=world.sol, at=world.at, today=world.today)
    if handed:
        hand_over(world, deal)
    if attested:
        attest(handoff, world.sol)
    return handoff


def speak(world: World, row: Debrief) -> None:
    """Each side writes its own column."""
    learning.say(row, "sales", "Nothing.", seen=None, by=world.sol, at=world.at)
    learning.say(row, "delivery", "Nor us.", seen=None, by=world.dee, at=world.at)
