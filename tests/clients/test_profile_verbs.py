"""The draft: begun, worked at by both sides, published by leadership, and what history keeps of it."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from tandem.clients.actions import profile as verbs
from tandem.clients.actions.fit import judge
from tandem.clients.gate import AnswerFacts
from tandem.clients.models import Criterion, Level, Profile
from tandem.clients.queries import fit as fits
from tandem.clients.queries import profile as profiles
from tandem.clients.queries.changes import changes
from tandem.clients.queries.rescore import marker
from tandem.gates import Refused
from tandem.ledger.actions import Stale
from tandem.ledger.models import Entry
from tests.clients.made import current, draft, facts
from tests.clients.test_fit import answers


def sponsor(row: Profile) -> Criterion:
    return row.criteria.get(question="Who sponsors it?")


def change(row: Criterion, by, at, **more):
    known = {
        "question": row.question,
        "weight": row.weight,
        "measure": row.measure,
        "answers": facts(("A", "1"), ("B", "0")),
    }
    return verbs.change_question(row, **{**known, "seen": profiles.digest_of_question(row), **more}, by=by, at=at)


class TestDraft:
    def test_it_begins_as_the_current_version_reads(self, world):
        now, made = current(world, floor=60), draft(world)
        assert (made.number, made.floor, made.strong, made.published_at, made.current) == (2, 60, 80, None, False)
        assert profiles.question_facts(made) == profiles.question_facts(now)
        assert not profiles.facts(made).differs
        assert profiles.current() == now

    def test_there_is_one(self, world):
        current(world)
        draft(world)
        with pytest.raises(verbs.DraftThere):
            verbs.begin(by=world.dee, at=world.at)
        assert Profile.objects.count() == 2

    def test_the_first_one_begins_empty(self, world):
        made = draft(world)
        assert (made.number, made.criteria.count()) == (1, 0)

    def test_questions_are_added_changed_moved_and_dropped(self, world):
        current(world)
        made = draft(world)
        new = verbs.add_question(
            made, question="Do they pay?", weight=20, measure="", answers=facts(("Yes", "1"), ("No", "0")), by=world.dee,
            at=world.at,
        )  # fmt: skip
        verbs.move_question(new, up=True, by=world.sol, at=world.at)
        verbs.move_question(new, up=True, by=world.sol, at=world.at)
        verbs.move_question(new, up=True, by=world.sol, at=world.at)  # first already
        change(sponsor(made), world.sol, world.at, weight=50)
        size = made.criteria.get(measure="employees")
        verbs.drop_question(size, seen=profiles.digest_of_question(size), by=world.dee, at=world.at)
        card = profiles.card(made)
        assert [(each.words, each.weight) for each in card.questions] == [
            ("Do they pay?", 20),
            ("Who sponsors it?", 50),
        ]
        assert [each.most for each in card.questions] == [Decimal("28.6"), Decimal("71.4")]
        assert [entry.verb for entry in Entry.objects.order_by("pk")] == [
            "began a draft of", "added a question to the profile", "moved a question of the profile",
            "moved a question of the profile", "changed a question of the profile", "dropped a question of the profile",
        ]  # fmt: skip

    def test_two_people_may_work_at_two_questions(self, world):
        current(world)
        made = draft(world)
        one, other = sponsor(made), made.criteria.get(measure="employees")
        seen = profiles.digest_of_question(other)
        change(one, world.sol, world.at, weight=10)
        change(other, world.dee, world.at, weight=90, seen=seen)
        assert sorted(made.criteria.values_list("weight", flat=True)) == [10, 90]

    def test_but_not_over_each_other(self, world):
        current(world)
        made = draft(world)
        seen = profiles.digest_of_question(sponsor(made))
        change(sponsor(made), world.sol, world.at, weight=10)
        for late in (
            lambda: change(sponsor(made), world.dee, world.at, weight=99, seen=seen),
            lambda: verbs.drop_question(sponsor(made), seen=seen, by=world.dee, at=world.at),
        ):
            with pytest.raises(Stale):
                late()
        assert sponsor(made).weight == 10

    def test_what_changes_nothing_writes_nothing(self, world):
        current(world)
        made = draft(world)
        row = sponsor(made)
        length = Entry.objects.count()
        known = profiles.facts_of(row, list(row.levels.order_by("position")))
        change(row, world.sol, world.at, answers=known.answers)
        assert Entry.objects.count() == length

    @pytest.mark.parametrize("who", ["rex", "fay", "con"])
    def test_others_dont_work_at_it(self, world, who):
        current(world)
        made, person = draft(world), getattr(world, who)
        row = sponsor(made)
        for verb in (
            lambda: verbs.begin(by=person, at=world.at),
            lambda: verbs.set_bands(made, floor=1, strong=2, seen=None, by=person, at=world.at),
            lambda: verbs.add_question(made, question="x", weight=1, measure="", answers=(), by=person, at=world.at),
            lambda: change(row, person, world.at, weight=1),
            lambda: verbs.drop_question(row, seen=None, by=person, at=world.at),
            lambda: verbs.move_question(row, up=False, by=person, at=world.at),
            lambda: verbs.discard(made, seen=profiles.digest_of(made), by=person, at=world.at),
        ):
            with pytest.raises(PermissionDenied):
                verb()

    def test_dropped_as_it_was_read(self, world):
        current(world)
        made = draft(world)
        seen = profiles.digest_of(made)
        change(sponsor(made), world.dee, world.at, weight=10)
        with pytest.raises(Stale):
            verbs.discard(made, seen=seen, by=world.sol, at=world.at)
        verbs.discard(made, seen=profiles.digest_of(made), by=world.sol, at=world.at)
        assert profiles.draft() is None


class TestPublish:
    def publish(self, world, made, by=None, why="Size counts", seen=None):
        return verbs.publish(made, why=why, seen=seen or profiles.digest_of(made), by=by or world.lea, at=world.at)

    def test_it_counts_and_says_why(self, world):
        old = current(world)
        made = self.publish(world, draft(world, floor=70))
        old.refresh_from_db()
        assert (profiles.current(), old.current, made.why, made.published_by) == (made, False, "Size counts", world.lea)
        assert profiles.draft() is None
        assert Entry.objects.latest("pk").reason == "Size counts"

    @pytest.mark.parametrize("who", ["sol", "dee", "rex", "fay", "con"])
    def test_by_leadership_alone(self, world, who):
        current(world)
        made = draft(world, floor=70)
        with pytest.raises(PermissionDenied):
            self.publish(world, made, by=getattr(world, who))

    @pytest.mark.parametrize(("bands", "why", "words"), [
        ({"floor": 70}, " ", "Say why"), ({}, "Because", "reads like the version"),
    ])  # fmt: skip
    def test_refused(self, world, bands, why, words):
        current(world)
        with pytest.raises(Refused, match=words):
            self.publish(world, draft(world, **bands), why=why)
        assert profiles.current().number == 1

    def test_only_what_was_read(self, world):
        current(world)
        made = draft(world, floor=70)
        seen = profiles.digest_of(made)
        change(sponsor(made), world.dee, world.at, weight=10)
        with pytest.raises(Stale):
            self.publish(world, made, seen=seen)

    def test_what_is_published_never_changes(self, world):
        current(world)
        made = self.publish(world, draft(world, floor=70))
        row = sponsor(made)
        for verb in (
            lambda: verbs.set_bands(made, floor=1, strong=2, seen=None, by=world.sol, at=world.at),
            lambda: verbs.add_question(made, question="x", weight=1, measure="", answers=(), by=world.sol, at=world.at),
            lambda: change(row, world.sol, world.at, weight=1),
            lambda: verbs.drop_question(row, seen=None, by=world.sol, at=world.at),
            lambda: verbs.move_question(row, up=False, by=world.sol, at=world.at),
            lambda: verbs.discard(made, seen=profiles.digest_of(made), by=world.sol, at=world.at),
            lambda: self.publish(world, made),
        ):
            with pytest.raises(verbs.NoDraft):
                verb()

    def test_a_judgement_keeps_its_version(self, world):
        old = current(world)
        fit = judge(world.client, old, answers(old, "Right", "Small"), by=world.sol, at=world.at)
        self.publish(world, draft(world, floor=70))
        fit.refresh_from_db()
        assert (fit.profile, fit.score, fits.of_fit(fit).profile.floor) == (old, 60, 65)


class TestProposals:
    RECORDS = [(None, None), (0, "Small"), (199, "Small"), (200, "Middling"), (1000, "Large"), (2_000_000, "Large")]

    @pytest.mark.parametrize(("employees", "words"), RECORDS)
    def test_the_clients_record_proposes_by_band(self, world, employees, words):
        made = current(world)
        world.client.employees = employees
        found = fits.from_record(made, world.client)
        assert [Level.objects.get(pk=each.level).words for each in found.values()] == ([words] if words else [])

    def test_bands_that_overlap_propose_nothing(self, world):
        made = current(world)
        Level.objects.filter(words="Small").update(high=500)
        world.client.employees = 300
        assert fits.from_record(made, world.client) == {}

    def test_an_earlier_judgement_answers_the_same_words_by_another_version(self, world):
        old = current(world)
        fit = judge(world.client, old, answers(old, "Nearly", "Large"), by=world.sol, at=world.at)
        made = draft(world)
        change(
            sponsor(made),
            world.sol,
            world.at,
            question="WHO  sponsors it?",
            answers=facts(("nearly", "1"), ("No", "0")),
        )
        size = made.criteria.get(measure="employees")
        change(size, world.sol, world.at, answers=facts(("Huge", "1"), ("Tiny", "0")))
        found = fits.from_before(made, fit)
        assert [Level.objects.get(pk=each.level).words for each in found.values()] == ["nearly"]

    def test_what_is_proposed_counts_and_says_where_it_comes_from(self, world):
        made = current(world)
        world.client.employees = 2400
        sheet = fits.sheet(made, {}, fits.proposals(made, world.client, None))
        assert (sheet.score, sheet.open) == (40, 1)
        assert [question.proposed for question in sheet.questions] == ["", "2,400 employees"]
        size = made.criteria.get(measure="employees")
        chosen = fits.sheet(made, {size.pk: size.levels.get(words="Small").pk}, fits.from_record(made, world.client))
        assert (chosen.score, chosen.questions[1].proposed) == (0, "")

    def test_a_level_that_rules_out_is_no_way_up(self, world):
        made = current(world)
        Level.objects.filter(words="Large").update(disqualifies=True)
        sheet = fits.sheet(made, answers(made, "Nearly", "Small"))
        assert (sheet.grade, sheet.lifts) == ("weak", [])


class TestRescore:
    READINGS = [
        # said, employees -> (low, high, verdict) by a draft that asks sponsor (60), size (40) and pay (20)
        ({"who sponsors it?": "right"}, 1500, (83, 100, "fits")),
        ({"who sponsors it?": "right", "how large are they?": "small"}, None, (50, 67, "open")),
        ({"who sponsors it?": "wrong"}, 1500, (33, 50, "below")),
        ({"who sponsors it?": "no such answer"}, 1500, (33, 100, "open")),
        ({"who sponsors it?": "right", "how large are they?": "large", "do they pay?": "never"}, 10, (83, 83, "disqualified")),
        ({}, None, (0, 100, "open")),
    ]  # fmt: skip

    @pytest.mark.parametrize(("said", "employees", "found"), READINGS)
    def test_read_by_a_draft(self, world, said, employees, found):
        current(world)
        made = draft(world)
        verbs.add_question(
            made, question="Do they pay?", weight=20, measure="",
            answers=(*facts(("Always", "1"), ("Late", "0.5")), AnswerFacts("Never", Decimal(0), stops=True)),
            by=world.sol, at=world.at,
        )  # fmt: skip
        reading = marker(made).read(said, {"employees": employees})
        assert (reading.low, reading.high, reading.verdict) == found


def test_what_a_version_changed_word_by_word(world):
    old = current(world)
    made = draft(world, floor=70)
    change(
        sponsor(made), world.sol, world.at, question="Who really sponsors it?", weight=70,
        answers=facts(("Right", "1"), ("Nearly right", "0.4")),
    )  # fmt: skip
    size = made.criteria.get(measure="employees")
    verbs.drop_question(size, seen=None, by=world.sol, at=world.at)
    found = changes(profiles.card(old), profiles.card(made))
    assert [(was, now) for _words, was, now in found.bands] == [(65, 70)]
    assert [(each.kind, each.was, each.now) for each in found.questions] == [
        ("changed", "weight 60", "weight 70"), ("dropped", "weight 40, by employees", ""),
    ]  # fmt: skip
    assert ("added", " really") in found.questions[0].words
    told = {
        "".join(words for _kind, words in each.words): (each.kind, each.was, each.now)
        for each in found.questions[0].answers
    }
    assert told["Nearly right"] == ("changed", "50%", "40%")
    assert told["Wrong"] == ("dropped", "0%", "")
    assert found.count == 3
