"""Two contents side by side, and three put together: without a database."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.catalogue.actions.draft import merge
from tandem.catalogue.content import LINES, Content, Line
from tandem.catalogue.queries.cells import Cell, content_from, digest
from tandem.catalogue.queries.compare import compare, note_of


def content(fee=90, weeks=20, promise="", hours=None, **lines) -> Content:
    given_lines = {part: tuple(lines.get(part, ())) for part in LINES}
    return Content(Decimal(fee), weeks, promise, given_lines, hours or {})


def words(runs) -> list[tuple[str, str]]:
    return [(kind, text.strip()) for kind, text in runs]


class TestCompare:
    def test_the_same_differs_in_nothing(self):
        one = content(risk=[Line("Late", 60, Decimal("0.250"), "Start early")], hours={"Analyst": 60})
        assert compare(one, one).count == 0

    def test_a_line_is_shown_word_by_word(self):
        old, new = content(duty=[Line("Name a data owner")]), content(duty=[Line("Name two data owners")])
        [change] = compare(old, new).lines
        assert (change.part, change.kind) == ("duty", "reworded")
        assert words(change.runs) == [
            ("kept", "Name"), ("dropped", "a"), ("added", "two"), ("kept", "data"), ("dropped", "owner"),
            ("added", "owners"),
        ]  # fmt: skip

    def test_the_same_words_with_other_figures_are_a_change(self):
        old, new = (
            content(risk=[Line("Late", 60, Decimal("0.250"))]),
            content(risk=[Line("Late", 120, Decimal("0.250"))]),
        )
        [change] = compare(old, new).lines
        assert words(change.runs) == [("kept", "Late")]
        assert ("added", "2") in words(change.note)

    def test_added_dropped_and_put_in_another_order(self):
        old = content(deliverable=[Line("One register"), Line("A runbook"), Line("Training")])
        new = content(deliverable=[Line("A runbook"), Line("One register"), Line("Dashboards for all depots")])
        found = compare(old, new)
        assert [(each.kind, each.runs[0][1]) for each in found.lines] == [
            ("added", "Dashboards for all depots"), ("dropped", "Training")
        ]  # fmt: skip
        assert found.reordered == ["deliverable"]

    def test_figures(self):
        found = compare(content(fee=90, hours={"Analyst": 60}), content(fee=95, weeks=18, hours={"Trainer": 30}))
        assert found.fee == (Decimal(90), Decimal(95))
        assert found.weeks == (20, 18)
        assert [(row.role, row.before, row.after) for row in found.hours] == [("Trainer", 0, 30), ("Analyst", 60, 0)]

    @pytest.mark.parametrize(
        ("part", "line", "words"),
        [
            ("risk", Line("x", 960, Decimal("0.250"), "Start from files"), "25%, 16 h if it happens. Start from files"),
            ("risk", Line("x"), ""),
            ("assumption", Line("x", 480), "8 h if it's false"),
            ("milestone", Line("x", share=Decimal("0.500")), "at 50% of the time"),
            ("exclusion", Line("x"), ""),
        ],
    )
    def test_what_stands_beside_a_line(self, part, line, words):
        assert note_of(part, line) == words


class TestMerge:
    """base: what was drafted on; sold: what came first; mine: the draft."""

    def test_a_new_clause_of_what_came_first_is_taken_in(self):
        base = content(duty=[Line("Name an owner")])
        sold = content(duty=[Line("Name an owner"), Line("Test data is anonymous")])
        mine = content(fee=99, duty=[Line("Name an owner"), Line("Open the ports")])
        assert merge(base, sold, mine) == content(
            fee=99, duty=[Line("Name an owner"), Line("Open the ports"), Line("Test data is anonymous")]
        )

    def test_where_both_changed_the_same_line_the_draft_keeps_its_words(self):
        base = content(duty=[Line("Name an owner of the data")])
        sold = content(duty=[Line("Name an owner of all the data")])
        mine = content(duty=[Line("Name two owners of the data")])
        assert merge(base, sold, mine) == mine

    def test_what_was_dropped_or_reworded_is_dropped_and_reworded(self):
        base = content(
            deliverable=[Line("One register"), Line("A runbook of theirs")], hours={"Analyst": 60, "Trainer": 5}
        )
        sold = content(deliverable=[Line("A runbook of their own")], hours={"Analyst": 90})
        mine = content(deliverable=base.of("deliverable"), hours={"Analyst": 60, "Trainer": 8})
        found = merge(base, sold, mine)
        assert found.of("deliverable") == (Line("A runbook of their own"),)
        assert found.hours == {"Analyst": 90, "Trainer": 8}

    def test_figures_follow_whoever_changed_them(self):
        base = content(fee=90, weeks=20, promise="a")
        assert merge(base, content(fee=95, weeks=20, promise="b"), content(fee=90, weeks=16, promise="c")) == content(
            fee=95, weeks=16, promise="c"
        )

    @given(st.lists(st.sampled_from("abcdef"), unique=True), st.lists(st.sampled_from("abcdef"), unique=True))
    def test_a_draft_that_changed_nothing_becomes_what_is_sold(self, old, new):
        base, sold = (content(duty=[Line(f"{each} {each * 9}") for each in row]) for row in (old, new))
        assert set(merge(base, sold, base).of("duty")) == set(sold.of("duty"))


class TestCells:
    CELLS = {
        "fee": Cell("fee", Line("90.00")), "weeks": Cell("weeks", Line("20")), "promise": Cell("promise", Line("")),
        "d1": Cell("deliverable", Line("One")), "d2": Cell("deliverable", Line("Two")), "r1": Cell("role", Line("", 60), "Analyst"),
    }  # fmt: skip

    def test_up_goes_one_place(self):
        assert content_from(self.CELLS, up="d2").of("deliverable") == (Line("Two"), Line("One"))
        assert content_from(self.CELLS, up="d1").of("deliverable") == (Line("One"), Line("Two"))

    def test_an_emptied_line_is_out_and_a_fresh_one_comes_last(self):
        found = content_from({**self.CELLS, "d1": Cell("deliverable")}, [Cell("deliverable", Line("Three"))])
        assert found.of("deliverable") == (Line("Two"), Line("Three"))

    def test_nothing_reads_as_an_empty_line_and_everything_else_differs(self):
        assert digest(None) == digest(Cell("duty")) == digest(Cell("role", Line("", 0), "Analyst"))
        seen = [
            digest(Cell("risk", line))
            for line in (Line("a"), Line("a", 1), Line("a", 0, Decimal("0.1")), Line("a", plan="b"))
        ]
        assert len(set(seen)) == 4
