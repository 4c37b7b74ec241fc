"""The deal's pages: what each person sees, what the frame says, what bad input and a shut gate answer."""

import re
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from tandem.engagements.actions import deal as verbs
from tandem.engagements.actions import waiver
from tandem.engagements.models import Assumption, Engagement, Outcome, Promise, Remark, Risk, Stage, Waiver
from tandem.ledger.actions import revise
from tandem.review.models import ReversePitch
from tandem.scoping.models import EstimateLine, ScopeVersion
from tests import dealing
from tests.checklists import qualify_checklist
from tests.engagements.test_deal_verbs import fit

PAGES = ["deal", "deal_fit", "deal_talk", "deal_waivers", "deal_history"]
FORMS = ["deal_edit", "deal_lose"]


@pytest.fixture(autouse=True)
def _today(settings, world):
    """The clock stands on the world's day."""
    settings.TANDEM_TODAY = world.today


def text(answer) -> str:
    """What is read: the HTML without its tags, spaces as one."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())).replace("&#39;", "'")


def get(world, who, name: str = "deal", deal=None, **query):
    return world.browser(who).get(reverse(name, args=[(deal or world.deal).pk]), query)


@pytest.mark.parametrize("name", PAGES + FORMS)
def test_the_right_person_reads_it_and_a_stranger_finds_nothing(world, name):
    assert "Asset data platform" in text(get(world, world.sol, name))
    assert get(world, world.sue, name).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_a_consultant_reads_only_what_they_are_named_on(world, name):
    assert get(world, world.con, name).status_code == 404
    world.join(world.con, world.deal)
    assert get(world, world.con, name).status_code == 200


@pytest.mark.parametrize("name", FORMS)
def test_forms_are_for_those_who_may(world, name):
    assert get(world, world.rex, name).status_code == 403
    assert get(world, world.fay, name).status_code == 403


class TestFigures:
    """A price never reaches who may not see it, on any page of the deal, history included."""

    @pytest.fixture
    def priced(self, world):
        deal = verbs.create(
            "Asset data platform", world.client, by=world.sol, at=world.at, amount=Decimal(286000), seller=world.sol,
            lead=world.dee, close_on=world.today + timedelta(days=9),
        )  # fmt: skip
        verbs.edit(deal, seen=1, by=world.sol, at=world.at, amount=Decimal(291000))
        risk = Risk.objects.create(engagement=deal, words="SAP late", size="major", impact_money=Decimal(7777))
        revise(risk, "sized risk", seen=1, by=world.sol, at=world.at, impact_money=Decimal(8888))
        scope = ScopeVersion.objects.create(
            engagement=deal, number=1, fee=Decimal(291000), made_at=world.at, made_by=world.sol
        )
        EstimateLine.objects.create(
            scope=scope, role=world.engineer, minutes=60 * 1000, bill_hourly=Decimal(120), cost_hourly=Decimal(191)
        )
        return deal

    SECRETS = ("286,000", "286000", "291,000", "291000", "8,888", "8888", "7777", "191", "34.4%")

    @pytest.mark.parametrize("name", PAGES)
    @pytest.mark.parametrize("who", ["rex", "con"])
    def test_hidden_everywhere(self, world, priced, name, who):
        world.join(getattr(world, who), priced)
        answer = get(world, getattr(world, who), name, priced)
        assert answer.status_code == 200
        html = re.sub(r'value="[A-Za-z0-9]{64}"|X-CSRFToken": "\w+"', "", answer.content.decode())
        assert [figure for figure in self.SECRETS if figure in html] == []

    def test_shown_to_who_may(self, world, priced):
        said = text(get(world, world.sol, "deal", priced))
        assert "£291,000" in said
        assert "34.4%" in said  # (291,000 - 191,000) / 291,000
        assert "£286,000 → £291,000" in text(get(world, world.fay, "deal_history", priced))

    def test_history_still_says_that_something_happened(self, world, priced):
        said = text(get(world, world.rex, "deal_history", priced))
        assert "Sol Hart changed deal" in said
        assert "Worth" not in said


class TestFrame:
    def test_head_says_who_what_and_when(self, world):
        said = text(get(world, world.dee))
        for words in (
            "£286,000",
            "11 Jan 2027 – 25 Jun 2027",
            "11 Dec",
            "Sol sells , Dee leads",
            "Qualify",
            "Hand off",
        ):
            assert re.sub(r"\s*,", ",", words) in re.sub(r"\s*,", ",", said)

    def test_the_rail_counts_and_links_and_the_button_gives_its_reasons(self, world):
        answer = get(world, world.sol)
        html = answer.content.decode()
        assert "Ready to propose?" in html
        assert f'href="/deals/{world.deal.pk}/fit/"' in html
        assert 'aria-disabled="true"' in html
        assert "Qualify · 2 to go" in text(answer)
        assert "Client fit is judged: Answer the ideal client questions for Halden Water." in text(answer)

    def test_an_open_gate_has_a_live_button(self, world):
        deal = world.engagement(fit=fit(world, 90))
        html = get(world, world.sol, "deal", deal).content.decode()
        assert f'action="/deals/{deal.pk}/qualify/"' in html
        assert "90 of 100, floor is 65" in html

    @pytest.mark.parametrize("who", ["rex", "fay"])
    def test_who_only_reads_has_no_buttons(self, world, who):
        html = get(world, getattr(world, who)).content.decode()
        assert "Qualify ·" not in html
        assert "/edit/" not in html
        assert "/lose/" not in html

    @pytest.mark.parametrize("stage", Stage.values)
    def test_every_stage_has_a_page(self, world, stage):
        deal = world.engagement(stage=stage, lost_reason="Too dear." if stage == "lost" else "")
        answer = get(world, world.lea, "deal", deal)
        assert answer.status_code == 200
        if stage == "lost":
            assert "Lost: Too dear." in text(answer)

    def test_a_win_past_the_gate_says_who_answers_and_what_is_open(self, world):
        deal = world.engagement(
            stage=Stage.SIGNED, ungated=True, ungated_why="Closed in the CRM.", answerable=world.sol
        )
        said = text(get(world, world.dee, "deal", deal))
        assert "Won past an open gate. Sol Hart answers for it." in said
        assert "Closed in the CRM." in said
        assert "Client fit is judged" in said

    def test_a_deal_with_nobody_and_nothing_has_a_page(self, world):
        bare = Engagement.objects.create(name="Bare", stage_since=world.at, created_at=world.at)
        for name in (*PAGES, *FORMS):
            assert "Bare" in text(get(world, world.lea, name, bare))
        assert "nobody sells yet" in text(get(world, world.lea, "deal", bare))


QUESTION = "Who from delivery joins the final call?"


class TestFinalCall:
    @pytest.mark.parametrize(
        ("days", "stage", "asked"),
        [(21, "lead", True), (22, "lead", False), (-3, "lead", True), (90, "agreed", True), (90, "proposed", True),
         (None, "scoped", False), (None, "proposed", True), (5, "signed", False), (5, "lost", False)],
    )  # fmt: skip
    def test_asked_near_the_close(self, world, days, stage, asked):
        close = None if days is None else world.today + timedelta(days=days)
        deal = world.engagement(stage=stage, close_on=close, lost_reason="x" if stage == "lost" else "")
        assert (QUESTION in text(get(world, world.sol, "deal", deal))) is asked

    def test_answered_with_a_name_and_a_day(self, world):
        deal = world.engagement()
        assert f"{QUESTION} Nobody yet." in text(get(world, world.sol, "deal", deal))
        ReversePitch.objects.create(
            engagement=deal, delivery_person=world.dee, planned_at=datetime(2026, 11, 26, 14, 0, tzinfo=world.at.tzinfo)
        )
        said = text(get(world, world.sol, "deal", deal))
        assert f"{QUESTION} Dee Lund, on" in said
        assert "at 14:00." in said


def test_the_overview_holds_both_voices_risks_assumptions_promises_and_dates(world):
    deal = world.deal
    Outcome.objects.create(engagement=deal, title="Trust", expects="One list of our assets.", proves="98% matched.")
    Risk.objects.create(
        engagement=deal, words="SAP access arrives late", size="major", mitigation="Start from extracts"
    )
    Assumption.objects.create(engagement=deal, words="They have SAP", raised_by=world.sol, raised_at=world.at)
    Promise.objects.create(engagement=deal, quote="In the van by May.", said_by=world.sol, said_on=world.today)
    said = text(get(world, world.dee))
    for words in ("One list of our assets.", "98% matched.", "SAP access arrives late", "They have SAP",
                  "Not judged yet 1", "The client decides", "Work ends"):  # fmt: skip
        assert words in said


@pytest.mark.parametrize("rows", [1, 50])
@pytest.mark.parametrize(
    ("name", "queries"), [("deal", 40), ("deal_history", 38), ("deal_talk", 36), ("deal_waivers", 37)]
)
def test_as_many_queries_for_fifty_rows_as_for_one(world, django_assert_num_queries, name, rows, queries):
    deal = world.deal
    for number in range(rows):
        Risk.objects.create(engagement=deal, words=f"Risk {number}", size="major", owner=world.dee)
        Outcome.objects.create(engagement=deal, title=f"Outcome {number}")
        Assumption.objects.create(engagement=deal, words=f"A {number}", raised_by=world.sol, raised_at=world.at)
        Remark.objects.create(engagement=deal, by=world.sol, at=world.at, words=f"Remark {number}")
        Waiver.objects.create(
            engagement=deal, rule=f"rule_{number}", asked_by=world.sol, asked_at=world.at, asked_why="x"
        )
        verbs.edit(deal, seen=deal.version, by=(world.sol, world.dee)[number % 2], at=world.at, name=f"Name {number}")
    client = world.browser(world.lea)
    with django_assert_num_queries(queries):
        assert client.get(reverse(name, args=[deal.pk])).status_code == 200


class TestEdit:
    def typed(self, deal, **changes) -> dict:
        first = {
            "name": deal.name, "seller": deal.seller_id, "lead": deal.lead_id, "amount": "286000",
            "close_on": "2026-12-11", "starts_on": "2027-01-11", "ends_on": "2027-06-25", "paragraph": "",
            "version": deal.version,
        }  # fmt: skip
        return {**first, **changes}

    def test_saved(self, world):
        answer = world.browser(world.dee).post(
            reverse("deal_edit", args=[world.deal.pk]), self.typed(world.deal, name="Asset register", lead=world.dov.pk)
        )
        assert answer.status_code == 302
        world.deal.refresh_from_db()
        assert (world.deal.name, world.deal.lead, world.deal.amount) == ("Asset register", world.dov, Decimal(286000))

    BAD = [
        ({"name": ""}, "Give the deal a name."),
        ({"amount": "-5"}, "Ensure this value is greater than or equal to 0."),
        ({"amount": "much"}, "Enter a number."),
        ({"close_on": "soon"}, "Enter a valid date."),
        ({"ends_on": "2026-01-01"}, "It ends before it starts."),
        ({"seller": "99999"}, "Select a valid choice."),
    ]

    @pytest.mark.parametrize(("changes", "words"), BAD)
    def test_bad_input_is_said_and_everything_typed_is_kept(self, world, changes, words):
        typed = self.typed(world.deal, paragraph="My long paragraph.", **changes)
        answer = world.browser(world.sol).post(reverse("deal_edit", args=[world.deal.pk]), typed)
        assert answer.status_code == 422
        assert words in text(answer)
        assert "There is a problem" in text(answer)
        assert "My long paragraph." in text(answer)

    def test_somebody_was_first_both_texts_are_shown_and_saving_again_works(self, world):
        client = world.browser(world.sol)
        typed = self.typed(world.deal, name="Mine")
        verbs.edit(world.deal, seen=1, by=world.dee, at=world.at, name="Theirs")
        answer = client.post(reverse("deal_edit", args=[world.deal.pk]), typed)
        assert answer.status_code == 409
        assert "Dee Lund changed this on" in text(answer)
        assert "Mine" in text(answer)
        assert "Theirs" in text(answer)
        assert Engagement.objects.get().name == "Theirs"
        seen = re.search(r'name="version" value="(\d+)"', answer.content.decode())[1]
        assert client.post(reverse("deal_edit", args=[world.deal.pk]), {**typed, "version": seen}).status_code == 302
        assert Engagement.objects.get().name == "Mine"


class TestLose:
    def test_without_a_reason(self, world):
        answer = world.browser(world.sol).post(
            reverse("deal_lose", args=[world.deal.pk]), {"reason": " ", "version": 1}
        )
        assert answer.status_code == 422
        assert "Say why it was lost" in text(answer)

    def test_with_one(self, world):
        world.browser(world.sol).post(reverse("deal_lose", args=[world.deal.pk]), {"reason": "Too dear.", "version": 1})
        assert Engagement.objects.get().lost_reason == "Too dear."

    def test_of_a_deal_that_moved_keeps_the_reason(self, world):
        verbs.edit(world.deal, seen=1, by=world.dee, at=world.at, name="Theirs")
        answer = world.browser(world.sol).post(
            reverse("deal_lose", args=[world.deal.pk]), {"reason": "Too dear.", "version": 1}
        )
        assert answer.status_code == 409
        assert "Too dear." in text(answer)
        assert Engagement.objects.get().stage == Stage.LEAD


class TestMoves:
    def post(self, world, who, deal, to, htmx=True, **more):
        headers = {"HX-Request": "true"} if htmx else {}
        return world.browser(who).post(
            reverse("deal_move", args=[deal.pk]), {"to": to, "version": deal.version, **more}, headers=headers
        )

    def test_an_open_gate_lets_the_card_through(self, world):
        deal = world.engagement(fit=fit(world, 90))
        answer = self.post(world, world.sol, deal, "qualified", version=1)
        assert answer.status_code == 200
        assert f'data-id="{deal.pk}"' in answer.content.decode()
        assert 'data-version="2"' in answer.content.decode()
        assert Engagement.objects.get().stage == Stage.QUALIFIED

    def test_a_shut_gate_gives_its_reasons_and_moves_nothing(self, world):
        answer = self.post(world, world.sol, world.deal, "qualified", version=1)
        assert answer.status_code == 422
        assert "Answer the ideal client questions for Halden Water." in text(answer)
        assert "<html" not in answer.content.decode()
        assert Engagement.objects.get().stage == Stage.LEAD

    @pytest.mark.parametrize("to", ["signed", "lead2", "scoped", "lost", ""])
    def test_no_step_is_left_out(self, world, to):
        answer = self.post(world, world.sol, world.deal, to)
        assert answer.status_code == 409
        assert "every step has its own gate" in text(answer)
        assert Engagement.objects.get().stage == Stage.LEAD

    def test_a_card_drawn_before_somebody_changed_it_goes_back(self, world):
        deal = world.engagement(fit=fit(world, 90))
        verbs.edit(deal, seen=1, by=world.dee, at=world.at, name="Theirs")
        assert self.post(world, world.sol, deal, "qualified", version=1).status_code == 409

    def test_a_cards_arrow_minds_its_version_too(self, world):
        deal = world.engagement(fit=fit(world, 90))
        where = reverse("deal_move", args=[deal.pk])
        assert world.browser(world.sol).post(f"{where}?version=7", {"to": "qualified"}).status_code == 409
        assert world.browser(world.sol).post(f"{where}?version=1", {"to": "qualified"}).status_code == 302

    def test_the_way_without_javascript_ends_on_the_board(self, world):
        deal = world.engagement(fit=fit(world, 90))
        answer = self.post(world, world.sol, deal, "qualified", htmx=False)
        assert answer["Location"] == "/pipeline/?view=board"

    def test_who_may_not_move_is_refused(self, world):
        assert self.post(world, world.rex, world.deal, "qualified").status_code == 403
        assert self.post(world, world.sue, world.deal, "qualified").status_code == 404


class TestWaivers:
    def test_asked_granted_and_shown_where_the_rule_is(self, world):
        deal = world.engagement(fit=fit(world, 40))
        where = reverse("deal_waivers", args=[deal.pk])
        world.browser(world.sol).post(where, {"rule": "the_fit_meets_the_profile", "why": "They open a sector."})
        asked = Waiver.objects.get()
        said = text(get(world, world.lea, "deal_waivers", deal))
        assert "Fits our ideal client" in said
        assert "They open a sector." in said
        world.browser(world.lea).post(
            reverse("deal_waiver", args=[deal.pk, asked.pk]), {"answer": "grant", "reason": "One a year.", "version": 1}
        )
        asked.refresh_from_db()
        assert asked.granted
        assert asked.expires_on == world.today + timedelta(days=30)
        assert "Waived by Lea Marsh: One a year." in text(get(world, world.sol, "deal", deal))

    @pytest.mark.parametrize(
        ("typed", "words"),
        [({"rule": "the_fit_meets_the_profile", "why": ""}, "Say why; leadership decides by it."),
         ({"rule": "nonsense", "why": "Kept words."}, "Select a valid choice."),
         ({"rule": "the_client_has_a_fit", "why": "Kept words."}, "Select a valid choice.")],
    )  # fmt: skip
    def test_bad_input_keeps_the_words(self, world, typed, words):
        deal = world.engagement(fit=fit(world, 40))
        answer = world.browser(world.sol).post(reverse("deal_waivers", args=[deal.pk]), typed)
        assert answer.status_code == 422
        assert words in text(answer)
        assert typed["why"] in text(answer)
        assert not Waiver.objects.exists()

    def test_a_decision_wants_a_reason_and_keeps_what_was_typed(self, world):
        deal = world.engagement(fit=fit(world, 40))
        row = waiver.ask(deal, qualify_checklist(deal, world.today)[1], why="x", by=world.sol, at=world.at)
        client = world.browser(world.lea)
        where = reverse("deal_waiver", args=[deal.pk, row.pk])
        assert client.post(where, {"answer": "grant", "reason": "", "version": 1}).status_code == 422
        assert client.post(where, {"answer": "refuse", "reason": "No.", "version": 1}).status_code == 302
        assert client.post(where, {"answer": "grant", "reason": "Yes.", "version": 1}).status_code == 409
        assert Waiver.objects.get().granted is False

    @pytest.mark.parametrize("who", ["sol", "dee", "rex", "fay"])
    def test_only_leadership_decides(self, world, who):
        deal = world.engagement(fit=fit(world, 40))
        row = waiver.ask(deal, qualify_checklist(deal, world.today)[1], why="x", by=world.sol, at=world.at)
        where = reverse("deal_waiver", args=[deal.pk, row.pk])
        assert world.browser(getattr(world, who)).post(where, {"answer": "grant", "reason": "x"}).status_code == 403


def test_qualify_by_its_button(world):
    deal = world.engagement(fit=fit(world, 90))
    answer = world.browser(world.sol).post(reverse("deal_qualify", args=[deal.pk]), {"version": 1}, follow=True)
    assert "Qualified. Next: the scope." in text(answer)


def test_qualify_by_hand_past_a_shut_gate_says_why(world):
    answer = world.browser(world.sol).post(reverse("deal_qualify", args=[world.deal.pk]), {"version": 1})
    assert answer.status_code == 422
    assert "Answer the ideal client questions for Halden Water." in text(answer)


def test_confidential_and_back(world):
    client = world.browser(world.sol)
    where = reverse("deal_confidential", args=[world.deal.pk])
    client.post(where, {"hidden": "on", "version": 1})
    assert get(world, world.dov).status_code == 404
    assert "confidential" in text(get(world, world.sol))
    client.post(where, {"version": 2})
    assert get(world, world.dov).status_code == 404, "a form that doesn't ask changes nothing"
    client.post(where, {"version": 2, "hidden-drawn": "1"})
    assert get(world, world.dov).status_code == 200


class TestTalk:
    def test_said_by_whoever_sees_the_deal(self, world):
        world.join(world.con, world.deal)
        world.browser(world.con).post(reverse("deal_talk", args=[world.deal.pk]), {"words": "Ruth asked for dates."})
        assert "Ruth asked for dates." in text(get(world, world.sol, "deal_talk"))

    def test_nothing_is_nothing(self, world):
        answer = world.browser(world.sol).post(reverse("deal_talk", args=[world.deal.pk]), {"words": " "})
        assert answer.status_code == 422
        assert "Write something first." in text(answer)

    def test_tags_are_words(self, world):
        Remark.objects.create(engagement=world.deal, by=world.sol, at=world.at, words="<script>alert(1)</script>")
        assert "<script>alert" not in get(world, world.sol, "deal_talk").content.decode()

    def test_older_remarks_are_a_page_away(self, world):
        for number in range(60):
            Remark.objects.create(engagement=world.deal, by=world.sol, at=world.at, words=f"Remark {number:02}")
        first = get(world, world.sol, "deal_talk")
        older = re.search(r'href="\?after=(\d+)"', first.content.decode())[1]
        assert "Remark 09" in text(get(world, world.sol, "deal_talk", after=older))
        assert "Remark 10" not in text(get(world, world.sol, "deal_talk", after=older))


def test_history_pages_are_the_whole_once(world):
    deal = world.deal
    for number in range(120):
        verbs.edit(deal, seen=deal.version, by=world.sol, at=world.at, name=f"Name {number:03}")
    client, where, found = world.browser(world.sol), reverse("deal_history", args=[deal.pk]), []
    after = ""
    while True:
        html = client.get(where, {"after": after}).content.decode()
        found += re.findall(r"→ (Name \d+)</p>", html)
        link = re.search(r"after=(\d+)", html)
        if not link:
            break
        after = link[1]
    assert found == [f"Name {number:03}" for number in reversed(range(120))]


def test_what_two_rules_miss_in_the_same_words_stands_on_the_rail_once(world):
    """No seat has spoken: the board waits, and so does what would go to the client."""
    deal = dealing.scoped(world)
    shown = world.browser(world.sol).get(f"/deals/{deal.pk}/").content.decode()
    rail = shown.split('id="gate"')[1].split("</section>")[0]
    assert rail.count("no word yet on scope 1") == 1
    assert "Deal board" in rail
    assert "The proposal is what was judged" not in rail
