"""A discount is the word of whoever may allow it: asked, allowed, refused, asked anew, and what it holds back."""

from datetime import timedelta
from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied

from tandem.gates import Refused
from tandem.ledger.actions import Stale
from tandem.ledger.models import Entry
from tandem.scoping.actions import discount, draft, lines
from tandem.scoping.actions.freeze import freeze
from tandem.scoping.models import ScopeVersion
from tandem.scoping.queries.waits import waits
from tests.checklists import freeze_checklist
from tests.scoping.test_scope_pages import page, section_of

ANSWER = "deal_price_discount_answer"


def give(world, drafted, by="sol", amount=500, asked="lea", why="First deal"):
    person = getattr(world, asked) if asked else None
    return discount.give(
        drafted, by=getattr(world, by), at=world.at, seen=None, amount=Decimal(amount), asked=person, why=why
    )


@pytest.fixture
def asked(world, drafted):
    return give(world, drafted)


def discounts_on(world, person):
    return [(item.title, item.context) for item in waits(world.at, on=person) if item.key.startswith("discount-")]


@pytest.mark.parametrize(("by", "word"), [("lea", "yes"), ("sol", "asked"), ("dee", "asked")])
def test_who_may_allow_it_allows_it_by_giving_it(world, drafted, by, word):
    row = give(world, drafted, by=by)
    assert (row.discount_word, row.discount_by, row.discount_is_open) == (word, world.lea, word == "asked")


@pytest.mark.parametrize("asked", ["sol", "dee", "rex", "con"])
def test_only_leadership_and_finance_are_asked(world, drafted, asked):
    with pytest.raises(Refused, match="Only leadership and finance"):
        give(world, drafted, asked=asked)


@pytest.mark.parametrize("by", ["sol", "dee", "rex", "con", "fay"])
def test_nobody_answers_for_whoever_was_asked(world, asked, by):
    act = {"by": getattr(world, by), "at": world.at, "seen": None}
    for verb in (lambda: discount.allow(asked, **act), lambda: discount.refuse(asked, why="No", **act)):
        with pytest.raises(PermissionDenied):
            verb()
    assert ScopeVersion.objects.get().discount_word == "asked"


def test_it_waits_on_whoever_is_asked_with_the_sum_and_why(world, asked):
    told = "Halden Water · Asset data platform · £500, 4.2% of the list price · First deal"
    assert discounts_on(world, world.lea) == [("Allow the discount?", told)]
    assert discounts_on(world, world.sol) == []
    item = next(item for item in waits(world.at, asker=world.sol) if item.key == f"discount-{asked.pk}")
    assert "I allow it" in world.browser(world.lea).get(item.url).content.decode()


def test_a_yes_is_theirs_and_both_read_it(world, asked):
    answer = page(world, world.lea, ANSWER, data={"says": "yes", "why": "", "seen": asked.version})
    assert answer.status_code == 303
    assert Entry.objects.get(verb="allowed discount").actor_id == world.lea.pk
    for person in (world.sol, world.lea):
        assert "allowed by Lea Marsh" in section_of(page(world, person, "deal_price"))
    assert discounts_on(world, world.lea) == discounts_on(world, world.sol) == []


def test_a_no_has_a_reason_and_comes_back_to_its_asker(world, asked):
    assert page(world, world.lea, ANSWER, data={"says": "no", "seen": asked.version}).status_code == 422
    data = {"says": "no", "why": "Too thin", "seen": asked.version}
    assert page(world, world.lea, ANSWER, data=data).status_code == 303
    assert Entry.objects.get(verb="refused discount").reason == "Too thin"
    ((title, context),) = discounts_on(world, world.sol)
    assert title == "Ask for another discount, or take it off"
    assert context.endswith("Lea Marsh says no: Too thin")
    for person in (world.sol, world.lea):
        assert "Lea Marsh said no: Too thin" in section_of(page(world, person, "deal_price"))


@pytest.mark.parametrize(("who", "status"), [("sol", 403), ("dee", 403), ("rex", 403), ("fay", 403)])
def test_the_other_sides_click_is_403(world, asked, who, status):
    answer = page(world, getattr(world, who), ANSWER, data={"says": "yes", "seen": asked.version})
    assert answer.status_code == status
    assert ScopeVersion.objects.get().discount_word == "asked"


def test_what_changed_meanwhile_is_409_and_twice_is_told(world, asked):
    assert page(world, world.lea, ANSWER, data={"says": "yes", "seen": asked.version - 1}).status_code == 409
    discount.allow(asked, by=world.lea, at=world.at, seen=None)
    with pytest.raises(Stale):
        discount.allow(asked, by=world.lea, at=world.at, seen=asked.version - 1)
    answer = page(world, world.lea, ANSWER, data={"says": "yes", "seen": asked.version})
    assert answer.status_code == 422
    assert "This discount waits for no answer." in answer.content.decode()


@pytest.mark.parametrize(
    ("changes", "word"),
    [({"amount": 600}, "asked"), ({"why": "Other"}, "asked"), ({"asked": "fay"}, "asked"), ({}, "yes"), ({"amount": 0}, "")],
)  # fmt: skip
def test_another_sum_reason_or_person_asks_anew(world, asked, changes, word):
    discount.allow(asked, by=world.lea, at=world.at, seen=None)
    row = give(world, asked, **changes)
    assert (row.discount_word, row.discount_decided_at is not None) == (word, word == "yes")


def test_finance_says_yes_where_finance_is_asked(world, drafted):
    row = give(world, drafted, asked="fay")
    assert discount.allow(row, by=world.fay, at=world.at, seen=None).discount_word == "yes"


def finding(world):
    return next(
        each for each in freeze_checklist(world.deal, world.today) if each.rule == "the_discount_is_allowed"
    )  # fmt: skip


def test_an_open_one_holds_the_freeze_and_says_whom_it_waits_on(world, ready, drafted):
    assert finding(world).passes
    drafted.refresh_from_db()
    give(world, drafted)
    assert finding(world).words == "Lea Marsh was asked to allow the discount and hasn’t answered yet."
    assert (finding(world).waits_on, finding(world).waivable) == ((world.lea,), False)
    with pytest.raises(Refused, match="Lea Marsh was asked to allow the discount"):
        freeze(ready, by=world.sol, at=world.at, today=world.today)
    discount.refuse(drafted, by=world.lea, at=world.at, seen=None, why="Too thin")
    assert finding(world).waits_on == (world.sol,)
    give(world, drafted, amount=0)
    assert finding(world).passes


def test_after_the_freeze_nobody_answers(world, drafted):
    row = give(world, drafted, by="lea")
    ScopeVersion.objects.update(frozen_at=world.at, frozen_by=world.sol, digest="0" * 64)
    row.refresh_from_db()
    with pytest.raises(Stale):
        discount.allow(row, by=world.lea, at=world.at, seen=None)
    assert page(world, world.lea, ANSWER, data={"says": "yes", "seen": row.version}).status_code == 404
    again = draft.start_again(row, by=world.sol, at=world.at)
    assert (again.discount, again.discount_by, again.discount_word) == (500, world.lea, "yes")


def test_as_many_queries_for_one_as_for_thirty(world, drafted, django_assert_num_queries):
    give(world, drafted)
    for n in range(29):
        ScopeVersion.objects.create(
            engagement=world.engagement(f"Deal {n}"), number=1, fee=900, discount=100, discount_by=world.lea,
            discount_word="asked", discount_asked_by=world.sol, discount_asked_at=world.at, made_at=world.at,
            made_by=world.sol,
        )  # fmt: skip
    with django_assert_num_queries(8):
        assert len(discounts_on(world, world.lea)) == 30


@pytest.mark.parametrize(
    ("frozen", "named", "word"), [(True, "lea", ""), (False, "lea", "asked"), (False, "sol", "asked")]
)
def test_what_was_frozen_before_counts_and_a_drafts_is_asked(world, drafted, frozen, named, word):
    ScopeVersion.objects.update(
        discount=500, discount_by=getattr(world, named), frozen_at=world.at - timedelta(days=1) if frozen else None
    )
    import_module("tandem.scoping.migrations.0006_whose_word_a_discount_is").ask(apps, None)
    row = ScopeVersion.objects.get()
    assert (row.discount_word, row.discount_is_open) == (word, not frozen)


# A word is for a share of the price


def cut(world, scope, by="sol", to=2):
    """Every line to one part in `to` of its hours."""
    fresh = ScopeVersion.objects.get(pk=scope.pk)
    fewer = {line.pk: line.minutes // to for line in fresh.lines.all()}
    lines.set_hours(fresh, minutes=fewer, by=getattr(world, by), at=world.at, seen=None)
    return ScopeVersion.objects.get(pk=scope.pk)


@pytest.fixture
def allowed(world, asked):
    return discount.allow(asked, by=world.lea, at=world.at, seen=None)


def test_a_larger_share_of_a_smaller_price_is_asked_for_again(world, allowed):
    row = cut(world, allowed)
    assert (row.discount, row.discount_word, row.discount_by, row.discount_asked_by) == (
        500,
        "asked",
        world.lea,
        world.sol,
    )
    assert len(discounts_on(world, world.lea)) == 1
    rule = next(each for each in freeze_checklist(world.deal, world.today) if each.rule == "the_discount_is_allowed")
    assert not rule.passes


def test_a_smaller_share_or_the_same_price_keeps_the_word(world, allowed):
    draft.reprice(allowed, by=world.sol, at=world.at)
    assert ScopeVersion.objects.get().discount_word == "yes"
    more = {line.pk: line.minutes * 2 for line in allowed.lines.all()}
    lines.set_hours(allowed, minutes=more, by=world.sol, at=world.at, seen=None)
    assert ScopeVersion.objects.get().discount_word == "yes"


def test_whoever_allows_it_may_cut_the_price_themself(world, allowed):
    assert cut(world, allowed, by="lea").discount_word == "yes"
