"""The catalogue as a file: out and in again is the same to the byte; what can't be taken is named."""

import re
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tandem.catalogue.actions import approval
from tandem.catalogue.actions.bring import bring
from tandem.catalogue.content import CLAUSES, DELIVERABLE, LINES, MILESTONE, RISK, Content, Line
from tandem.catalogue.models import Offering, Tier
from tandem.catalogue.queries.books import books, plan
from tandem.catalogue.sheet import cells
from tandem.catalogue.sheet.columns import Book
from tandem.catalogue.sheet.reading import NotACatalogue, read
from tandem.catalogue.sheet.writing import lines_of_file
from tandem.people.models import Role
from tests.unlocked import of_the_test

HEAD = "offering,line,grade,part,words,role,hours,chance,plan,at,weeks,fee,retired\r\n"
ROLES = ("Analyst", "Data engineer", "Trainer")


def written(found: list[Book], priced: bool = True) -> str:
    return "".join(lines_of_file(found, priced))


def reasons(text: str, sold=None) -> list[tuple[int, str, str]]:
    found = read(text, ROLES)
    list(found.books(sold or {}))
    return [(row.row, row.where, row.why) for row in sorted(found.bad, key=lambda row: row.row)]


# Words as a form leaves them: no NUL, no half letters, nothing around them.
LETTERS = st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("=+-@'\t\",;|\n")
WORDS = st.text(LETTERS, min_size=1, max_size=40).map(str.strip).filter(bool)
SHARES = st.integers(0, 1000).map(lambda n: (Decimal(n) / 1000).quantize(Decimal("0.001")))
MINUTES = st.integers(0, 60_000)


def lines_of(part: str):
    if part == DELIVERABLE:
        return st.builds(Line, WORDS)
    if part == MILESTONE:
        return st.builds(Line, WORDS, share=SHARES)
    return st.builds(Line, WORDS, MINUTES, st.none() | SHARES, st.just("") | WORDS)


CONTENTS = st.builds(
    Content,
    fee=st.integers(0, 10**9).map(lambda pence: (Decimal(pence) / 100).quantize(Decimal("0.01"))),
    weeks=st.integers(1, 520),
    promise=st.just("") | WORDS,
    lines=st.fixed_dictionaries(
        {part: st.lists(lines_of(part), max_size=3).map(tuple) for part in LINES}
    ).map(lambda lines: {**lines, MILESTONE: tuple(sorted(lines[MILESTONE], key=lambda line: line.share))}),
    hours=st.dictionaries(st.sampled_from(ROLES), st.integers(1, 60_000)),
)  # fmt: skip
BOOKS = st.lists(
    st.builds(
        Book, WORDS, WORDS, st.just("") | WORDS, st.booleans(),
        st.dictionaries(st.sampled_from(["bronze", "silver", "gold"]), CONTENTS),
    ),
    max_size=3, unique_by=lambda book: " ".join(book.name.casefold().split()),
)  # fmt: skip


class TestCells:
    @given(st.text())
    def test_a_guard_comes_off_again_whatever_the_cell(self, text):
        assert cells.unguarded(cells.guarded(text)) == text

    @given(st.text())
    def test_nothing_that_a_spreadsheet_would_run_is_written(self, text):
        assert not re.match(r"[=+\-@\t\r]", cells.guarded(text))

    @pytest.mark.parametrize(
        ("text", "written"), [("=1+1", "'=1+1"), ("'=1", "''=1"), ("@x", "'@x"), ("'plain", "'plain"), ("-5%", "'-5%")]
    )
    def test_guards(self, text, written):
        assert cells.guarded(text) == written

    @given(st.integers(0, 1_200_000))
    def test_hours_read_back_as_the_same_minutes(self, minutes):
        assert cells.read_minutes(cells.written_hours(minutes) or "0") == minutes

    @given(SHARES)
    def test_shares_read_back(self, share):
        assert cells.read_share(cells.written_share(share)) == share

    @pytest.mark.parametrize(
        ("text", "number"),
        [
            ("1250", "1250"), ("1250.50", "1250.50"), ("1250,50", "1250.50"), ("1,250.50", "1250.50"),
            ("1.250,50", "1250.50"), ("£ 57 000", "57000"), ("1,234,567", "1234567"), ("0.1667", "0.1667"),
        ],
    )  # fmt: skip
    def test_numbers_as_people_write_them(self, text, number):
        assert cells.read_number(text) == Decimal(number)

    @pytest.mark.parametrize("text", ["1.250", "1,250", "57.000"])
    def test_what_may_be_two_numbers_is_neither(self, text):
        with pytest.raises(ValueError, match="may be two numbers"):
            cells.read_number(text)

    @pytest.mark.parametrize("text", ["", "many", "1e9", "-5", "1,2,3", "NaN", "Infinity", "9" * 40, "٣"])
    def test_what_is_no_number(self, text):
        with pytest.raises(ValueError):
            cells.read_number(text)

    @pytest.mark.parametrize(
        ("text", "share"), [("25%", "0.25"), ("25 %", "0.25"), ("0,25", "0.25"), (".5", "0.5"), ("1", "1")]
    )
    def test_shares_as_people_write_them(self, text, share):
        assert cells.read_share(text) == Decimal(share)

    @pytest.mark.parametrize("text", ["25", "1.5", "140%", "half", "-1"])
    def test_what_is_no_share(self, text):
        with pytest.raises(ValueError):
            cells.read_share(text)


class TestReading:
    @given(BOOKS)
    @settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
    def test_what_was_written_is_read_the_same(self, found):
        text = written(found)
        back = read(text, ROLES)
        assert [book for _told, book in back.books({})] == found
        assert back.bad == []
        assert written([book for _told, book in back.books({})]) == text

    def test_other_delimiters_orders_cases_and_columns(self):
        text = (
            "sep=;\r\nPART;Comment; Words ;OFFERING;Grade;Line;Fee;Weeks\r\nTier;x;Ours;Audit;GOLD;Data;1250,50;3\r\n"
        )
        found = read(text, ROLES)
        [(told, book)] = found.books({})
        assert (book.name, book.line, told.row) == ("Audit", "Data", 3)
        assert book.tiers["gold"].fee == Decimal("1250.50")
        assert found.ignored == ["Comment"]

    @pytest.mark.parametrize(
        ("row", "why"),
        [
            (",Data,gold,deliverable,x", "No offering is named."),
            ("A,Data,tin,deliverable,x", "The grade has to be bronze, silver or gold."),
            ("A,Data,gold,gadget,x", "“gadget” is no part. Parts: offering, tier, estimate, deliverable, exclusion, assumption, duty, risk, milestone."),
            ("A,Data,gold,deliverable,", "Its words are missing."),
            ("A,Data,gold,estimate,,Astronaut,5", "There is no role “Astronaut” in the firm."),
            ("A,Data,gold,estimate,,Analyst,", "Its hours are missing."),
            ("A,Data,gold,estimate,,analyst,1.250", "“1.250” may be two numbers. Write 1250 or 1250.00."),
            ("A,Data,gold,estimate,,analyst,30000", "“30000” is more than 20,000 hours."),
            ("A,Data,gold,risk,Late,,8,40", "“40” is more than everything. Write 0.25 or 25%."),
            ("A,Data,gold,milestone,Live", "A milestone needs the share of the time at which it is, in “at”."),
            ("A,Data,gold,tier,Ours,,,,,,0,100", "“0” isn't a number of weeks from 1 to 520."),
            ("A,Data,gold,tier,Ours,,,,,,5,lots", "“lots” isn't a number."),
            (f"A,Data,gold,deliverable,{'x' * 301}", "words is longer than 300 characters."),
            (f"A,Data,gold,tier,{'x' * 201},,,,,,5,5", "words is longer than 200 characters."),
        ],
    )  # fmt: skip
    def test_every_bad_row_is_named_with_its_reason(self, row, why):
        assert (2, why) in [(number, told) for number, _where, told in reasons(HEAD + row + "\r\n")]

    def test_a_tier_with_a_bad_row_is_left_out_whole_and_the_others_come(self):
        text = HEAD + (
            "A,Data,gold,tier,Ours,,,,,,5,100\r\nA,Data,gold,risk,Late,,8,40\r\n"
            "A,Data,silver,tier,Ours,,,,,,4,80\r\nA,Data,silver,deliverable,One register\r\n"
        )
        found = read(text, ROLES)
        [(_told, book)] = found.books({})
        assert list(book.tiers) == ["silver"]
        assert [(row.row, row.where) for row in found.bad] == [(3, "A Gold")]

    def test_rows_that_are_there_twice(self):
        text = HEAD + (
            "A,Data,,offering,x\r\nA,Data,,offering,y\r\nB,Data,gold,tier,p,,,,,,5,1\r\nB,Data,gold,tier,q,,,,,,5,1\r\n"
            "C,Data,gold,estimate,,Analyst,5\r\nC,Data,gold,estimate,,ANALYST,6\r\n"
        )
        assert [(row, why) for row, _where, why in reasons(text)] == [
            (3, "The offering has a row of its own already."), (5, "The tier has a row of its own already."),
            (7, "Analyst has hours already."),
        ]  # fmt: skip

    def test_a_new_tier_needs_a_fee_and_weeks(self):
        assert reasons(HEAD + "A,Data,gold,deliverable,One\r\n") == [
            (2, "A Gold", "No row of it says its fee and its weeks.")
        ]

    def test_what_the_file_leaves_out_stays_as_it_is_sold(self):
        sold = {("a", "gold"): Content(Decimal(5), 3, "Ours")}
        [(_told, book)] = read("offering,grade,part,words\r\nA,gold,deliverable,One\r\n", ROLES).books(sold)
        tier = book.tiers["gold"]
        assert (tier.fee, tier.weeks, tier.promise) == (5, 3, "Ours")

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("", "these are missing: offering, part, words"),
            ("name,price\r\nx,5\r\n", "these are missing: offering, part, words"),
            (HEAD + 'A,Data,gold,deliverable,"never closed' + "x" * 140_000, "a quotation mark is never closed"),
            (HEAD + "A,Data,gold,deliverable,x\r\n" * 20_001, "more than 20,000 rows"),
        ],
    )
    def test_what_is_no_catalogue(self, text, why):
        with pytest.raises(NotACatalogue, match=why):
            read(text, ROLES)


def approve_all(world) -> None:
    for draft in Tier.objects.filter(state=Tier.State.DRAFT):
        Tier.objects.filter(pk=draft.pk).update(state=Tier.State.ASKED)
        draft.refresh_from_db()
        approval.turn(draft, seen=None, by=world.sol, at=world.at)
        draft.refresh_from_db()
        approval.turn(draft, seen=None, by=world.dee, at=world.at)


@pytest.fixture
def staffed(world):
    """Both sides, and the roles in the order of their names."""
    assert world.sol
    assert world.dee
    for place, name in enumerate(sorted(ROLES)):
        Role.objects.update_or_create(name=name, defaults={"position": place})
    return world


@pytest.mark.django_db
class TestBringing:
    @given(BOOKS)
    @settings(
        max_examples=25, deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )  # fmt: skip
    def test_out_and_into_an_empty_firm_and_out_is_the_same_to_the_byte(self, staffed, found):
        """As drafts at once, and as what is sold once both sides have said yes."""
        with of_the_test():
            self.goes_round(staffed, found)
            transaction.set_rollback(True)

    def goes_round(self, world, found):
        for place, name in enumerate(sorted(ROLES)):
            Role.objects.update_or_create(name=name, defaults={"position": place})
        found = [_as_shown(book) for book in sorted(found, key=lambda book: (book.line, book.name))]
        text = written(found)
        drafts = bring(plan(read(text, ROLES), world.sol), "c.csv", by=world.sol, at=world.at)
        assert len(drafts) == sum(len(book.tiers) for book in found)
        assert not Tier.objects.filter(current=True).exists()
        in_order = sorted(books(world.sol, drafts=True), key=lambda book: (book.line, book.name))
        assert written(in_order) == text
        approve_all(world)
        assert written(sorted(books(world.sol), key=lambda book: (book.line, book.name))) == text

    def test_a_changed_file_makes_drafts_and_sells_nothing(self, world, gold):
        text = written(books(world.sol)).replace("One register", "Two registers").replace("90000.00", "95000.00")
        found = plan(read(text, ["Data engineer"]), world.sol)
        assert (found.made, found.drafts, found.unchanged, found.bad) == (0, 1, 0, [])
        [draft] = bring(found, "c.csv", by=world.sol, at=world.at)
        assert (draft.state, draft.fee, draft.number) == (Tier.State.DRAFT, Decimal("95000.00"), 2)
        assert Tier.objects.get(current=True) == gold

    def test_the_same_file_does_nothing(self, world, gold):
        found = plan(read(written(books(world.sol)), ["Data engineer"]), world.sol)
        assert (found.does_something, found.unchanged) == (False, 1)

    def test_an_open_draft_isnt_written_over(self, world, draft):
        text = written(books(world.sol)).replace("One register", "Two registers")
        found = plan(read(text, ["Data engineer"]), world.sol)
        assert (found.drafts, found.held_up) == (0, 1)

    def test_an_offering_is_described_and_a_new_one_needs_a_line(self, world, gold):
        text = "offering,line,part,words\r\nData platform,Engineering,offering,Another\r\nAudit,,offering,x\r\n"
        found = plan(read(text, ROLES), world.sol)
        assert found.offerings[0].described == {"line": ("Data", "Engineering"), "summary": ("One place", "Another")}
        assert [(row.row, row.why) for row in found.bad] == [(3, "Its line of business is missing.")]
        bring(found, "c.csv", by=world.sol, at=world.at)
        assert (Offering.objects.get().line, Offering.objects.get().summary) == ("Engineering", "Another")

    def test_no_fee_for_whom_it_isnt(self, world, gold):
        text = written(books(world.con), priced=False)
        assert "fee" not in text.splitlines()[0]
        assert "90000" not in text

    def test_as_many_queries_for_one_tier_as_for_thirty(self, world, gold, django_assert_num_queries):
        for n in range(10):
            row = Offering.objects.create(name=f"O{n}", slug=f"o{n}", line="Data")
            for grade in ("bronze", "silver", "gold"):
                tier = Tier.objects.create(offering=row, grade=grade, fee=1, weeks=1, made_at=world.at)
                tier.deliverables.create(words="x")
        assert world.sol
        with django_assert_num_queries(7):
            text = written(books(world.sol))
        with django_assert_num_queries(8):
            plan(read(text, ["Data engineer"]), world.sol)


def _as_shown(book: Book) -> Book:
    """Tiers and roles in the order in which the catalogue shows them; figures that only some parts have."""
    tiers = {}
    for grade in ("bronze", "silver", "gold"):
        if grade in book.tiers:
            content = book.tiers[grade]
            hours = {role: content.hours[role] for role in sorted(content.hours)}
            tiers[grade] = Content(content.fee, content.weeks, content.promise, content.lines, hours)
    return Book(book.name, book.line, book.summary, book.retired, tiers)


def test_every_kind_of_clause_has_a_part():
    assert set(CLAUSES) | {DELIVERABLE, MILESTONE} == set(LINES)
    assert RISK in CLAUSES
