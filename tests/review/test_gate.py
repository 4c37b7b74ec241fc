"""Every rule of three arrows as a table, without a database."""

from datetime import date
from decimal import Decimal

import pytest

from tandem.gates import Refused, check, insist
from tandem.review import gate
from tandem.review.gate import BoardFacts, SeatFacts, Shortage, SignFacts
from tandem.scoping.gate.facts import OutcomeFact, SectionFact

TODAY = date(2026, 11, 24)


class Somebody:
    def __init__(self, name: str) -> None:
        self.name = name


SOL, DEE, FAY = Somebody("Sol Hart"), Somebody("Dee Lund"), Somebody("Fay Chen")


def seat(label: str, vote: str = "", **fields) -> SeatFacts:
    return SeatFacts(label=label, sitters=(DEE,), vote=vote, name="Dee Lund" if vote else "", **fields)


AGREED = {"outcomes": (OutcomeFact("One list", True, True),), "sections": (SectionFact("Scope", "fine"),)}


def facts(**changes) -> BoardFacts:
    whole = {
        "today": TODAY, "scope": 3, "seats": (seat("Sales", "approve"), seat("Delivery", "approve")),
        "estimated": True, "starts_on": date(2027, 1, 11), "ends_on": date(2027, 6, 25),
        "margin": Decimal("0.34"), "floor": Decimal("0.32"), **AGREED, **changes,
    }  # fmt: skip
    return BoardFacts(**whole)


def test_nothing_is_missing():
    assert [finding.passes for finding in check(gate.DECIDE, facts())] == [True] * 10


@pytest.mark.parametrize(
    ("rule", "changes", "words"),
    [
        (gate.every_needed_seat_has_spoken, {"scope": None}, "No scope is frozen yet, so there is nothing to judge."),
        (
            gate.every_needed_seat_has_spoken,
            {"draft": 4},
            "Scope 4 is being changed: freeze it, then each seat judges it.",
        ),
        (
            gate.every_needed_seat_has_spoken,
            {"seats": (seat("Sales"), seat("Delivery", "approve"), seat("Finance"))},
            "Sales and Finance: no word yet on scope 3.",
        ),
        (
            gate.no_word_is_out_of_date,
            {"seats": (seat("Delivery", "approve", changed=("Success criteria", "Risks")), seat("Sales", "approve"))},
            "Success criteria and Risks changed since Dee Lund voted for delivery. Vote again.",
        ),
        (
            gate.no_objection_stands,
            {"seats": (seat("Delivery", "object", reason="Two depots are one too many"),)},
            "Change the scope to answer Dee Lund: “Two depots are one too many”",
        ),
        (gate.people_are_free, {"scope": None}, "Freeze a scope: its estimate says who is needed."),
        (gate.people_are_free, {"estimated": False}, "The scope has no estimate, so nobody knows who is needed."),
        (gate.people_are_free, {"ends_on": None}, "Give the scope a first and a last day."),
        (
            gate.people_are_free,
            {"shortages": (Shortage("Data engineer", 120 * 60, 6, date(2027, 2, 1)),)},
            "11 Jan 2027 – 25 Jun 2027: nobody is free for 120 h of Data engineer, from the week of 1 Feb 2027 on.",
        ),
        (
            gate.margin_clears_the_floor,
            {"margin": None},
            "The margin isn't known: the scope needs a fee and an estimate.",
        ),
        (
            gate.margin_clears_the_floor,
            {"margin": Decimal("0.3199")},
            "The price is under the margin floor: raise the fee or cut the work.",
        ),
        (gate.margin_clears_the_floor, {"margin": Decimal("0.32")}, None),
        (gate.only_what_was_judged, {"seats": (seat("Sales"),)}, "Sales: no word yet on scope 3."),
        (
            gate.only_what_was_judged,
            {"intact": False},
            "Scope 3 isn't what was frozen any more. Freeze it anew and have it judged.",
        ),
    ],
)  # fmt: skip
def test_a_board_rule_says_what_is_missing(rule, changes, words):
    assert rule(facts(**changes)) == words


@pytest.mark.parametrize(
    ("condition", "passes"),
    [
        ({}, False),
        ({"owner": DEE}, False),
        ({"owner": DEE, "due": date(2026, 11, 23)}, False),
        ({"owner": DEE, "due": date(2026, 11, 24)}, True),
        ({"met": True}, True),
    ],
)
def test_a_condition_is_met_or_owned_with_a_day_to_come(condition, passes):
    given = facts(seats=(seat("Delivery", "if", reason="Jonas is free", **condition),))
    assert (gate.conditions_are_met_or_owned(given) is None) == passes


def test_the_words_about_a_loose_condition():
    given = facts(seats=(seat("Delivery", "if", reason="Jonas is free"),))
    finding = check([gate.conditions_are_met_or_owned], given)[0]
    assert finding.words == "Meet these, or name an owner and a day to come: “Jonas is free”"
    assert finding.waits_on == (DEE,)


def test_an_objection_stops_and_silence_is_open():
    given = facts(seats=(seat("Sales"), seat("Delivery", "object", reason="No")))
    states = {finding.rule: finding.state for finding in check(gate.DECIDE, given)}
    assert states["no_objection_stands"] == "block"
    assert states["every_needed_seat_has_spoken"] == "open"


def test_the_board_line_tells_each_seat():
    given = facts(seats=(seat("Sales", "approve"), seat("Delivery", "object", reason="No"), seat("Finance")))
    assert check(gate.DECIDE, given)[0].note == "Sales ✓ Delivery ✗ Finance waiting"


@pytest.mark.parametrize(
    ("seats", "words"),
    [
        ((), None),
        ((seat("Sales", "approve", lapsed_on=None),), None),
        (
            (seat("Delivery", "approve", lapsed_on=date(2026, 11, 20)),),
            "The word lapsed for delivery on Fri 20 Nov; speak again.",
        ),
        (
            (seat("Sales", "if", lapsed_on=TODAY), seat("Delivery", "object", lapsed_on=TODAY)),
            "The word lapsed for sales on Tue 24 Nov and for delivery on Tue 24 Nov; speak again.",
        ),
    ],
)
def test_a_word_that_has_lapsed_is_said_anew(seats, words):
    assert gate.no_word_has_lapsed(facts(seats=seats)) == words


def test_an_absent_seat_isnt_waited_for_and_is_no_yes():
    given = facts(seats=(seat("Sales", "approve"), seat("Delivery", "approve"), seat("Finance", absent=True)))
    assert gate.every_needed_seat_has_spoken(given) is None
    assert check(gate.DECIDE, given)[0].note == "Sales ✓ Delivery ✓ Finance absent"


def test_no_margin_figure_is_in_the_words():
    shut = check([gate.margin_clears_the_floor], facts(margin=Decimal("0.1")))[0]
    assert not any(letter.isdigit() for letter in (shut.words or "") + shut.note)


SIGNABLE = {
    "proposed": 3,
    "newest": 3,
    "same": True,
    "pitch_held": True,
    "delivery_came": True,
    "pitch_on": TODAY,
    **AGREED,
}


@pytest.mark.parametrize(
    ("changes", "rule", "words"),
    [
        ({"proposed": None}, "still_the_judged_scope", "No proposal has gone to the client."),
        (
            {"newest": 4, "same": False},
            "still_the_judged_scope",
            "The client has scope 3; it was changed since. Have it judged and send it.",
        ),
        (
            {"unpapered": ("Ghent at the same rate",), "promises": 2},
            "every_promise_is_on_paper",
            "Put it in the scope, exclude it in writing, or withdraw it and tell the client: “Ghent at the same rate”",
        ),
        (
            {"pitch_on": None, "pitch_held": False},
            "the_client_said_it_back",
            "Who from delivery joins the final call? Name them and plan it.",
        ),
        ({"pitch_held": False}, "the_client_said_it_back", "Planned; not held yet."),
        ({"delivery_came": False}, "the_client_said_it_back", "Delivery wasn't in the room, or hasn't said so yet."),
    ],
)
def test_a_signing_rule_says_what_is_missing(changes, rule, words):
    shut = [finding for finding in check(gate.SIGN, SignFacts(**{**SIGNABLE, **changes})) if not finding.passes]
    assert [(finding.rule, finding.words) for finding in shut] == [(rule, words)]


def test_a_whole_signature_passes():
    assert insist(gate.SIGN, SignFacts(**SIGNABLE))


def test_the_verb_is_refused_with_every_reason():
    with pytest.raises(Refused) as refused:
        insist(gate.DECIDE, facts(scope=None, margin=None))
    assert len(refused.value.findings) == 3


@pytest.mark.parametrize("rule", ["only_what_was_judged", "still_the_judged_scope"])
def test_nobody_can_waive_what_was_judged(rule):
    assert getattr(gate, rule).waivable is False
