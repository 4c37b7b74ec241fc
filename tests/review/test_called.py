"""Who is called by which rows, in which words, and whom a board may go on without. No database."""

from decimal import Decimal

import pytest

from tandem.review.gate.called import (
    HARDNESS,
    SEATS,
    SIGNS,
    Figures,
    Reason,
    Row,
    absent,
    because,
    called,
    hardest,
    needed_seats,
)
from tandem.review.models import PolicyRow, Verdict, VerdictMark

ALL = dict.fromkeys(PolicyRow.Measure.values, True)


@pytest.mark.parametrize(
    ("measure", "limit", "calls", "calls_not"),
    [
        ("value", "150000", ["150000", "150000.01"], ["149999.99", "0"]),
        ("discount", "0.1", ["0.1", "0.12"], ["0.0999", "0"]),
        ("novelty", "1", ["1"], ["0.99"]),
        ("risk", "0.15", ["0.15", "2"], ["0.1499", "0"]),
        ("people", "80", ["80", "81"], ["79.9", "0"]),
        ("margin", "0.35", ["0.3499", "-0.2"], ["0.35", "0.36"]),
        ("fit", "65", ["64", "0"], ["65", "66"]),
    ],
)
def test_a_row_at_its_limit_and_beside_it(measure, limit, calls, calls_not):
    row = Row(measure, Decimal(limit), "finance")
    assert all(called([row], Figures(**{measure: Decimal(figure)})) for figure in calls)
    assert not any(called([row], Figures(**{measure: Decimal(figure)})) for figure in calls_not)


@pytest.mark.parametrize("measure", PolicyRow.Measure.values)
def test_a_figure_that_isnt_known_calls_nobody(measure):
    assert called([Row(measure, Decimal(1), "leadership")], Figures()) == {}


def test_a_margin_that_loses_money_calls_and_nothing_of_nothing_doesnt():
    rows = [Row("margin", Decimal("0.3"), "finance"), Row("people", Decimal(80), "leadership")]
    assert set(called(rows, Figures(margin=Decimal("-0.2"), people=Decimal(0)))) == {"finance"}


def test_two_rows_call_one_seat_with_both_reasons_and_others_their_own():
    rows = [
        Row("value", Decimal(50000), "board"), Row("value", Decimal(150000), "finance"),
        Row("discount", Decimal("0.1"), "finance"), Row("fit", Decimal(65), "leadership"),
    ]  # fmt: skip
    found = called(rows, Figures(value=Decimal(286000), discount=Decimal("0.12"), fit=Decimal(82)))
    assert set(found) == {"board", "finance"}
    assert [reason.measure for reason in found["finance"]] == ["value", "discount"]
    assert needed_seats(found) == ("sales", "delivery", "finance")
    assert because("Finance", found["finance"], ALL, "GBP") == (
        "Finance sits because the fee is £286,000 (limit £150,000) and the discount is 12% (limit 10%)."
    )


@pytest.mark.parametrize(
    ("seats", "needed"),
    [
        ((), ("sales", "delivery")),
        (("board",), ("sales", "delivery")),
        (("leadership",), ("sales", "delivery", "leadership")),
        (("leadership", "finance"), SEATS),
    ],
)
def test_the_two_sides_always_sit(seats, needed):
    assert needed_seats(dict.fromkeys(seats, ())) == needed


@pytest.mark.parametrize(
    ("measure", "figure", "limit", "told", "hidden"),
    [
        ("value", "286000", "150000", "the fee is £286,000 (limit £150,000)", "the fee has reached its limit"),
        ("margin", "0.331", "0.35", "the margin is 33.1% (limit 35%)", "the margin is under its limit"),
        ("discount", "0.125", "0.1", "the discount is 12.5% (limit 10%)", "the discount has reached its limit"),
        ("fit", "61", "65", "the client’s fit is 61 of 100 (limit 65)", "the client’s fit is under its limit"),
        ("novelty", "1", "0.5", "100% of the hours aren’t a tier’s (limit 50%)", "the work differs enough from its tier"),
        ("risk", "0.107", "0.08", "the risk exposure is 10.7% of the fee (limit 8%)", "the risk exposure has reached its limit"),
        ("people", "120.5", "80", "nobody is free for 120.5 h (limit 80 h)", "people are missing"),
    ],
)  # fmt: skip
def test_each_reason_in_words_and_without_its_figures(measure, figure, limit, told, hidden):
    reason = Reason(measure, Decimal(figure), Decimal(limit))
    assert because("Finance", [reason], ALL, "GBP") == f"Finance sits because {told}."
    masked = because("Finance", [reason], {**ALL, measure: False}, "GBP")
    assert masked == f"Finance sits because {hidden}."
    assert not any(letter.isdigit() for letter in masked)


@pytest.mark.parametrize(
    ("silent", "speaking", "needed", "quorum", "overdue", "gone"),
    [
        (["finance"], 2, 3, 2, False, ()),
        (["finance"], 2, 3, 2, True, ("finance",)),
        (["finance"], 2, 3, 3, True, ()),
        (["finance"], 3, 4, 3, True, ("finance",)),
        (["finance", "leadership"], 2, 4, 2, True, ("finance", "leadership")),
        (["finance", "leadership"], 2, 4, 3, True, ()),
        (["delivery"], 1, 2, 1, True, ()),
        (["delivery", "finance"], 1, 3, 1, True, ("finance",)),
        (["sales"], 3, 4, 3, True, ()),
        ([], 2, 2, 4, True, ()),
        (["leadership"], 3, 4, 4, True, ()),
    ],
)
def test_whom_the_board_may_go_on_without(silent, speaking, needed, quorum, overdue, gone):
    assert absent(silent, speaking, needed, quorum, overdue) == gone


@pytest.mark.parametrize(
    ("votes", "hard"),
    [(["approve"], "approve"), (["approve", "if"], "if"), (["if", "object", "approve"], "object")],
)
def test_the_hardest_word_counts(votes, hard):
    assert hardest(votes) == hard


def test_every_matter_is_signed_by_both_sides_and_every_seat_signs_something():
    assert set(SIGNS) == set(Verdict.Seat.values)
    for matter in VerdictMark.Matter.values:
        assert {"sales", "delivery"} <= {seat for seat, signs in SIGNS.items() if matter in signs}
    assert set(HARDNESS) == set(Verdict.Vote.values)
