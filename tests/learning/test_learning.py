"""The debrief in its half hour, its gate, and lessons that become clauses."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from tandem.catalogue.models import LibraryRisk, Offering, Tier
from tandem.engagements.models import Stage
from tandem.feedback.models import Survey
from tandem.gates import Refused
from tandem.learning import actions
from tandem.learning.gate import DebriefFacts, a_lesson_or_the_reason_for_none, the_client_was_asked
from tandem.learning.models import Debrief, Lesson
from tandem.learning.queries.waits import waits
from tandem.ledger.actions import Stale
from tandem.ledger.models import Entry
from tests import dealing


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())).replace("&#39;", "'")


@pytest.fixture
def deal(world):
    return world.engagement("Delivered well", stage=Stage.DELIVERED)


@pytest.fixture
def tier(world):
    offering = Offering.objects.create(name="Data platform", slug="data-platform", line="Data")
    made = Tier.objects.create(offering=offering, grade="gold", fee=Decimal(286000), weeks=20, made_at=world.at)
    made.clauses.create(kind="duty", words="A data owner", position=1)
    made.estimate.create(role=world.engineer, minutes=6000)
    return made


def ask(world, deal) -> None:
    Survey.objects.create(engagement=deal, account=world.client, contact_name="Ruth", asked_at=world.at)


@pytest.mark.parametrize(
    ("rule", "facts", "shut"),
    [
        (the_client_was_asked, {"asked": 0}, True),
        (the_client_was_asked, {"asked": 1}, False),
        (a_lesson_or_the_reason_for_none, {}, True),
        (a_lesson_or_the_reason_for_none, {"lessons": 1}, False),
        (a_lesson_or_the_reason_for_none, {"no_lesson_why": "It went as planned"}, False),
    ],
)
def test_rules(rule, facts, shut):
    assert bool(rule(DebriefFacts(**facts))) is shut


def test_the_gate_refuses_then_lets_pass(world, deal):
    actions.start(deal, by=world.dee, at=world.at)
    with pytest.raises(Refused) as refused:
        actions.debrief(deal, by=world.dee, at=world.at)
    assert [finding.rule for finding in refused.value.findings] == [
        "the_client_was_asked",
        "both_sides_said_what_surprised_them",
        "a_lesson_or_the_reason_for_none",
    ]
    ask(world, deal)
    actions.add_lesson(Debrief.objects.get(), "Ask for test data", "clause", by=world.sol, at=world.at)
    dealing.speak(world, Debrief.objects.get())
    actions.debrief(deal, by=world.dee, at=world.at)
    deal.refresh_from_db()
    assert deal.stage == Stage.LEARNT


@pytest.mark.parametrize("words", [("They loved it", ""), ("", "It took longer"), ("They loved it", "\u200b\u00ad ")])
def test_one_person_alone_closes_no_debrief(world, deal, words):
    """Nor with words that nobody sees."""
    ask(world, deal)
    row = actions.start(deal, by=world.dee, at=world.at)
    actions.add_lesson(row, "Ask for test data", "clause", by=world.sol, at=world.at)
    Debrief.objects.update(sales_words=words[0], delivery_words=words[1])
    missing = "sales" if not words[0] else "delivery"
    answer = world.browser(world.dee).post(f"/projects/{deal.pk}/debrief/close/")
    assert answer.status_code == 422
    assert f"Nothing said yet by {missing}: each writes its own column." in text(answer)
    deal.refresh_from_db()
    assert deal.stage == Stage.DELIVERED


def test_whose_column_is_empty_is_asked_for_it(world, deal):
    row = actions.start(deal, by=world.dee, at=world.at)
    actions.say(row, "delivery", "It took longer", seen=None, by=world.dee, at=world.at)
    told = {wait.on: wait.title for wait in waits(world.at)}
    assert told[world.sol] == "Say what surprised you on this project"
    assert told[world.dee] == "Hold the debrief"


def test_nobody_speaks_for_the_other_side(world, deal):
    row = actions.start(deal, by=world.dee, at=world.at)
    with pytest.raises(PermissionDenied):
        actions.say(row, "sales", "We sold it well", seen=None, by=world.dee, at=world.at)


class TestPage:
    def test_both_columns_lesson_and_close(self, world, deal):
        ask(world, deal)
        path = f"/projects/{deal.pk}/debrief/"
        sol, dee = world.browser(world.sol), world.browser(world.dee)
        dee.post(path, {"what": "start"})
        dee.post(path, {"what": "column", "words": "The data was dirty", "seen": 1})
        sol.post(path, {"what": "column", "words": "They loved it", "seen": Debrief.objects.get().version})
        dee.post(path, {"what": "lesson", "words": "Ask for test data", "target": "clause"})
        seen = text(dee.get(path))
        for words in ("The data was dirty", "They loved it", "Ask for test data", "of 30 minutes"):
            assert words in seen
        dee.post(f"{path}close/")
        deal.refresh_from_db()
        assert deal.stage == Stage.LEARNT

    def test_the_timer_goes_by_the_server(self, world, deal):
        Debrief.objects.create(engagement=deal, started_at=world.at - timedelta(minutes=40), by=world.dee)
        seen = text(world.browser(world.dee).get(f"/projects/{deal.pk}/debrief/"))
        assert "minutes over" in seen or "of 30 minutes" in seen
        assert (
            '<meter class="bar" min="0" max="30"'
            in world.browser(world.dee).get(f"/projects/{deal.pk}/debrief/").content.decode()
        )

    def test_a_shut_gate_says_why(self, world, deal):
        answer = world.browser(world.dee).post(f"/projects/{deal.pk}/debrief/close/")
        assert answer.status_code == 422
        assert "Write down what should change, or why nothing should." in text(answer)

    def test_a_stale_column_keeps_both_texts(self, world, deal):
        path = f"/projects/{deal.pk}/debrief/"
        dee = world.browser(world.dee)
        dee.post(path, {"what": "start"})
        dee.post(path, {"what": "column", "words": "First", "seen": 1})
        answer = world.browser(world.dov).post(path, {"what": "column", "words": "Second", "seen": 1})
        assert answer.status_code == 409
        assert "First" in text(answer)
        assert "Second" in text(answer)

    def test_an_empty_lesson(self, world, deal):
        path = f"/projects/{deal.pk}/debrief/"
        dee = world.browser(world.dee)
        dee.post(path, {"what": "start"})
        answer = dee.post(path, {"what": "lesson", "words": "", "target": "clause"})
        assert answer.status_code == 422
        assert "Say what should change." in text(answer)

    def test_a_stranger_finds_nothing(self, world, deal):
        assert world.browser(world.con).get(f"/projects/{deal.pk}/debrief/").status_code == 404


class TestLesson:
    @pytest.fixture
    def lesson(self, world, deal):
        row = Debrief.objects.create(engagement=deal, held_at=world.at, by=world.dee)
        return Lesson.objects.create(debrief=row, words="Ask for test data", target="clause")

    def test_taken_it_becomes_a_clause_of_the_next_version(self, world, deal, lesson, tier):
        values = {"what": "take", "tier": tier.pk, "kind": "duty", "words": "Test data by week one", "seen": 1}
        world.browser(world.lea).post(f"/lessons/{lesson.pk}/", values)
        fresh = Tier.objects.get(current=True)
        assert fresh.number == 2
        assert [row.words for row in fresh.clauses.order_by("position")] == ["A data owner", "Test data by week one"]
        assert fresh.estimate.get().minutes == 6000
        tier.refresh_from_db()
        assert not tier.current
        assert [row.words for row in tier.clauses.all()] == ["A data owner"]
        lesson.refresh_from_db()
        assert (lesson.taken, lesson.tier) == (True, fresh)
        assert Entry.objects.get(verb="revised").engagement_id == deal.pk

    def test_not_because(self, world, lesson):
        values = {"what": "settle", "taken": "no", "why": "Once in ten years", "seen": 1}
        world.browser(world.lea).post(f"/lessons/{lesson.pk}/", values)
        lesson.refresh_from_db()
        assert (lesson.taken, lesson.decided_why) == (False, "Once in ten years")

    def test_a_reason_is_needed(self, world, lesson):
        answer = world.browser(world.lea).post(f"/lessons/{lesson.pk}/", {"what": "settle", "taken": "no", "seen": 1})
        assert answer.status_code == 422
        assert "Say where it went, or why not." in text(answer)

    def test_somebody_decided_first(self, world, lesson):
        Lesson.objects.filter(pk=lesson.pk).update(version=3, taken=False)
        values = {"what": "settle", "taken": "yes", "why": "Into the guide", "seen": 1}
        answer = world.browser(world.lea).post(f"/lessons/{lesson.pk}/", values)
        assert answer.status_code == 409
        assert "Into the guide" in answer.content.decode()

    def test_only_leadership_decides(self, world, lesson):
        assert world.browser(world.dee).post(f"/lessons/{lesson.pk}/", {"what": "settle"}).status_code == 403

    def test_a_package_that_moved_on_is_refused(self, world, lesson, tier):
        Tier.objects.filter(pk=tier.pk).update(current=False)
        Tier.objects.create(offering=tier.offering, grade="gold", number=2, fee=1, weeks=1, made_at=world.at)
        with pytest.raises(Stale):
            actions.take(lesson, tier=tier, kind="duty", words="x", seen=1, by=world.lea, at=world.at)

    def test_who_reads_which(self, world, lesson):
        assert "Ask for test data" in text(world.browser(world.dov).get("/lessons/"))
        assert "Ask for test data" not in text(world.browser(world.con).get("/lessons/"))
        assert world.browser(world.con).get(f"/lessons/{lesson.pk}/").status_code == 404


class TestRiskLibrary:
    def lesson(self, world, deal) -> Lesson:
        row = actions.start(deal, by=world.dee, at=world.at)
        return actions.add_lesson(row, "The sponsor left in week six", "risk", by=world.sol, at=world.at)

    def test_leadership_takes_it_into_the_library_with_its_source(self, world, deal):
        row = self.lesson(world, deal)
        page = world.browser(world.lea).get(f"/lessons/{row.pk}/")
        assert "Take it into the risk library" in text(page)
        data = {
            "what": "risk", "seen": row.version, "words": "The sponsor leaves", "probability": "20", "minutes": "45",
            "mitigation": "A deputy by name", "trigger": "A new face",
        }  # fmt: skip
        assert world.browser(world.lea).post(f"/lessons/{row.pk}/", data).status_code == 302
        row.refresh_from_db()
        made = LibraryRisk.objects.get()
        assert (made.words, made.minutes, made.probability) == ("The sponsor leaves", 2700, Decimal("0.200"))
        assert (made.source, row.taken) == ("Lesson of Delivered well", True)
        assert row.decided_why == "In the risk library: “The sponsor leaves”"
        assert Entry.objects.filter(verb="put into the risk library", engagement_id=deal.pk).exists()

    def test_a_confidential_project_is_not_named(self, world, deal):
        deal.confidential = True
        deal.save()
        actions.take_risk(self.lesson(world, deal), words="W", seen=None, by=world.lea, at=world.at)
        assert LibraryRisk.objects.get().source == "Lesson of a confidential project"

    def test_the_same_words_are_kept_once_and_what_was_typed_is_kept(self, world, deal):
        row = self.lesson(world, deal)
        LibraryRisk.objects.create(words="The sponsor leaves", made_at=world.at)
        data = {"what": "risk", "seen": row.version, "words": "The sponsor leaves", "mitigation": "A deputy"}
        answer = world.browser(world.lea).post(f"/lessons/{row.pk}/", data)
        assert answer.status_code == 422
        assert "The library has a risk in these words already" in text(answer)
        assert "A deputy" in answer.content.decode()
        row.refresh_from_db()
        assert row.decided_at is None

    @pytest.mark.parametrize("who", ["sol", "dee", "fay"])
    def test_nobody_else_decides(self, world, deal, who):
        row = self.lesson(world, deal)
        data = {"what": "risk", "seen": row.version, "words": "W"}
        assert world.browser(getattr(world, who)).post(f"/lessons/{row.pk}/", data).status_code == 403
        with pytest.raises(PermissionDenied):
            actions.take_risk(row, words="W", seen=None, by=getattr(world, who), at=world.at)

    def test_second_comes_second(self, world, deal):
        row = self.lesson(world, deal)
        actions.settle(row, taken=False, why="Known", seen=None, by=world.lea, at=world.at)
        with pytest.raises(Stale):
            actions.take_risk(row, words="W", seen=1, by=world.lea, at=world.at)
        assert not LibraryRisk.objects.exists()
