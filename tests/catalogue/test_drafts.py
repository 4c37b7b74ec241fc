"""Drafting, approving, overtaking: what the verbs write, and what they refuse."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from tandem.catalogue.actions import approval
from tandem.catalogue.actions import draft as drafts
from tandem.catalogue.actions import offering as offerings
from tandem.catalogue.actions.tier import revise
from tandem.catalogue.content import Line
from tandem.catalogue.models import Offering, Tier
from tandem.catalogue.queries.cells import Cell, cells_of, digest
from tandem.catalogue.queries.content import content_of
from tandem.catalogue.queries.drafts import standing
from tandem.catalogue.queries.tiers import columns, current_tiers
from tandem.catalogue.queries.tiers import offerings as shelf
from tandem.catalogue.queries.versions import listed
from tandem.catalogue.queries.waits import waits
from tandem.front.deal.new import sold
from tandem.gates import Refused
from tandem.ledger.actions import Stale
from tandem.ledger.models import Entry
from tandem.planning.queries.offers import _tiers as offered
from tandem.scoping.queries.tiers import side_by_side

State = Tier.State


def fresh(row: Tier) -> Tier:
    return Tier.objects.get(pk=row.pk)


def typed(draft: Tier, *, up: str = "", new=(), **changes: Cell) -> drafts.Typed:
    """As somebody types who has the draft before them as it is now."""
    now = cells_of(fresh(draft))
    return drafts.Typed({**now, **changes}, {key: digest(cell) for key, cell in now.items()}, tuple(new), up)


def change(world, draft: Tier, words: str = "Dashboards", by=None) -> Tier:
    what = typed(draft, new=[Cell("deliverable", Line(words))])
    return drafts.save(draft, typed=what, by=by or world.sol, at=world.at)


def ask(world, draft: Tier, by=None) -> Tier:
    return approval.ask(draft, why="Clients ask for it", seen=None, by=by or world.sol, at=world.at)


class TestOffering:
    def test_made_described_retired_and_back(self, world):
        row = offerings.make(name="Data platform", line="Data", summary="", by=world.sol, at=world.at)
        assert row.slug == "data-platform"
        offerings.describe(row, name="Platform", line="Data", summary="One place", seen=1, by=world.dee, at=world.at)
        offerings.retire(row, why="Nobody buys it", seen=2, by=world.lea, at=world.at)
        assert Offering.objects.get().retired
        offerings.bring_back(row, seen=3, by=world.lea, at=world.at)
        assert not Offering.objects.get().retired
        assert list(Entry.objects.order_by("pk").values_list("verb", "reason")) == [
            ("made offering", ""), ("described offering", ""), ("retired offering", "Nobody buys it"),
            ("brought offering back", ""),
        ]  # fmt: skip

    def test_a_name_is_taken_once_in_any_case(self, world, offering):
        with pytest.raises(Refused, match="Data platform is in the catalogue already"):
            offerings.make(name="data PLATFORM", line="Data", summary="", by=world.sol, at=world.at)

    def test_names_that_make_the_same_address_get_their_own(self, world):
        for name in ("R&D", "R D", "R-D", "数据"):
            offerings.make(name=name, line="Data", summary="", by=world.sol, at=world.at)
        assert sorted(Offering.objects.values_list("slug", flat=True)) == ["offering", "r-d", "r-d-2", "rd"]

    @pytest.mark.parametrize("who", ["rex", "fay", "con"])
    def test_not_by_others(self, world, who):
        with pytest.raises(PermissionDenied):
            offerings.make(name="X", line="Data", summary="", by=getattr(world, who), at=world.at)


class TestDraft:
    def test_it_begins_as_what_is_sold(self, gold, draft):
        assert (draft.number, draft.current, draft.state) == (2, False, State.DRAFT)
        assert content_of(draft) == content_of(gold)

    def test_it_begins_from_nothing_where_nothing_is_sold(self, world, offering):
        draft = drafts.start(offering, "bronze", by=world.dee, at=world.at)
        assert (draft.number, draft.fee, content_of(draft).minutes) == (1, 0, 0)

    def test_one_is_open_at_a_time(self, world, draft):
        with pytest.raises(Refused, match="is being drafted already"):
            drafts.start(draft.offering, "gold", by=world.dee, at=world.at)

    @pytest.mark.parametrize("who", ["rex", "fay", "con"])
    def test_not_by_others(self, world, gold, who):
        with pytest.raises(PermissionDenied):
            drafts.start(gold.offering, "gold", by=getattr(world, who), at=world.at)

    def test_everything_in_it_changes(self, world, draft, analyst):
        now = cells_of(draft)
        runbook = next(key for key, cell in now.items() if cell.line.words.startswith("A runbook"))
        clause = next(key for key, cell in now.items() if cell.part == "assumption")
        what = typed(
            draft, up=runbook, new=[Cell("milestone", Line("Half way", share=Decimal("0.400")))],
            fee=Cell("fee", Line("95000.00")), weeks=Cell("weeks", Line("22")), promise=Cell("promise", Line("Theirs")),
            **{clause: Cell("assumption"), f"r{analyst.pk}": Cell("role", Line("", 600), "Analyst")},
        )  # fmt: skip
        drafts.save(draft, typed=what, by=world.sol, at=world.at)
        found = content_of(fresh(draft))
        assert (found.fee, found.weeks, found.promise) == (Decimal("95000.00"), 22, "Theirs")
        assert [line.words for line in found.of("deliverable")] == ["A runbook that they have used", "One register"]
        assert found.of("assumption") == ()
        assert found.hours == {"Data engineer": 36000, "Analyst": 600}
        assert [line.words for line in found.of("milestone")] == ["Half way", "Register live"]
        told = Entry.objects.get(verb="changed draft")
        assert told.after["fee"] == "95000.00"
        assert "The extract is clean" in told.before.values()

    def test_rows_that_say_the_same_stay_the_same_rows(self, world, draft):
        before = set(draft.clauses.values_list("pk", flat=True))
        change(world, draft)
        assert set(draft.clauses.values_list("pk", flat=True)) == before

    def test_nothing_changed_writes_no_history(self, world, draft):
        drafts.save(draft, typed=typed(draft), by=world.sol, at=world.at)
        assert not Entry.objects.filter(verb="changed draft").exists()

    def test_two_people_on_two_clauses_both_keep_theirs(self, world, draft):
        now = cells_of(draft)
        duty = next(key for key, cell in now.items() if cell.part == "duty")
        out = next(key for key, cell in now.items() if cell.part == "exclusion")
        hers = typed(draft, **{duty: Cell("duty", Line("Name two owners"))})
        his = typed(draft, **{out: Cell("exclusion", Line("Any device"))})
        drafts.save(draft, typed=hers, by=world.sol, at=world.at)
        drafts.save(draft, typed=his, by=world.dee, at=world.at)
        found = content_of(fresh(draft))
        assert (found.of("duty"), found.of("exclusion")) == ((Line("Name two owners"),), (Line("Any device"),))

    def test_two_people_on_one_clause_is_stale_and_nothing_of_the_second_is_written(self, world, draft):
        duty = next(key for key, cell in cells_of(draft).items() if cell.part == "duty")
        hers = typed(draft, **{duty: Cell("duty", Line("Name two owners"))})
        his = typed(draft, fee=Cell("fee", Line("1.00")), **{duty: Cell("duty", Line("Name no owner"))})
        drafts.save(draft, typed=hers, by=world.sol, at=world.at)
        with pytest.raises(Stale):
            drafts.save(draft, typed=his, by=world.dee, at=world.at)
        assert content_of(fresh(draft)).of("duty") == (Line("Name two owners"),)
        assert fresh(draft).fee == 90000

    def test_an_edited_clause_stays_its_row(self, world, draft):
        duty = next(key for key, cell in cells_of(draft).items() if cell.part == "duty")
        drafts.save(draft, typed=typed(draft, **{duty: Cell("duty", Line("Other words"))}), by=world.sol, at=world.at)
        assert cells_of(fresh(draft))[duty].line.words == "Other words"

    def test_both_typed_the_same_is_no_clash(self, world, draft):
        duty = next(key for key, cell in cells_of(draft).items() if cell.part == "duty")
        both = typed(draft, **{duty: Cell("duty", Line("Name two owners"))})
        drafts.save(draft, typed=both, by=world.sol, at=world.at)
        drafts.save(draft, typed=both, by=world.dee, at=world.at)
        assert content_of(fresh(draft)).of("duty") == (Line("Name two owners"),)

    def test_a_line_taken_out_stays_out_when_the_other_left_it_alone(self, world, draft):
        duty = next(key for key, cell in cells_of(draft).items() if cell.part == "duty")
        hers, his = typed(draft, **{duty: Cell("duty")}), typed(draft, weeks=Cell("weeks", Line("9")))
        drafts.save(draft, typed=hers, by=world.sol, at=world.at)
        drafts.save(draft, typed=his, by=world.dee, at=world.at)
        assert (content_of(fresh(draft)).of("duty"), fresh(draft).weeks) == ((), 9)

    def test_an_asked_draft_isnt_changed(self, world, draft):
        what = typed(draft, weeks=Cell("weeks", Line("9")))
        ask(world, change(world, draft))
        with pytest.raises(Stale):
            drafts.save(draft, typed=what, by=world.dee, at=world.at)

    def test_given_up_it_stays_readable_and_another_can_begin(self, world, draft):
        drafts.give_up(draft, why="No one wants it", seen=draft.version, by=world.sol, at=world.at)
        assert (fresh(draft).state, fresh(draft).declined_why) == (State.DECLINED, "No one wants it")
        assert drafts.start(draft.offering, "gold", by=world.dee, at=world.at).number == 3


class TestBothKeys:
    def test_both_sides_make_it_what_is_sold(self, world, gold, draft):
        ask(world, change(world, draft))
        assert [(key.side, key.person) for key in draft.keys.all()] == [("sales", world.sol)]
        assert not fresh(draft).current
        approval.turn(fresh(draft), seen=fresh(draft).version, by=world.dee, at=world.at)
        assert (fresh(draft).current, fresh(draft).state) == (True, State.APPROVED)
        assert (fresh(gold).current, fresh(gold).state) == (False, State.APPROVED)
        told = listed(draft.offering, world.sol)
        assert [(version.tier.number, version.approved) for version in told] == [
            (2, [("sales", "Sol Hart"), ("delivery", "Dee Lund")]), (1, [])
        ]  # fmt: skip
        assert told[0].tier.why == "Clients ask for it"

    def test_a_why_is_needed_and_a_whole_draft(self, world, draft):
        with pytest.raises(Refused, match="It says the same as the version that is sold now"):
            ask(world, draft)

    @pytest.mark.parametrize(("asker", "again"), [("sol", "sol"), ("sol", "sue"), ("dee", "dov")])
    def test_nobody_turns_the_other_sides_key(self, world, draft, asker, again):
        ask(world, change(world, draft), by=getattr(world, asker))
        with pytest.raises(Stale):
            approval.turn(fresh(draft), seen=None, by=getattr(world, again), at=world.at)
        assert not fresh(draft).current

    @pytest.mark.parametrize("who", ["lea", "fay", "rex", "con"])
    def test_nobody_else_turns_one(self, world, draft, who):
        ask(world, change(world, draft))
        with pytest.raises(PermissionDenied):
            approval.turn(fresh(draft), seen=None, by=getattr(world, who), at=world.at)

    def test_leadership_asks_without_turning_a_key(self, world, draft):
        ask(world, change(world, draft), by=world.lea)
        assert not draft.keys.exists()
        approval.turn(fresh(draft), seen=None, by=world.sue, at=world.at)
        approval.turn(fresh(draft), seen=None, by=world.dov, at=world.at)
        assert fresh(draft).current

    def test_declined_it_is_a_draft_again_with_the_reason(self, world, draft):
        ask(world, change(world, draft))
        approval.decline(fresh(draft), why="Ten weeks is too short", seen=None, by=world.dee, at=world.at)
        now = fresh(draft)
        assert (now.state, now.declined_by, now.declined_why) == (State.DRAFT, world.dee, "Ten weeks is too short")
        assert not now.keys.exists()
        ask(world, now)
        assert (fresh(draft).declined_by, fresh(draft).declined_why) == (None, "")

    def test_taken_back_the_keys_are_void(self, world, draft):
        ask(world, change(world, draft))
        approval.take_back(fresh(draft), seen=None, by=world.dee, at=world.at)
        assert (fresh(draft).state, draft.keys.count()) == (State.DRAFT, 0)

    def test_a_draft_changed_since_it_was_read_isnt_asked_for(self, world, draft):
        seen = draft.version
        change(world, fresh(draft), by=world.dee)
        with pytest.raises(Stale):
            approval.ask(fresh(draft), why="x", seen=seen, by=world.sol, at=world.at)

    def test_leadership_decides_for_it_and_writes_it_down(self, world, gold, draft):
        ask(world, change(world, draft))
        approval.decide(fresh(draft), approve=True, why="We can't wait", seen=None, by=world.lea, at=world.at)
        assert fresh(draft).current
        version = listed(draft.offering, world.sol)[0]
        assert version.decided_why == "We can't wait"
        assert version.approved == [("sales", "Sol Hart"), ("", "Lea Marsh")]

    def test_leadership_decides_against_it_for_good(self, world, gold, draft):
        ask(world, change(world, draft))
        approval.decide(fresh(draft), approve=False, why="Never", seen=None, by=world.lea, at=world.at)
        assert (fresh(draft).state, fresh(gold).current) == (State.DECLINED, True)
        with pytest.raises(Stale):
            ask(world, fresh(draft))

    @pytest.mark.parametrize("who", ["sol", "dee", "fay"])
    def test_only_leadership_decides(self, world, draft, who):
        ask(world, change(world, draft))
        with pytest.raises(PermissionDenied):
            approval.decide(fresh(draft), approve=True, why="x", seen=None, by=getattr(world, who), at=world.at)


class TestOvertaken:
    """A lesson makes a version while a draft is open."""

    def lesson(self, world, gold) -> Tier:
        clause = [("duty", "Test data is made anonymous by the client")]
        return revise(fresh(gold), clauses=clause, reason="Lesson of Corvid", by=world.lea, at=world.at)

    def test_the_lesson_comes_first_and_the_draft_is_behind(self, world, gold, draft):
        taught = self.lesson(world, gold)
        assert (taught.number, taught.current, fresh(draft).number) == (3, True, 2)
        found = standing(fresh(draft))
        assert found.is_behind
        assert found.base == gold
        assert [change.runs for change in found.missed.lines] == [
            [("added", "Test data is made anonymous by the client")]
        ]
        with pytest.raises(Refused, match="Version 3 came first"):
            ask(world, change(world, draft))

    def test_taken_over_it_is_ahead_again_with_the_new_clause_and_its_own_words(self, world, gold, draft):
        change(world, draft)
        self.lesson(world, gold)
        drafts.take_over(fresh(draft), seen=None, by=world.sol, at=world.at)
        now = fresh(draft)
        assert now.number == 4
        found = content_of(now)
        assert [line.words for line in found.of("duty")] == [
            "Name a data owner",
            "Test data is made anonymous by the client",
        ]
        assert "Dashboards" in [line.words for line in found.of("deliverable")]
        ask(world, now)
        approval.turn(fresh(draft), seen=None, by=world.dee, at=world.at)
        assert Tier.objects.get(current=True) == draft

    def test_the_second_key_is_stale_where_a_lesson_came_between(self, world, gold, draft):
        ask(world, change(world, draft))
        taught = self.lesson(world, gold)
        with pytest.raises(Stale) as moved:
            approval.turn(fresh(draft), seen=None, by=world.dee, at=world.at)
        assert moved.value.current == taught
        assert (fresh(draft).state, draft.keys.count()) == (State.ASKED, 1)
        assert fresh(taught).current

    def test_so_is_leaderships_word(self, world, gold, draft):
        ask(world, change(world, draft))
        self.lesson(world, gold)
        with pytest.raises(Stale):
            approval.decide(fresh(draft), approve=True, why="x", seen=None, by=world.lea, at=world.at)

    def test_taken_over_while_asked_both_sides_are_asked_anew(self, world, gold, draft):
        ask(world, change(world, draft))
        self.lesson(world, gold)
        drafts.take_over(fresh(draft), seen=None, by=world.dee, at=world.at)
        assert (fresh(draft).state, draft.keys.count()) == (State.DRAFT, 0)

    def test_a_lesson_onto_an_older_version_is_stale(self, world, gold):
        old = fresh(gold)
        self.lesson(world, gold)
        with pytest.raises(Stale):
            revise(old, clauses=[], reason="x", by=world.lea, at=world.at)


def test_drafts_are_never_offered(world, gold, draft):
    """Wherever tiers are listed to be sold, only what is sold now is."""
    ask(world, change(world, draft))
    new = drafts.start(gold.offering, "silver", by=world.dee, at=world.at)
    assert list(current_tiers(world.sol)) == [gold]
    assert [column.tier for column in columns(gold.offering, world.sol)] == [gold]
    assert [column.tier for _row, found in shelf(world.sol) for column in found] == [gold]
    assert [card.tier for card in side_by_side(gold.offering, world.sol)] == [gold]
    assert [grade for _pk, _name, grade, _weeks in offered()] == ["gold"]
    choices = sold()
    assert list(choices) == [gold]
    answer = world.browser(world.sol).get(f"/deals/new/?tier={new.pk}")
    assert "Silver" not in answer.content.decode()


class TestWaits:
    def titles(self, world, who, **more) -> list[str]:
        return [wait.title for wait in waits(world.at, on=who, **more)]

    def test_the_other_side_is_asked_and_the_asker_waits(self, world, draft):
        assert world.dov
        ask(world, change(world, draft))
        words = "Say yes or no: Data platform Gold, version 2"
        assert self.titles(world, world.dee) == self.titles(world, world.dov) == [words]
        assert self.titles(world, world.sol) == self.titles(world, world.lea) == []
        assert {wait.on for wait in waits(world.at, asker=world.sol)} == {world.dee, world.dov}

    def test_declined_it_waits_on_whoever_asked(self, world, draft):
        ask(world, change(world, draft))
        approval.decline(fresh(draft), why="Too short", seen=None, by=world.dee, at=world.at)
        assert self.titles(world, world.sol) == ["Declined: change or give up Data platform Gold, version 2"]
        assert self.titles(world, world.dee) == []

    def test_overtaken_it_waits_on_whoever_drafts(self, world, gold, draft):
        revise(fresh(gold), clauses=[("duty", "x")], reason="Lesson", by=world.lea, at=world.at)
        assert self.titles(world, world.sol) == ["Another version came first: take it over into Data platform Gold"]

    def test_it_stands_in_needs_me(self, world, draft):
        ask(world, change(world, draft))
        seen = world.browser(world.dee).get("/needs-me/").content.decode()
        assert "Say yes or no: Data platform Gold, version 2" in seen
        assert f"/catalogue/drafts/{draft.pk}/" in seen

    def test_as_many_queries_for_one_as_for_twenty(self, world, gold, django_assert_num_queries):
        for n in range(20):
            row = Offering.objects.create(name=f"O{n}", slug=f"o{n}", line="Data")
            Tier.objects.create(
                offering=row, grade="gold", fee=1, weeks=1, made_at=world.at, current=False, state=State.ASKED,
                asked_by=world.sol, asked_at=world.at, made_by=world.sol,
            )  # fmt: skip
        assert world.dee
        with django_assert_num_queries(3):
            assert len(waits(world.at, on=world.dee)) == 20
