"""The pages on which the catalogue is written: who may, what is kept when it goes wrong, how many queries."""

import re
from decimal import Decimal
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tandem.catalogue.actions import approval
from tandem.catalogue.actions.tier import revise
from tandem.catalogue.models import Offering, Tier
from tandem.catalogue.queries.content import content_of

State = Tier.State


def text(answer) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def page_of(draft: Tier, rest: str = "") -> str:
    return f"/catalogue/drafts/{draft.pk}/{rest}"


def form_on(answer) -> dict[str, str]:
    """The draft's form as a browser would send it back."""
    html = re.search(r'<form class="card" id="lines".*?</form>', answer.content.decode(), re.DOTALL)[0]
    values: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", html):
        named = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        values[named["name"]] = unescape(named.get("value", ""))
    for name, words in re.findall(r'<textarea name="([^"]+)"[^>]*>\s*(.*?)</textarea>', html, re.DOTALL):
        values[name] = unescape(words)
    return values


def key_of(values: dict[str, str], words: str) -> str:
    return next(name.removesuffix("-words") for name, value in values.items() if value == words)


@pytest.fixture
def asked(world, draft) -> Tier:
    """Sol asked for version 2; delivery hasn't spoken."""
    draft.deliverables.create(words="Dashboards", position=9)
    return approval.ask(draft, why="Clients ask for it", seen=None, by=world.sol, at=world.at)


class TestOffering:
    def test_made_and_described(self, world):
        sol = world.browser(world.sol)
        values = {"name": "Data audit", "line": "Data", "summary": "Two weeks, one verdict"}
        answer = sol.post("/catalogue/offerings/new/", values)
        assert answer["Location"] == "/catalogue/data-audit/"
        sol.post("/catalogue/data-audit/edit/", {**values, "line": "Advice", "seen": 1})
        seen = text(sol.get("/catalogue/data-audit/"))
        for words in ("Data audit", "Advice", "Two weeks, one verdict", "No package is sold of this now", "Draft Gold"):
            assert words in seen

    def test_bad_input_is_kept(self, world, offering):
        values = {"name": "data platform", "line": "Data", "summary": "As typed"}
        answer = world.browser(world.sol).post("/catalogue/offerings/new/", values)
        assert answer.status_code == 422
        assert "Data platform is in the catalogue already." in text(answer)
        assert "As typed" in answer.content.decode()

    def test_somebody_else_was_first(self, world, offering):
        Offering.objects.filter(pk=offering.pk).update(version=2, summary="Theirs")
        values = {"name": "Data platform", "line": "Data", "summary": "Mine", "seen": 1}
        answer = world.browser(world.sol).post("/catalogue/data-platform/edit/", values)
        assert answer.status_code == 409
        assert "Theirs" in text(answer)
        assert "Mine" in text(answer)

    def test_retired_with_a_reason_and_brought_back(self, world, gold):
        sol, path = world.browser(world.sol), "/catalogue/data-platform/retire/"
        assert sol.post(path, {"why": "", "seen": 1}).status_code == 422
        sol.post(path, {"why": "Nobody buys it", "seen": 1})
        seen = text(sol.get("/catalogue/data-platform/"))
        assert "Retired: no new deal starts from it" in seen
        assert "New deal from" not in seen
        sol.post(path, {"seen": 2})
        assert "New deal from Gold" in text(sol.get("/catalogue/data-platform/"))

    @pytest.mark.parametrize("who", ["rex", "fay", "con"])
    def test_not_by_others(self, world, gold, who):
        other = world.browser(getattr(world, who))
        for path in ("/catalogue/offerings/new/", "/catalogue/data-platform/edit/"):
            assert other.get(path).status_code == 403
        assert other.post("/catalogue/data-platform/draft/", {"grade": "gold"}).status_code == 403
        seen = text(other.get("/catalogue/data-platform/"))
        assert "Draft Gold" not in seen
        assert "Describe or retire" not in seen

    def test_what_isnt_there_is_404(self, world, gold):
        sol = world.browser(world.sol)
        for path in ("/catalogue/nothing/edit/", "/catalogue/data-platform/compare/?grade=tin", page_of(Tier(pk=999))):
            assert sol.get(path).status_code == 404
        assert sol.post("/catalogue/data-platform/draft/", {"grade": "tin"}).status_code == 404


class TestDraft:
    def test_begun_from_the_offerings_page_and_again_opens_the_same(self, world, gold):
        sol = world.browser(world.sol)
        where = sol.post("/catalogue/data-platform/draft/", {"grade": "gold"})["Location"]
        assert sol.post("/catalogue/data-platform/draft/", {"grade": "gold"})["Location"] == where
        seen = text(sol.get(where))
        for words in ("Data platform Gold, version 2", "Ask delivery", "It says the same as what is sold now."):
            assert words in seen

    def test_everything_is_typed_on_one_page(self, world, draft, analyst):
        sol = world.browser(world.sol)
        values = form_on(sol.get(page_of(draft)))
        risk = key_of(values, "Access comes late")
        values |= {
            "fee": "95000", "weeks": "18", "promise": "Theirs", f"{risk}-share": "40", f"{risk}-hours": "20",
            f"r{analyst.pk}-hours": "12.5", "deliverable0-words": "Dashboards", "milestone0-words": "Half way",
            "milestone0-share": "40", key_of(values, "Name a data owner") + "-words": "",
        }  # fmt: skip
        assert sol.post(page_of(draft), values).status_code == 303
        found = content_of(Tier.objects.get(pk=draft.pk))
        assert (found.fee, found.weeks, found.promise) == (95000, 18, "Theirs")
        assert found.of("duty") == ()
        [line] = found.of("risk")
        assert (line.share, line.minutes, line.plan) == (Decimal("0.400"), 1200, "Start from files")
        assert found.hours["Analyst"] == 750
        seen = text(sol.get(page_of(draft)))
        for words in ("£90,000 £95,000", "left out Name a data owner", "added Dashboards", "Analyst 0 h 12.5 h"):
            assert words in seen

    def test_saved_unchanged_it_is_unchanged(self, world, draft):
        sol = world.browser(world.sol)
        before = content_of(Tier.objects.get(pk=draft.pk))
        sol.post(page_of(draft), form_on(sol.get(page_of(draft))))
        assert content_of(Tier.objects.get(pk=draft.pk)) == before

    def test_up_and_out_save_the_rest_as_well(self, world, draft):
        sol = world.browser(world.sol)
        values = form_on(sol.get(page_of(draft)))
        runbook, owner = key_of(values, "A runbook that they have used"), key_of(values, "Name a data owner")
        sol.post(page_of(draft), {**values, "weeks": "9", "up": runbook})
        values = form_on(sol.get(page_of(draft)))
        sol.post(page_of(draft), {**values, "out": owner})
        found = content_of(Tier.objects.get(pk=draft.pk))
        assert [line.words for line in found.of("deliverable")] == ["A runbook that they have used", "One register"]
        assert (found.weeks, found.of("duty")) == (9, ())

    def test_more_lines_of_a_part(self, world, draft):
        sol = world.browser(world.sol)
        values = form_on(sol.get(page_of(draft)))
        answer = sol.post(page_of(draft), {**values, "more": "risk"})
        assert answer["Location"].endswith("?more=risk#part-risk")
        assert "risk3-words" in form_on(sol.get(page_of(draft) + "?more=risk"))

    def test_what_a_line_doesnt_show_stays(self, world, draft):
        draft.clauses.filter(kind="duty").update(minutes=300)
        sol = world.browser(world.sol)
        values = form_on(sol.get(page_of(draft)))
        sol.post(page_of(draft), {**values, key_of(values, "Name a data owner") + "-words": "Name two"})
        assert draft.clauses.get(kind="duty").minutes == 300

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"fee": "a lot"}, "Enter a number."),
            ({"weeks": "0"}, "Ensure this value is greater than or equal to 1."),
            ({"milestone0-words": "Live", "milestone0-share": ""}, "Say when, in percent of the time."),
            ({"risk0-words": "", "risk0-hours": "8"}, "Say what it is."),
            ({"risk0-words": "Late", "risk0-share": "140"}, "Ensure this value is less than or equal to 100."),
        ],
    )
    def test_bad_input_is_kept_whole(self, world, draft, change, words):
        sol = world.browser(world.sol)
        values = form_on(sol.get(page_of(draft))) | {"promise": "Kept as typed"}
        answer = sol.post(page_of(draft), values | change)
        assert answer.status_code == 422
        assert text(answer).count(words) == 2
        kept = form_on(answer)
        assert kept["promise"] == "Kept as typed"
        for name, value in change.items():
            assert kept[name] == value
        assert Tier.objects.get(pk=draft.pk).promise == "Run without us"

    def test_two_people_on_one_clause_lose_nothing(self, world, draft):
        sol, dee = world.browser(world.sol), world.browser(world.dee)
        hers, his = form_on(sol.get(page_of(draft))), form_on(dee.get(page_of(draft)))
        duty, out = key_of(hers, "Name a data owner"), key_of(hers, "The vans' devices")
        sol.post(page_of(draft), hers | {f"{duty}-words": "Name two data owners", f"{out}-words": "Any device"})
        answer = dee.post(page_of(draft), his | {f"{duty}-words": "Name one per source", "weeks": "18"})
        assert answer.status_code == 409
        seen = text(answer)
        assert "Sol Hart changed this" in seen
        assert "Name two data owners" in seen
        kept = form_on(answer)
        assert (kept[f"{duty}-words"], kept["weeks"]) == ("Name one per source", "18")
        assert kept[f"{out}-words"] == "Any device"  # hers, which he never touched
        assert dee.post(page_of(draft), kept).status_code == 303
        found = content_of(Tier.objects.get(pk=draft.pk))
        assert [line.words for line in found.of("duty")] == ["Name one per source"]
        assert [line.words for line in found.of("exclusion")] == ["Any device"]
        assert found.weeks == 18

    def test_changed_here_and_taken_out_there_it_stands_as_a_new_line(self, world, draft):
        sol, dee = world.browser(world.sol), world.browser(world.dee)
        hers, his = form_on(sol.get(page_of(draft))), form_on(dee.get(page_of(draft)))
        risk = key_of(hers, "Access comes late")
        sol.post(page_of(draft), hers | {f"{risk}-words": ""})
        answer = dee.post(page_of(draft), his | {f"{risk}-words": "Access comes very late"})
        assert answer.status_code == 409
        assert "taken out" in text(answer)
        dee.post(page_of(draft), form_on(answer))
        [line] = content_of(Tier.objects.get(pk=draft.pk)).of("risk")
        assert (line.words, line.minutes, line.plan) == ("Access comes very late", 960, "Start from files")

    def test_what_somebody_added_meanwhile_stays(self, world, draft):
        sol, dee = world.browser(world.sol), world.browser(world.dee)
        hers, his = form_on(sol.get(page_of(draft))), form_on(dee.get(page_of(draft)))
        sol.post(page_of(draft), hers | {"deliverable0-words": "Dashboards"})
        dee.post(page_of(draft), his | {"weeks": "18"})
        found = content_of(Tier.objects.get(pk=draft.pk))
        assert [line.words for line in found.of("deliverable")][-1] == "Dashboards"
        assert found.weeks == 18

    def test_asked_for_meanwhile_what_was_typed_is_kept(self, world, draft):
        dee = world.browser(world.dee)
        his = form_on(dee.get(page_of(draft)))
        draft.deliverables.create(words="Dashboards", position=9)
        approval.ask(draft, why="x", seen=None, by=world.sol, at=world.at)
        answer = dee.post(page_of(draft), his | {"promise": "What I typed"})
        assert answer.status_code == 409
        assert "What you typed is below and isn’t saved" in text(answer)
        assert form_on(answer)["promise"] == "What I typed"

    @pytest.mark.parametrize("who", ["rex", "fay", "con"])
    def test_others_read_it_and_dont_write(self, world, draft, who):
        other = world.browser(getattr(world, who))
        answer = other.get(page_of(draft))
        assert answer.status_code == 200
        assert "One register" in text(answer)
        assert "Save draft" not in text(answer)
        assert other.post(page_of(draft), {}).status_code == 403

    @pytest.mark.parametrize(
        ("who", "price", "margin"),
        [("sol", True, True), ("fay", True, True), ("rex", False, False), ("con", False, False)],
    )
    def test_money_by_right(self, world, draft, who, price, margin):
        """600 h at 120 are 72,000 at list price; at a cost of 60 the fee of 91,500 leaves 60.7 %."""
        Tier.objects.filter(pk=draft.pk).update(fee=Decimal("91500"))
        seen = text(world.browser(getattr(world, who)).get(page_of(draft)))
        assert ("£72,000" in seen, "91,500" in seen, "£19,500" in seen) == (price, price, price)
        assert ("60.7%" in seen) is margin
        assert ("90,000" in seen) is price

    def test_as_many_queries_for_three_lines_as_for_three_hundred(self, world, draft):
        sol, counted = world.browser(world.sol), []
        sol.get(page_of(draft))
        for rows in (3, 297):
            for n in range(rows):
                draft.clauses.create(kind="duty", words=f"Duty {rows} {n}", position=n)
                draft.deliverables.create(words=f"Deliverable {rows} {n}", position=n)
            with CaptureQueriesContext(connection) as found:
                sol.get(page_of(draft))
            counted.append(len(found))
        assert counted == [28, 28]


class TestBothKeys:
    def test_asked_for_and_agreed_it_is_sold(self, world, draft):
        sol, dee = world.browser(world.sol), world.browser(world.dee)
        draft.deliverables.create(words="Dashboards", position=9)
        sol.post(page_of(draft, "ask/"), {"why": "Clients ask for it", "seen": draft.version})
        seen = text(dee.get(page_of(draft)))
        for words in (
            "Sol Hart said yes for sales",
            "Delivery hasn’t spoken",
            "Clients ask for it",
            "added Dashboards",
        ):
            assert words in seen
        answer = dee.post(page_of(draft, "yes/"), {"seen": draft.version + 1})
        assert answer["Location"] == "/catalogue/data-platform/"
        seen = text(dee.get("/catalogue/data-platform/"))
        assert "yes from Sol Hart and Dee Lund" in seen
        assert "Dashboards" in seen

    def test_without_a_why_and_with_something_missing(self, world, draft):
        sol = world.browser(world.sol)
        answer = sol.post(page_of(draft, "ask/"), {"why": "", "seen": draft.version})
        assert answer.status_code == 422
        assert "Say why." in text(answer)
        answer = sol.post(page_of(draft, "ask/"), {"why": "My reason, kept", "seen": draft.version})
        assert answer.status_code == 422
        assert "It says the same as the version that is sold now." in text(answer)
        assert "My reason, kept" in answer.content.decode()

    def test_asked_for_something_else_than_was_read(self, world, draft):
        draft.deliverables.create(words="Dashboards", position=9)
        answer = world.browser(world.sol).post(page_of(draft, "ask/"), {"why": "Kept", "seen": 99})
        assert answer.status_code == 409
        assert "Kept" in answer.content.decode()

    def test_declined_with_a_reason_it_is_a_draft_again(self, world, asked):
        dee = world.browser(world.dee)
        answer = dee.post(page_of(asked, "no/"), {"why": "", "seen": asked.version})
        assert answer.status_code == 422
        dee.post(page_of(asked, "no/"), {"why": "Nine weeks is too short", "seen": asked.version})
        seen = text(world.browser(world.sol).get(page_of(asked)))
        for words in ("Dee Lund declined", "Nine weeks is too short", "Save draft"):
            assert words in seen

    def test_leadership_decides_with_a_reason(self, world, asked):
        lea = world.browser(world.lea)
        assert "Say yes for" not in text(lea.get(page_of(asked)))
        assert lea.post(page_of(asked, "yes/")).status_code == 403
        answer = lea.post(page_of(asked, "decide/"), {"why": "We can't wait", "seen": asked.version})
        assert answer.status_code == 422
        assert "Say what is decided." in text(answer)
        values = {"answer": "approve", "why": "We can't wait", "seen": asked.version}
        lea.post(page_of(asked, "decide/"), values)
        assert "Leadership decided: We can't wait" in text(lea.get("/catalogue/data-platform/"))

    @pytest.mark.parametrize(
        ("who", "verb"),
        [("sol", "decide/"), ("dee", "decide/"), ("lea", "no/"), ("fay", "yes/"), ("rex", "ask/"), ("con", "give-up/")],
    )
    def test_nobody_does_what_isnt_theirs(self, world, asked, who, verb):
        assert world.browser(getattr(world, who)).post(page_of(asked, verb), {"why": "x"}).status_code == 403
        assert Tier.objects.get(pk=asked.pk).state == State.ASKED

    def test_the_same_side_twice_is_409(self, world, asked):
        answer = world.browser(world.sue).post(page_of(asked, "yes/"), {"seen": asked.version})
        assert answer.status_code == 409
        assert not Tier.objects.get(pk=asked.pk).current

    def test_given_up_and_taken_back(self, world, asked):
        sol = world.browser(world.sol)
        sol.post(page_of(asked, "take-back/"), {"seen": asked.version})
        assert "Save draft" in text(sol.get(page_of(asked)))
        sol.post(page_of(asked, "give-up/"), {"why": "Not now", "seen": asked.version + 1})
        seen = text(sol.get(page_of(asked)))
        assert "given up" in seen
        assert "Not now" in seen
        assert "Given up: Not now" in text(sol.get("/catalogue/data-platform/"))


class TestOvertaken:
    def test_the_page_says_what_came_first_and_takes_it_over(self, world, gold, asked):
        revise(gold, clauses=[("duty", "Make test data anonymous")], reason="Corvid", by=world.lea, at=world.at)
        dee = world.browser(world.dee)
        answer = dee.post(page_of(asked, "yes/"), {"seen": asked.version})
        assert answer.status_code == 409
        seen = text(answer)
        for words in ("Version 3 came first", "Corvid", "added Make test data anonymous", "Take that over"):
            assert words in seen
        dee.post(page_of(asked, "take-over/"), {"seen": asked.version})
        assert "Make test data anonymous" in form_on(dee.get(page_of(asked))).values()

    def test_approved_meanwhile_a_second_yes_is_409_in_words(self, world, asked):
        approval.decide(asked, approve=True, why="x", seen=None, by=world.lea, at=world.at)
        answer = world.browser(world.dee).post(page_of(asked, "yes/"), {"seen": asked.version})
        assert answer.status_code == 409
        assert world.browser(world.dee).get(page_of(asked))["Location"] == "/catalogue/data-platform/"


class TestCompare:
    def test_two_versions_word_by_word(self, world, gold):
        revise(
            gold,
            clauses=[("duty", "Make test data anonymous")],
            reason="Corvid",
            by=world.lea,
            at=world.at,
            fee=Decimal(99000),
        )
        path = "/catalogue/data-platform/compare/?grade=gold"
        seen = text(world.browser(world.sol).get(path))
        for words in ("version 1 against version 2", "added Make test data anonymous", "£90,000 £99,000", "Corvid"):
            assert words in seen
        assert "They say the same." in text(world.browser(world.sol).get(path + "&old=2&new=2"))

    def test_no_fee_without_the_right(self, world, gold):
        revise(gold, clauses=[], reason="x", by=world.lea, at=world.at, fee=Decimal(99000))
        seen = text(world.browser(world.con).get("/catalogue/data-platform/compare/?grade=gold"))
        assert "99,000" not in seen
        assert "The fee changes." in seen
