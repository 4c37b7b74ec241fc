"""Leadership drafts the policy, sees what it would change, publishes it; older ones stay."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tandem.ledger.actions import Stale
from tandem.ledger.models import Entry
from tandem.review.actions import policy as verbs
from tandem.review.gate.called import Row
from tandem.review.models import Policy
from tandem.review.queries.effect import effect
from tandem.review.queries.policy import book, terms_of
from tests import dealing

URL = "/settings/policy/"


def text(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def drafted(world) -> Policy:
    dealing.policy(world)
    return verbs.draft(by=world.lea, at=world.at)


def typed(draft: Policy, *rows: tuple[str, str, str], **more: str) -> dict[str, str]:
    """The form as a browser posts it."""
    form = {
        "seen": str(draft.version), "margin_floor": "32", "quorum": "3", "answer_days": "3", "valid_days": "60",
        "waiver_days": "30", "count": str(len(rows)), **more,
    }  # fmt: skip
    for place, (measure, limit, calls) in enumerate(rows):
        form |= {f"measure_{place}": measure, f"limit_{place}": limit, f"calls_{place}": calls}
    return form


def test_a_draft_begins_as_the_policy_is(world):
    draft = drafted(world)
    assert (draft.number, draft.current, draft.published_at) == (2, False, None)
    assert terms_of(draft).rows == book().now.rows
    with pytest.raises(Stale):
        verbs.draft(by=world.lea, at=world.at)


@pytest.mark.parametrize("who", ["sol", "dee", "fay", "rex", "con"])
def test_only_leadership_changes_it(world, who):
    draft, person = drafted(world), getattr(world, who)
    for verb in (
        lambda: verbs.draft(by=person, at=world.at),
        lambda: verbs.change(draft, rows=[], by=person, at=world.at, seen=1),
        lambda: verbs.publish(draft, why="Mine", by=person, at=world.at, seen=1),
        lambda: verbs.discard(draft, by=person, at=world.at, seen=1),
    ):
        with pytest.raises(PermissionDenied):
            verb()
    for address in ("", "begin/", "publish/", "discard/"):
        assert world.browser(person).post(f"{URL}{address}").status_code == 403


@pytest.mark.parametrize(
    ("rows", "values", "fails"),
    [
        ([("value", "1", "finance"), ("value", "2", "finance")], {}, "one row only"),
        ([("value", "0", "finance")], {}, "above nothing"),
        ([("discount", "1.01", "finance")], {}, "above nothing"),
        ([("fit", "101", "finance")], {}, "above nothing"),
        ([], {"quorum": 1}, "two seats and four"),
        ([], {"quorum": 5}, "two seats and four"),
        ([], {"answer_days": 0}, "365"),
        ([], {"margin_floor": Decimal(1)}, "99%"),
        ([("value", "1", "finance"), ("value", "1", "board")], {"quorum": 4}, None),
    ],
)
def test_what_a_policy_may_say(world, rows, values, fails):
    draft = drafted(world)
    given = [Row(measure, Decimal(limit), calls) for measure, limit, calls in rows]

    def change():
        return verbs.change(draft, rows=given, by=world.lea, at=world.at, seen=1, **values)

    if fails is None:
        assert terms_of(change()).rows == tuple(given)
    else:
        with pytest.raises(ValidationError, match=fails):
            change()


def test_published_it_holds_and_the_older_stays_as_it_was(world):
    draft = drafted(world)
    verbs.change(draft, rows=[Row("fit", Decimal(70), "leadership")], by=world.lea, at=world.at, seen=1, valid_days=20)
    with pytest.raises(Stale):
        verbs.publish(draft, why="Fit was what hurt us", by=world.lea, at=world.at, seen=1)
    with pytest.raises(ValidationError, match="Say why"):
        verbs.publish(draft, why=" ", by=world.lea, at=world.at, seen=draft.version)
    verbs.publish(draft, why="Fit was what hurt us", by=world.lea, at=world.at + timedelta(days=1), seen=draft.version)
    assert (book().now.policy, book().now.rows) == (draft, (Row("fit", Decimal("70.000"), "leadership"),))
    older = Policy.objects.get(number=1)
    assert (older.current, older.rows.count()) == (False, 2)
    entry = Entry.objects.get(verb="published policy")
    assert (entry.reason, entry.actor_name) == ("Fit was what hurt us", "Lea Marsh")
    assert Entry.objects.get(verb="changed a policy’s rows").after == {"rows": ["fit 70 leadership"]}
    for verb in (verbs.publish, verbs.discard):
        with pytest.raises(ValidationError, match="stays as it is"):
            verb(draft, by=world.lea, at=world.at, seen=None, **({"why": "x"} if verb is verbs.publish else {}))


def test_a_draft_thrown_away_changes_nothing(world):
    draft = drafted(world)
    verbs.discard(draft, by=world.lea, at=world.at, seen=1)
    assert [policy.number for policy in Policy.objects.all()] == [1]
    assert Entry.objects.filter(verb="threw a policy away").exists()


class TestEffect:
    def test_which_deals_would_need_whom(self, world):
        """Three deals of 100,000 and one of 200,000; finance from 100,000 on, leadership under a margin of 50%."""
        draft = drafted(world)
        deals = [dealing.scoped(world, name=f"Deal {n}") for n in range(4)]
        dealing.scopes(deals[3]).update(fee=200000)
        rows = [Row("value", Decimal(100000), "finance"), Row("margin", Decimal("0.5"), "leadership")]
        verbs.change(draft, rows=rows, by=world.lea, at=world.at, seen=1, margin_floor=Decimal("0.45"))
        found = {
            (each.seat, each.needed): {deal.name for deal in each.deals}
            for each in effect(draft, world.lea, world.today)
        }
        small = {"Deal 0", "Deal 1", "Deal 2"}
        assert found == {
            ("board", False): {*small, "Deal 3"}, ("finance", True): small, ("leadership", True): small,
            ("floor", True): small,
        }  # fmt: skip

    def test_the_page_says_it_in_one_sentence_each(self, world):
        draft = drafted(world)
        for n in range(3):
            dealing.scoped(world, name=f"Deal {n}")
        verbs.change(draft, rows=[Row("value", Decimal(90000), "finance")], by=world.lea, at=world.at, seen=1)
        page = text(world.browser(world.lea).get(URL))
        assert "3 deals would need finance" in page
        assert "3 deals would no longer need every seat’s reasons" in page

    def test_one_or_thirty_open_deals_cost_the_same(self, world):
        drafted(world)
        browser = world.browser(world.lea)

        def queries() -> int:
            browser.get(URL)
            with CaptureQueriesContext(connection) as seen:
                assert browser.get(URL).status_code == 200
            return len(seen)

        dealing.scoped(world)
        one = queries()
        for n in range(30):
            dealing.scoped(world, name=f"Deal {n}")
        assert queries() == one


class TestPage:
    def test_leadership_drafts_saves_and_publishes(self, world):
        dealing.policy(world)
        browser = world.browser(world.lea)
        assert browser.post(f"{URL}begin/").status_code == 303
        draft = Policy.objects.get(number=2)
        page = text(browser.get(URL))
        assert "Draft of policy 2" in page
        assert 'value="150000"' in page
        form = typed(draft, ("value", "120000", "finance"), ("discount", "12.5", "finance"), ("fit", "", "leadership"))
        assert browser.post(URL, form).status_code == 303
        draft.refresh_from_db()
        assert terms_of(draft).rows == (
            Row("value", Decimal(120000), "finance"), Row("discount", Decimal("0.125"), "finance"),
        )  # fmt: skip
        bad = browser.post(f"{URL}publish/", {"seen": draft.version, "why": ""})
        assert bad.status_code == 422
        assert "Say why: everybody reads it here." in text(bad)
        assert browser.post(f"{URL}publish/", {"seen": draft.version, "why": "Thin deals hurt"}).status_code == 303
        page = text(browser.get(URL))
        assert "“Thin deals hurt”" in page
        assert "Value: £120,000 or more; Discount: 12.5% or more" in page
        assert "for scopes of its time" in page

    def test_bad_input_is_kept(self, world):
        draft = drafted(world)
        form = typed(draft, ("discount", "120", "finance"), ("", "5", "finance"), ("value", "7", ""), margin_floor="x")
        answer = world.browser(world.lea).post(URL, form)
        page = text(answer)
        assert answer.status_code == 422
        assert page.count("Above 0, and 100 at most.") == 2
        assert page.count("Say what is measured, and who is called.") == 4
        assert 'value="120"' in page
        assert 'value="x"' in page

    def test_a_measure_calls_a_seat_once(self, world):
        draft = drafted(world)
        form = typed(draft, ("value", "5", "finance"), ("value", "7", "finance"))
        answer = world.browser(world.lea).post(URL, form)
        assert answer.status_code == 422
        assert "A measure calls a seat in one row only." in text(answer)

    def test_who_comes_second_loses_nothing(self, world):
        draft = drafted(world)
        form = typed(draft, ("value", "77000", "finance"))
        verbs.change(draft, rows=[Row("fit", Decimal(70), "leadership")], by=world.lea, at=world.at, seen=1)
        answer = world.browser(world.lea).post(URL, form)
        assert answer.status_code == 409
        assert "Lea Marsh changed this" in text(answer)
        assert 'value="77000"' in text(answer)
        stale = world.browser(world.lea).post(f"{URL}publish/", {"seen": 1, "why": "Because fit"})
        assert stale.status_code == 409
        assert "Because fit" in text(stale)
        assert world.browser(world.lea).post(f"{URL}discard/", {"seen": 1}).status_code == 409
        assert Policy.objects.filter(number=2, published_at=None).exists()

    @pytest.mark.parametrize(("who", "status"), [("sol", 200), ("dee", 200), ("fay", 200), ("rex", 403), ("con", 403)])
    def test_who_reads_it(self, world, who, status):
        drafted(world)
        answer = world.browser(getattr(world, who)).get(URL)
        assert answer.status_code == status
        if status == 200:
            assert "Value: £150,000 or more" in text(answer)
            assert "Draft of policy" not in text(answer)

    def test_without_a_draft_there_is_nothing_to_save(self, world):
        dealing.policy(world)
        browser = world.browser(world.lea)
        for address in ("", "publish/", "discard/"):
            assert browser.post(f"{URL}{address}", {"seen": "1", "why": "x"}).status_code == 404
