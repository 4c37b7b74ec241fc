"""What makes a section's vet stale, and what doesn't: a table over every field. And no vet shows money to a guest."""

from datetime import timedelta
from decimal import Decimal

import pytest

from tandem.clients.models import Contact
from tandem.engagements.actions import assumption, outcome
from tandem.engagements.models import (
    Assumption,
    Duty,
    DutyPart,
    Engagement,
    Member,
    Outcome,
    OutcomeMeasure,
    OutcomeSignature,
    Promise,
    Risk,
)
from tandem.people.models import Person
from tandem.scoping.actions import discount as discounts
from tandem.scoping.actions import draft, items, lines
from tandem.scoping.actions.freeze import freeze
from tandem.scoping.models import EstimateLine, ScopeItem, ScopeVersion, Section
from tandem.scoping.queries import reading, vets
from tandem.scoping.queries import scope as scopes
from tandem.scoping.queries.sections import digest_of, said, said_of
from tests import dealing

SUCCESS, SCOPE, ASSUMPTIONS, WHO, RISKS, CAPACITY, PRICE = (each.value for each in Section)


@pytest.fixture
def whole(world, ready, drafted) -> Engagement:
    """A deal that says something in each section, all of it vetted."""
    Outcome.objects.update(
        baseline="3 lists", target="1", unit="list", measured_how="audit", measured_by="Ruth",
        measured_on=world.today, not_done="The vans",
    )  # fmt: skip
    OutcomeSignature.objects.all().delete()
    for person in (world.sol, world.dee):
        outcome.sign(Outcome.objects.get(), by=person, at=world.at, seen=None)
    assumed = Assumption.objects.create(
        engagement=ready, words="The extract is clean", raised_by=world.sol, raised_at=world.at, asked=world.dee,
        minutes_if_false=600, price_if_false=Decimal("1234.50"), priced=True, answer="agree", answered_by=world.dee, verifier=world.dee,
    )  # fmt: skip
    Risk.objects.create(
        engagement=ready, words="SAP is late", size="major", probability=Decimal("0.250"), impact_minutes=1200,
        impact_money=Decimal(7777), owner=world.dee, accepted_at=world.at,
    )  # fmt: skip
    Risk.objects.create(
        engagement=ready, words="Out of the assumption", from_assumption=assumed, priced=True, impact_minutes=300
    )
    DutyPart.objects.create(duty=Duty.objects.get(), letter="R", person=world.sol)
    items.add(drafted, by=world.sol, at=world.at, kind="out", words="The vans' devices")
    discounts.give(drafted, by=world.lea, at=world.at, seen=None, amount=Decimal(500), asked=world.lea)
    world.join(world.con, ready)
    dealing.vet_all(world, ready)
    ready.refresh_from_db()
    assert stale(ready) == set()
    return ready


def stale(deal: Engagement) -> set[str]:
    facts = zip(Section, vets.facts(deal), strict=True)
    return {section.value for section, fact in facts if fact.state != "fine"}


def put(model, **values):
    return lambda world: model.objects.update(**values)


def scope_of(world) -> ScopeVersion:
    return ScopeVersion.objects.get(frozen_at__isnull=True)


def hours(minutes):
    def change(world):
        scope = scope_of(world)
        lines.set_hours(
            scope, by=world.sol, at=world.at, seen=None, minutes={row.pk: minutes for row in scope.lines.all()}
        )

    return change


def of_the_deal(**values):
    return lambda world: Engagement.objects.filter(pk=world.deal.pk).update(**values)


def of_the_major(**values):
    return lambda world: Risk.objects.filter(size="major").update(**values)


def a_discount(amount):
    return lambda world: discounts.give(
        scope_of(world), by=world.sol, at=world.at, seen=None, amount=Decimal(amount), asked=world.lea
    )


def accountable(world):
    DutyPart.objects.filter(letter="A").update(person=world.dov)


def by_the_client(world):
    DutyPart.objects.filter(letter="A").update(person=None, contact=world.ruth)


def another_role(world):
    from tandem.people.models import Role

    EstimateLine.objects.update(role=Role.objects.create(name="Tester", team=world.data_team))


MATERIAL = {
    "outcome, title": (put(Outcome, title="Another"), {SUCCESS}),
    "outcome, what the client expects": (put(Outcome, expects="More"), {SUCCESS}),
    "outcome, what we prove": (put(Outcome, proves="Less"), {SUCCESS}),
    "outcome, baseline": (put(Outcome, baseline="4 lists"), {SUCCESS}),
    "outcome, target": (put(Outcome, target="2"), {SUCCESS}),
    "outcome, unit": (put(Outcome, unit="lists"), {SUCCESS}),
    "outcome, how it's measured": (put(Outcome, measured_how="by eye"), {SUCCESS}),
    "outcome, by whom": (put(Outcome, measured_by="Femi"), {SUCCESS}),
    "outcome, when": (lambda w: Outcome.objects.update(measured_on=w.today + timedelta(days=1)), {SUCCESS}),
    "outcome, what done is not": (put(Outcome, not_done=""), {SUCCESS}),
    "outcome, one more": (lambda w: Outcome.objects.create(engagement=w.deal, title="B"), {SUCCESS}),
    "outcome, one less": (lambda w: Outcome.objects.all().delete(), {SUCCESS}),
    "clause, words": (lambda w: ScopeItem.objects.filter(kind="in").update(words="Two registers"), {SCOPE}),
    "clause, in or not": (lambda w: ScopeItem.objects.filter(kind="out").update(kind="in"), {SCOPE}),
    "clause, one more": (lambda w: items.add(scope_of(w), by=w.sol, at=w.at, kind="in", words="C"), {SCOPE}),
    "clause, one less": (lambda w: ScopeItem.objects.filter(kind="out").delete(), {SCOPE}),
    "assumption, words": (put(Assumption, words="The extract is tidy"), {ASSUMPTIONS}),
    "assumption, hours if false": (put(Assumption, minutes_if_false=660), {ASSUMPTIONS, PRICE}),
    "assumption, price if false": (put(Assumption, price_if_false=Decimal(9)), {ASSUMPTIONS}),
    "assumption, one more": (
        lambda w: Assumption.objects.create(engagement=w.deal, words="B", raised_by=w.sol, raised_at=w.at), {ASSUMPTIONS},
    ),
    "assumption, it turned out to be false": (lambda w: Assumption.objects.update(disproved_at=w.at), {ASSUMPTIONS}),
    "assumption, verified, so out of the price": (lambda w: Assumption.objects.update(verified_at=w.at), {PRICE}),
    "duty, words": (put(Duty, words="Give more"), {WHO}),
    "duty, whose": (put(Duty, for_client=True), {WHO}),
    "duty, day": (lambda w: Duty.objects.update(due_on=w.today), {WHO}),
    "duty, accountable": (accountable, {WHO}),
    "duty, accountable at the client": (by_the_client, {WHO}),
    "duty, nobody accountable": (lambda w: DutyPart.objects.filter(letter="A").delete(), {WHO}),
    "risk, words": (of_the_major(words="SAP is very late"), {RISKS}),
    "risk, size": (of_the_major(size="minor"), {RISKS}),
    "risk, probability": (of_the_major(probability=Decimal("0.5")), {RISKS}),
    "risk, impact in hours": (of_the_major(impact_minutes=1260), {RISKS}),
    "risk, impact in money": (of_the_major(impact_money=Decimal(8888)), {RISKS}),
    "risk, owner": (lambda w: of_the_major(owner=w.dov)(w), {RISKS}),
    "risk, owner at the client": (lambda w: of_the_major(owner=None, owner_contact=w.ruth)(w), {RISKS}),
    "risk, nobody owns it": (of_the_major(owner=None), {RISKS}),
    "risk, it passed": (of_the_major(fate="passed"), {RISKS}),
    "risk, into the price": (of_the_major(priced=True), {PRICE}),
    "dates, first day": (lambda w: ScopeVersion.objects.update(starts_on=w.today), {CAPACITY}),
    "dates, last day": (lambda w: ScopeVersion.objects.update(ends_on=w.today + timedelta(days=500)), {CAPACITY}),
    "people, who leads": (lambda w: of_the_deal(lead=w.dov)(w), {CAPACITY}),
    "people, one more": (lambda w: w.join(w.dov, w.deal), {CAPACITY}),
    "people, one less": (lambda w: Member.objects.filter(part="team").delete(), {CAPACITY}),
    "hours of a role": (hours(6060), {CAPACITY, PRICE}),
    "another role": (another_role, {CAPACITY}),
    "price, discount": (a_discount(600), {PRICE}),
    "price, no discount": (a_discount(0), {PRICE}),
    "price, rate": (lambda w: EstimateLine.objects.update(bill_hourly=Decimal(121)), {PRICE}),
}  # fmt: skip
IMMATERIAL = {
    "outcome, order": put(Outcome, position=7),
    "outcome, revision": put(Outcome, revision=9),
    "outcome, signatures": lambda w: OutcomeSignature.objects.all().delete(),
    "outcome, what was measured": lambda w: OutcomeMeasure.objects.create(outcome=Outcome.objects.get(), point="close"),
    "clause, order": lambda w: ScopeItem.objects.filter(kind="in").update(position=9),
    "clause, where it comes from": put(ScopeItem, from_tier=True),
    "clause, why it's there": put(ScopeItem, because="They asked"),
    "clause, the promise it keeps": lambda w: ScopeItem.objects.first().promises.add(dealing.promise(w, w.deal)),
    "assumption, why it's believed": put(Assumption, because="Ruth said so"),
    "assumption, who verifies": lambda w: Assumption.objects.update(verifier=w.dov),
    "assumption, by when": put(Assumption, verify_by="agreed"),
    "assumption, who is asked": lambda w: Assumption.objects.update(asked=w.dov),
    "assumption, priced before the freeze does it": put(Assumption, priced=False),
    "assumption, hardened": lambda w: Assumption.objects.update(hardened_at=w.at),
    "assumption, answer": put(Assumption, answer="if", condition="Only if"),
    "assumption, condition met": lambda w: Assumption.objects.update(condition_met_at=w.at),
    "duty, order": put(Duty, position=4),
    "duty, done": lambda w: Duty.objects.update(done_at=w.at),
    "duty, another letter": lambda w: DutyPart.objects.filter(letter="R").update(letter="C"),
    "duty, one letter less": lambda w: DutyPart.objects.filter(letter="R").delete(),
    "risk, mitigation": put(Risk, mitigation="Start from extracts"),
    "risk, trigger": put(Risk, trigger="No account by Friday"),
    "risk, review date": lambda w: Risk.objects.update(review_on=w.today),
    "risk, its owner's yes": put(Risk, accepted_at=None),
    "risk, where it was taken from": put(Risk, source="Gold"),
    "deal, name and worth": of_the_deal(name="Another name", amount=Decimal(1), probability=Decimal("0.1")),
    "deal, who sells": lambda w: of_the_deal(seller=w.sue)(w),
    "deal, in one paragraph": of_the_deal(paragraph="Otherwise"),
    "deal, its own dates beside the scope's": lambda w: of_the_deal(starts_on=w.today)(w),
    "people, a guest": lambda w: w.join(w.dov, w.deal, "guest"),
    "promise, one more": lambda w: dealing.promise(w, w.deal),
    "estimate, the standard hours": put(EstimateLine, tier_minutes=1),
    "estimate, cost rate": put(EstimateLine, cost_hourly=Decimal(77)),
    "price, who allowed the discount": lambda w: ScopeVersion.objects.update(discount_by=w.fay),
    "price, priced again": lambda w: draft.reprice(scope_of(w), by=w.sol, at=w.at),
    "scope, who made it when": lambda w: ScopeVersion.objects.update(made_by=w.dov, version=99),
    "contact at the client": lambda w: Contact.objects.update(name="R. Castellan"),
    "somebody else's name": lambda w: Person.objects.filter(pk=w.lea.pk).update(name="Lea Moss"),
    "promise, judged": lambda w: Promise.objects.update(verdict="feasible", judged_by=w.dee),
}  # fmt: skip


@pytest.mark.parametrize("change", MATERIAL)
def test_what_matters_makes_just_its_section_stale(world, whole, change):
    act, sections = MATERIAL[change]
    act(world)
    assert stale(whole) == sections


@pytest.mark.parametrize("change", IMMATERIAL)
def test_what_does_not_matter_changes_nothing(world, whole, change):
    IMMATERIAL[change](world)
    assert stale(whole) == set()


def test_what_was_changed_back_is_fine_again(world, whole):
    Outcome.objects.update(title="Another")
    assert stale(whole) == {SUCCESS}
    Outcome.objects.update(title="One register")
    assert stale(whole) == set()


def test_freezing_changes_nothing_though_the_draft_was_priced_before_its_risks(world, whole):
    """The price is read as it would be frozen: what moved it is a matter of that moment, not of the freeze."""
    Risk.objects.filter(size="major").update(priced=True)
    scope = scope_of(world)
    assert scopes.is_outdated(scopes.content(scope), scopes.contingency(whole))
    assert stale(whole) == {PRICE}
    dealing.vet_all(world, whole)
    fee = next(line["amount"] for line in said(whole)[PRICE] if line["is"] == "fee")
    frozen = freeze(whole, by=world.sol, at=world.at, today=world.today)
    assert stale(whole) == set()
    assert f"{frozen.fee.normalize():f}" == fee


def test_a_new_draft_of_the_same_is_vetted_already(world, whole):
    draft.start_again(freeze(whole, by=world.sol, at=world.at, today=world.today), by=world.sol, at=world.at)
    assert stale(whole) == set()


def test_a_frozen_price_stays_vetted_though_risks_move_on(world, whole):
    freeze(whole, by=world.sol, at=world.at, today=world.today)
    Risk.objects.filter(size="major").update(priced=True)
    assert stale(whole) == set()


@pytest.mark.parametrize("n", [0, 1, 9])
def test_the_contingency_is_what_the_freeze_makes_of_it(world, whole, n):
    """The oracle is the freeze: by its own verbs the hours are priced, then asked for as a draft's are."""
    for i in range(n):
        assumed = Assumption.objects.create(
            engagement=whole, words=f"A{i}", raised_by=world.sol, raised_at=world.at, minutes_if_false=60 * i,
            priced=i % 2 == 0, verified_at=world.at if i % 3 == 0 else None, answer=("", "agree", "red")[i % 3],
            answered_by=world.dee, condition="C",
        )  # fmt: skip
        Risk.objects.create(
            engagement=whole, words=f"R{i}", priced=i % 4 != 1, probability=Decimal(i) / 10, impact_minutes=97,
            from_assumption=assumed if i % 2 else None, fate="passed" if i == 8 else "open",
        )  # fmt: skip
    found = [line["minutes"] for line in said(whole)[PRICE] if line["is"] == "contingency"]
    assumption.price_all(whole, by=world.sol, at=world.at)
    assert found == [scopes.contingency(whole).minutes]


def test_the_order_of_lines_is_no_part_of_the_digest():
    one, other = {"is": "clause", "words": "A"}, {"is": "clause", "words": "B"}
    assert digest_of([one, other]) == digest_of([other, one])
    assert digest_of([one]) != digest_of([one, one])
    assert digest_of([]) != digest_of([one])


@pytest.mark.parametrize("deals", [1, 30])
def test_many_deals_are_read_in_the_same_queries(world, whole, deals, django_assert_num_queries):
    ids = [whole.pk, *(world.engagement(f"Deal {n}").pk for n in range(deals - 1))]
    with django_assert_num_queries(10):
        found = said_of(ids)
    assert found[whole.pk] == said(whole)
    assert set(found) == set(ids)


MONEY = ("1,234", "1234", "7,777", "7777", "500", "£", "12,")


def test_a_guest_reads_no_money_nor_does_the_difference(world, whole):
    now = said(whole)
    then = {**now, PRICE: [{**line, "amount": "12345"} if "amount" in line else line for line in now[PRICE]]}
    guest, seller = reading.reader(world.con), reading.reader(world.sol)
    for section in Section.values:
        told = reading.read(now[section], guest) + [
            words for runs in reading.difference(then[section], now[section], guest) for _kind, words in runs
        ]
        assert not [words for words in told if any(figure in words for figure in MONEY)], section
    assert any("£1,234" in words or "£1,235" in words for words in reading.read(now[ASSUMPTIONS], seller))
    assert reading.difference(then[PRICE], now[PRICE], guest) == []
    assert reading.difference(then[PRICE], now[PRICE], seller)
    assert reading.read(now[PRICE], reading.reader(None)) == reading.read(now[PRICE], guest)


def test_a_difference_is_word_by_word_and_nothing_else(world):
    to = reading.reader(world.sol)
    old = [
        {"is": "clause", "kind": "in", "words": words} for words in ("One asset register", "Training", "Gone for good")
    ]
    new = [{"is": "clause", "kind": "in", "words": words} for words in ("Training", "One new asset register", "Vans")]
    assert reading.difference(old, new, to) == [
        [("kept", "One"), ("added", " new"), ("kept", " asset register")], [("added", "Vans")], [("dropped", "Gone for good")],
    ]  # fmt: skip
    many = [{"is": "clause", "kind": "in", "words": f"A {n} {n * 7}"} for n in range(300)]
    others = [{"is": "clause", "kind": "in", "words": f"B {n} {n * 11}"} for n in range(300)]
    assert len(reading.difference(many, others, to)) == 600
