"""Every record of somebody's consent, with what sets, clears and replaces it: walked by every kind of person. Each step
answers whether the record is set, cleared or replaced after it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from tandem.catalogue.actions import approval
from tandem.catalogue.actions import draft as tier_drafts
from tandem.delivery.actions import estimate
from tandem.delivery.actions import project as projects
from tandem.engagements.actions import assumption, duty, handover, outcome, promise, risk, waiver
from tandem.engagements.models import Engagement, Stage, Waiver
from tandem.engagements.queries.assumption import state
from tandem.handoff.actions import accept, document, questions
from tandem.learning import actions as learning
from tandem.learning.models import Debrief
from tandem.people.models import Person
from tandem.review.actions import delegation, leave, pitch, votes
from tandem.review.models import Probe
from tandem.scoping.actions import discount, flag, lines, session, vet
from tandem.scoping.actions import draft as scopes
from tandem.scoping.actions.freeze import freeze
from tandem.scoping.models import ScopingSession
from tests import dealing
from tests.catalogue.conftest import gold
from tests.delivery import world as delivering
from tests.engagements import made
from tests.world import World

DAY = timedelta(days=1)
Step = Callable[[World, Any, Person], bool]


@dataclass(frozen=True)
class Record:
    """`whose` says in words whose word it is; `make` what there is before a step, by the step's name."""

    name: str
    whose: str
    make: Callable[[World], Any]
    steps: dict[str, Step]
    before: dict[str, Callable[[World], Any]] = field(default_factory=dict)

    def row(self, world: World, step: str) -> Any:
        return self.before.get(step, self.make)(world)


def now(world: World, by: Person) -> dict[str, Any]:
    return {"by": by, "at": world.at + DAY}


def tries(*verbs: Callable[[], Any]) -> None:
    """Each of them, whatever refuses: a way round is found by trying all."""
    for verb in verbs:
        try:
            verb()
        except Exception:  # noqa: S112 refused in whatever way
            continue


def done(verb: Any) -> bool:
    return verb is not None


# --- What was said and assumed


def said(world: World, **fields: Any) -> Any:
    return made.promise(world, **fields)


def refused_promise(world: World) -> Any:
    row = said(world)
    return promise.judge(row, verdict="no", condition="No signal", seen=None, by=world.dee, at=world.at)


def make_it_good(world: World, row: Any, by: Person) -> bool:
    """Is it anything but not feasible, without delivery or the client having heard of it?"""
    act = now(world, by)
    tries(
        lambda: promise.judge(row, verdict="feasible", seen=None, **act),
        lambda: promise.paper(row, paper="excluded", paper_words="Not in", seen=None, **act),
        lambda: promise.paper(row, paper="withdrawn", paper_words="Told", seen=None, **act),
        lambda: promise.revise(row, quote="It w\u043erks in the van", seen=None, **act),
    )
    row.refresh_from_db()
    return row.verdict in ("feasible", "if") or row.paper != "" or not row.owes_word


def flagged(world: World) -> Any:
    row = made.assumption(world, asked=world.dee, minutes_if_false=60)
    return assumption.answer(row, answer="red", condition="It isn't", seen=None, by=world.dee, at=world.at)


def agreed_if(world: World) -> Any:
    row = made.assumption(world, asked=world.dee, minutes_if_false=60)
    return assumption.answer(
        row, answer="if", condition="Keys by May", condition_owner=world.sol, condition_by=world.today, seen=None,
        by=world.dee, at=world.at,
    )  # fmt: skip


def lift_flag(world: World, row: Any, by: Person) -> bool:
    """Ask again, reword, name oneself verifier, verify, call it false, price it, make it a risk, answer it."""
    act = now(world, by)
    tries(
        lambda: assumption.ask(row, asked=world.dov, seen=None, **act),
        lambda: assumption.revise(
            row, words="The extract is cle\u0430n.", verifier=by, asked=world.dov, seen=None, **act
        ),
        lambda: assumption.verify(row, verified_how="Asked", seen=None, **act),
        lambda: assumption.disprove(row, verified_how="Asked", what_now="scope", seen=None, **act),
        lambda: assumption.price(row, minutes_if_false=0, seen=None, **act),
        lambda: assumption.harden(row, seen=None, **act),
        lambda: assumption.reply(row, reply="It's fine", seen=None, **act),
        lambda: assumption.answer(row, answer="agree", seen=None, **act),
    )
    row.refresh_from_db()
    return state(row) != "flagged"


def meet(world: World, row: Any, by: Person) -> bool:
    act = now(world, by)
    tries(
        lambda: assumption.meet(row, seen=None, **act),
        lambda: assumption.verify(row, verified_how="Asked", seen=None, **act),
    )
    row.refresh_from_db()
    return row.condition_met_at is not None or row.verified_at is not None


# --- Duties and risks


def owned(world: World) -> Any:
    return made.risk(world, size="major", owner=world.dee, named_at=world.at, named_by=world.sol)


def accepted(world: World) -> Any:
    row = owned(world)
    return risk.accept(row, seen=None, by=world.dee, at=world.at)


def given(world: World) -> Any:
    world.deal.stage = Stage.SIGNED
    world.deal.save()
    row = made.risk(world, owner=world.sol, accepted_at=world.at)
    row.engagement = world.deal
    return handover.offer(row, to=world.dee, seen=None, by=world.sol, at=world.at)


# --- The price


def asked_discount(world: World, who: str = "lea") -> Any:
    scope = scopes.start(world.deal, by=world.sol, at=world.at)
    lines.add(scope, by=world.sol, at=world.at, today=world.today, role=world.engineer, minutes=6000)
    scope.refresh_from_db()
    asked = getattr(world, who)
    return discount.give(scope, by=world.sol, at=world.at, seen=None, amount=Decimal(500), asked=asked, why="First")


def allowed_discount(world: World) -> Any:
    return discount.allow(asked_discount(world), by=world.lea, at=world.at, seen=None)


def allow_discount(world: World, row: Any, by: Person) -> bool:
    """The same again, another one asked of oneself, in a new draft, or the click: is it allowed by any of them?"""
    act = now(world, by)
    tries(
        lambda: discount.allow(row, seen=None, **act),
        lambda: discount.give(row, seen=None, amount=Decimal(500), asked=world.lea, why="First", **act),
        lambda: discount.give(row, seen=None, amount=Decimal(400), asked=by, why="First", **act),
        lambda: discount.allow(row, seen=None, **act),
        lambda: scopes.reprice(row, **act),
        lambda: freeze(world.deal, today=world.today, **act),
    )
    row.refresh_from_db()
    return not row.discount_is_open


def ask_for_more(world: World, row: Any, by: Person) -> bool:
    return discount.give(
        row, seen=None, amount=Decimal(900), asked=world.lea, why="First", **now(world, by)
    ).discount_is_open


def refuse_discount(world: World, row: Any, by: Person) -> bool:
    return done(discount.refuse(row, why="Too much", seen=None, **now(world, by)))


# --- The room and the call


def held(world: World) -> ScopingSession:
    row = session.plan(world.deal, planned_at=world.at, people=[world.sol, world.dee], by=world.sol, at=world.at)
    return session.hold(row, came=[world.sol, world.dee], seen=None, by=world.sol, at=world.at)


def confirmed(world: World) -> ScopingSession:
    row = held(world)
    session.was_there(row, by=world.dee, at=world.at)
    return row


def is_there(world: World, row: ScopingSession, by: Person) -> bool:
    """Does anything make delivery present: holding it anew with them, or saying that one was there?"""
    tries(
        lambda: session.hold(row, came=[world.sol, world.dee], seen=None, **now(world, by)),
        lambda: session.was_there(row, **now(world, by)),
    )
    return row.seats.filter(person=world.dee, confirmed_at__isnull=False).exists()


def not_there(world: World, row: ScopingSession, by: Person) -> bool:
    tries(lambda: session.hold(row, came=[world.sol], seen=None, **now(world, by)))
    return not row.seats.filter(person=world.dee, confirmed_at__isnull=False).exists()


def planned_call(world: World) -> Any:
    return pitch.plan_pitch(
        world.deal, planned_at=world.at, delivery_person=world.dee, sales_person=world.sol, probes="Vans?",
        by=world.sol, at=world.at,
    )  # fmt: skip


def call_held(world: World) -> Any:
    return pitch.hold_pitch(planned_call(world), heard="One register", by=world.sol, at=world.at)


def delivery_on_call(world: World, row: Any, by: Person) -> bool:
    tries(
        lambda: pitch.hold_pitch(row, heard="Both were there", **now(world, by)),
        lambda: pitch.was_there(row, **now(world, by)),
    )
    row.refresh_from_db()
    return row.delivery_came


def finding(world: World) -> Probe:
    row = planned_call(world).blind_spots.get()
    return pitch.hear(row, heard="All of them", agrees=False, by=world.dee, at=world.at, seen=None)


def resolved(world: World) -> Probe:
    return pitch.resolve(finding(world), how="Told them", change="None", by=world.sol, at=world.at, seen=None)


def clear_finding(world: World, row: Probe, by: Person) -> bool:
    act = now(world, by)
    tries(
        lambda: pitch.hear(row, heard="All of them", agrees=True, seen=None, **act),
        lambda: pitch.resolve(row, how="Told them", change="None", seen=None, **act),
        lambda: pitch.confirm(row, seen=None, **act),
        lambda: pitch.drop(row, seen=None, **act),
    )
    left = Probe.objects.filter(pk=row.pk).first()
    return left is None or left.state in ("agrees", "settled")


def confirm_finding(world: World, row: Probe, by: Person) -> bool:
    return done(pitch.confirm(row, seen=None, **now(world, by)))


def settled(world: World) -> Probe:
    return pitch.confirm(resolved(world), by=world.dee, at=world.at, seen=None)


def open_finding(world: World, row: Probe, by: Person) -> bool:
    """The client said more."""
    return pitch.hear(row, heard="And the depots", agrees=False, seen=None, **now(world, by)).state == "otherwise"


def resolve_anew(world: World, row: Probe, by: Person) -> bool:
    act = now(world, by)
    tries(
        lambda: pitch.resolve(row, how="Otherwise", change="Clause 4", seen=None, **act),
        lambda: pitch.confirm(row, seen=None, **act),
    )
    row.refresh_from_db()
    return row.resolved_how != "Told them" or row.confirmed_by != world.dee


def heard_and_signed(world: World) -> Probe:
    row = settled(world)
    pitch.hold_pitch(row.pitch, heard="One register", by=world.dee, at=world.at)
    Engagement.objects.filter(pk=world.deal.pk).update(stage=Stage.SIGNED, closed_at=world.at)
    return row


def say_it_anew(world: World, row: Probe, by: Person) -> bool:
    """Is anything that was heard on the call, asked on it or planned for it another by now?"""
    act, call = now(world, by), row.pitch
    tries(
        lambda: pitch.hear(row, heard="And the depots", agrees=False, seen=None, **act),
        lambda: resolve_anew(world, row, by),
        lambda: pitch.ask(call, [("own", None, "More?")], **act),
        lambda: pitch.hold_pitch(call, heard="All is well", **act),
        lambda: pitch.plan_pitch(
            world.deal,
            planned_at=world.at + DAY,
            delivery_person=world.dov,
            sales_person=None,
            seen=call.version,
            **act,
        ),
    )
    left = Probe.objects.select_related("pitch").get(pk=row.pk)
    same = (left.heard, left.state, left.pitch.heard) == ("All of them", "settled", "One register")
    return not same or call.blind_spots.count() != 1 or left.pitch.delivery_person_id != world.dee.pk


# --- The board


def condition(world: World) -> Any:
    return votes.vote(
        dealing.scoped(world), "delivery", "if", by=world.dee, at=world.at, reason="Con is held", owner=world.sol,
        due=world.today + DAY,
    )  # fmt: skip


def meet_board(world: World, row: Any, by: Person) -> bool:
    act = {"by": by, "at": world.at}
    tries(
        lambda: votes.meet_condition(row, seen=row.version, **act),
        lambda: votes.own_condition(row, owner=by, due=world.today + DAY, seen=row.version, **act),
        lambda: votes.meet_condition(row, seen=row.version, **act),
    )
    row.refresh_from_db()
    return row.condition_met_at is not None


def own_board(world: World, row: Any, by: Person) -> bool:
    return done(votes.own_condition(row, owner=by, due=world.today + DAY, by=by, at=world.at, seen=row.version))


def asked_waiver(world: World) -> Waiver:
    return Waiver.objects.create(
        engagement=world.deal, rule="people_are_free", asked_by=world.sol, asked_at=world.at, asked_why="Once"
    )


def stand_in(world: World) -> Any:
    return delegation.delegate(
        world.dee, to=world.dov, from_on=world.today, until_on=world.today + DAY, by=world.dee, at=world.at
    )


# --- Handing over, changing, ending


def change_order(world: World) -> Any:
    row = delivering.project(world)
    return estimate.raise_change(
        row, words="More", cause="client", price=1, by_role={"": 60}, by=world.dee, at=world.at
    )


def both_agreed(world: World) -> Any:
    row = change_order(world)
    projects.turn_key(row, seen=row.version, by=world.sol, at=world.at)
    projects.turn_key(row, seen=row.version, by=world.dee, at=world.at)
    return projects.client_agreed(row, "Ruth", world.today, seen=row.version, by=world.sol, at=world.at)


def delivery_key(world: World, row: Any, by: Person) -> bool:
    projects.turn_key(row, seen=row.version, by=by, at=world.at)
    row.refresh_from_db()
    return row.delivery_at is not None


def undo_order(world: World, row: Any, by: Person) -> bool:
    return done(projects.decline_change(row, "No", seen=row.version, by=by, at=world.at))


def tier_draft(world: World) -> Any:
    from tandem.catalogue.models import Offering

    offering = Offering.objects.create(name="Asset data", slug="asset-data", line="Data")
    sold = gold.__wrapped__(world, offering)
    row = tier_drafts.start(sold.offering, "gold", by=world.sol, at=world.at)
    row.fee = 95000
    row.save()
    return approval.ask(row, why="Dearer", seen=None, by=world.sol, at=world.at)


def ended(world: World) -> Debrief:
    return learning.start(world.engagement("Delivered", stage=Stage.DELIVERED), by=world.dee, at=world.at)


def handed(world: World) -> Any:
    return dealing.signed(world)


RECORDS = [
    Record(
        "Outcome: delivery’s key",
        "whoever turns it, for their own side; other words void it",
        lambda world: made.outcome(world),
        {"set": lambda w, row, by: outcome.sign(row, seen=None, **now(w, by)).side == "delivery"},
    ),
    Record(
        "Promise: delivery’s verdict",
        "delivery; other words, another strength or day ask it again",
        said,
        {
            "set": lambda w, row, by: done(promise.judge(row, verdict="feasible", seen=None, **now(w, by))),
            "clear": make_it_good,
            "replace": lambda w, row, by: done(
                promise.judge(row, verdict="if", condition="C", seen=None, **now(w, by))
            ),
        },
        {"clear": refused_promise, "replace": refused_promise},
    ),
    Record(
        "Assumption: delivery’s answer",
        "delivery",
        lambda world: made.assumption(world, asked=world.dee),
        {
            "set": lambda w, row, by: done(assumption.answer(row, answer="agree", seen=None, **now(w, by))),
            "replace": lambda w, row, by: done(
                assumption.answer(row, answer="red", condition="C", seen=None, **now(w, by))
            ),
        },
    ),
    Record(
        "Assumption: red flag",
        "delivery, by answering again; asking again and other words leave it standing",
        lambda world: made.assumption(world, asked=world.dee),
        {
            "set": lambda w, row, by: done(
                assumption.answer(row, answer="red", condition="C", seen=None, **now(w, by))
            ),
            "clear": lift_flag,
        },
        {"clear": flagged},
    ),
    Record(
        "Assumption: condition met, or verified past it",
        "delivery, who set it, once its owner says that it's true",
        agreed_if,
        {"set": meet},
    ),
    Record(
        "Duty of delivery’s: done",
        "whoever does it or answers for it, their side, leadership",
        lambda world: made.duty(world, [(world.dee, "A")]),
        {"set": lambda w, row, by: done(duty.do(row, seen=None, **now(w, by)))},
    ),
    Record(
        "Risk: its owner’s yes or no",
        "whoever is named, alone; another meaning or another owner asks anew",
        owned,
        {
            "set": lambda w, row, by: done(risk.accept(row, seen=None, **now(w, by))),
            "replace": lambda w, row, by: done(risk.decline(row, why="Not mine", seen=None, **now(w, by))),
        },
    ),
    Record(
        "Risk: what became of it",
        "its owner’s side, leadership",
        accepted,
        {
            "set": lambda w, row, by: done(risk.close(row, fate="passed", seen=None, **now(w, by))),
            "clear": lambda w, row, by: done(
                risk.close(row, fate="happened", actual_minutes=1, seen=None, **now(w, by))
            ),
        },
    ),
    Record(
        "Risk: taken over at the handoff",
        "whoever it's given to, alone",
        given,
        {
            "set": lambda w, row, by: done(handover.take(row, seen=None, **now(w, by))),
            "replace": lambda w, row, by: done(handover.refuse(row, why="No", seen=None, **now(w, by))),
        },
    ),
    Record(
        "Discount: allowed",
        "whoever of leadership or finance is asked, by their own click; leadership by giving it; another sum or reason asks anew",
        asked_discount,
        {"set": allow_discount, "clear": ask_for_more, "replace": refuse_discount},
        {"clear": allowed_discount},
    ),
    Record(
        "Section: delivery’s vet",
        "delivery; what changes it makes it stale",
        lambda world: world.deal,
        {"set": lambda w, deal, by: done(vet.vet(deal, section="price", word="fine", **now(w, by)))},
    ),
    Record(
        "Section: red flag",
        "delivery",
        lambda world: world.deal,
        {
            "set": lambda w, deal, by: done(flag.raise_flag(deal, section="scope", words="No data", **now(w, by))),
            "clear": lambda w, row, by: done(flag.clear(row, cleared_why="It came", seen=None, **now(w, by))),
        },
        {
            "clear": lambda w: flag.raise_flag(w.deal, section="scope", words="No data", by=w.dee, at=w.at),
        },
    ),
    Record(
        "Scoping session: the lead was there",
        "each for themself, once its day has come",
        held,
        {"set": is_there, "clear": not_there},
        {"clear": confirmed},
    ),
    Record(
        "Reverse pitch: delivery was there",
        "delivery, once its day has come",
        call_held,
        {"set": delivery_on_call},
    ),
    Record(
        "Reverse pitch: the client sees it otherwise",
        "whoever was on the call; nobody alone makes it go away",
        lambda world: planned_call(world).blind_spots.get(),
        {
            "set": lambda w, row, by: done(pitch.hear(row, heard="No", agrees=False, seen=None, **now(w, by))),
            "clear": clear_finding,
        },
        {"clear": finding},
    ),
    Record(
        "Reverse pitch: what sales resolved is confirmed",
        "the other side",
        resolved,
        {"set": confirm_finding},
    ),
    Record(
        "Reverse pitch: both sides are through with it",
        "both; other words of the client’s alone open it again, until they sign",
        settled,
        {"clear": open_finding, "replace": resolve_anew},
    ),
    Record(
        "Reverse pitch: what the client said, once they signed",
        "the client’s; it stands",
        heard_and_signed,
        {"replace": say_it_anew},
    ),
    Record(
        "Board: delivery’s vote",
        "delivery; it stands until it lapses or another scope is frozen",
        dealing.scoped,
        {
            "set": lambda w, deal, by: done(votes.vote(deal, "delivery", "approve", by=by, at=w.at, reason="Yes")),
            "replace": lambda w, row, by: done(
                votes.vote(row.engagement, "delivery", "approve", by=by, at=w.at, reason="Yes")
            ),
        },
        {"replace": condition},
    ),
    Record(
        "Board: who meets delivery’s condition",
        "the seat that set it, leadership; somebody new has met nothing",
        condition,
        {"replace": own_board},
    ),
    Record(
        "Board: delivery’s condition is met",
        "the seat that set it, once its owner says so",
        condition,
        {"set": meet_board},
    ),
    Record(
        "Waiver",
        "leadership, until a day within the policy’s limit",
        asked_waiver,
        {
            "set": lambda w, row, by: done(leave.grant(row, reason="Once", until=None, seen=1, by=by, at=w.at)),
            "clear": lambda w, row, by: done(waiver.refuse(row, reason="No", seen=1, by=by, at=w.at)),
        },
    ),
    Record(
        "Delegation of the lead’s seat",
        "whoever is spoken for, leadership for them; within the policy’s limit",
        lambda world: None,
        {
            "set": lambda w, row, by: done(
                delegation.delegate(w.dee, to=w.dov, from_on=w.today, until_on=w.today + DAY, by=by, at=w.at)
            ),
            "clear": lambda w, row, by: done(delegation.end(row, by=by, at=w.at, seen=1)),
        },
        {"clear": stand_in},
    ),
    Record(
        "Handoff: everything promised is written down",
        "who sold it, by their own click; other words ask anew",
        handed,
        {"set": lambda w, row, by: document.attest(row, seen=None, **now(w, by)).is_attested},
    ),
    Record(
        "Handoff: read to the end",
        "who leads it",
        handed,
        {"set": lambda w, row, by: done(document.read_to_end(row, **now(w, by)))},
    ),
    Record(
        "Handoff: accepted",
        "who leads it",
        handed,
        {"set": lambda w, row, by: done(accept.accept(row, by=by, at=w.at, today=w.today))},
    ),
    Record(
        "Handoff: a question is closed",
        "whoever asked",
        handed,
        {"clear": lambda w, row, by: done(questions.close(row, seen=1, **now(w, by)))},
        {"clear": lambda w: questions.ask(dealing.signed(w), "Why?", by=w.dee, at=w.at)},
    ),
    Record(
        "Tier: delivery’s key on a new version",
        "delivery",
        tier_draft,
        {"set": lambda w, row, by: approval.turn(row, seen=None, **now(w, by)).keys.filter(side="delivery").exists()},
    ),
    Record(
        "Change order: delivery’s key",
        "delivery; turned, it stays turned",
        change_order,
        {"set": delivery_key, "clear": undo_order},
        {"clear": both_agreed},
    ),
    Record(
        "Debrief: delivery’s column",
        "delivery",
        ended,
        {"set": lambda w, row, by: done(learning.say(row, "delivery", "It took longer", seen=None, **now(w, by)))},
    ),
]
