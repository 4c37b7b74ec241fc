"""The rules of freezing, each as a table, without a database."""

import pytest

from tandem.gates import Refused, Waived, check, insist
from tandem.scoping.gate import rules as gate
from tandem.scoping.gate.facts import AssumptionFact, DutyFact, FlagFact, OutcomeFact, RiskFact, ScopeFacts, SectionFact

WHOLE = ScopeFacts(
    outcomes=(OutcomeFact("One register", sales=True, delivery=True),),
    risks=(RiskFact("SAP access", major=True, named="Dee", accepted=True),),
    assumptions=(AssumptionFact("Clean data", verified=True),),
    duties=(DutyFact("Give access", accountable=1),),
    delivery_came=("Dee Lund",),
    sections=(SectionFact("Scope", "fine", "Dee"), SectionFact("Price", "fine", "Dee")),
    seller="Sol",
    lead="Dee",
)


def with_(**changes) -> ScopeFacts:
    return ScopeFacts(**{**vars(WHOLE), **changes})


def test_a_whole_deal_passes_every_rule():
    states = [
        "done",
        "done",
        "done",
        "done",
        "todo",
        "todo",
        "done",
        "done",
    ]  # no clause and no discount: nothing to judge
    assert [finding.state for finding in insist(gate.FREEZE, WHOLE)] == states


@pytest.mark.parametrize(
    ("outcomes", "said"),
    [
        ((), "Write at least one outcome"),
        ((OutcomeFact("A", True, True),), None),
        ((OutcomeFact("A", True, False),), "“A”"),
        ((OutcomeFact("A", False, True), OutcomeFact("B", True, True)), "“A”."),
        ((OutcomeFact("A", False, False), OutcomeFact("B", True, False)), "“A”; “B”"),
        (tuple(OutcomeFact(f"O{i}", False, False) for i in range(300)), "“O0”; “O1” and 298 more"),
    ],
)
def test_success_is_agreed_by_both_sides(outcomes, said):
    answer = gate.success_is_agreed_by_both_sides(with_(outcomes=outcomes))
    assert answer is None if said is None else said in answer


@pytest.mark.parametrize(
    ("risks", "said"),
    [
        ((), None),
        ((RiskFact("R", major=False),), None),
        ((RiskFact("R", major=True),), "Name an owner for: “R”"),
        ((RiskFact("R", major=True, named="Dee"),), "hasn’t accepted: “R”"),
        ((RiskFact("R", major=True, named="Dee", accepted=True),), None),
        ((RiskFact("R", True, "Dee", True), RiskFact("S", True)), "Name an owner for: “S”"),
    ],
)
def test_every_major_risk_has_an_owner(risks, said):
    answer = gate.every_major_risk_has_an_owner(with_(risks=risks))
    assert answer is None if said is None else said in answer


@pytest.mark.parametrize(
    ("came", "flags", "said"),
    [
        ((), (), "Hold a scoping session"),
        (("Dee Lund",), (), None),
        (("Dee Lund",), (FlagFact("No test data"),), "“No test data”"),
        (("Dee Lund",), (FlagFact("No test data", replied=True),), "red flag stands"),
    ],
)
def test_delivery_was_in_the_room(came, flags, said):
    answer = gate.delivery_was_in_the_room(with_(delivery_came=came, flags=flags))
    assert answer is None if said is None else said in answer


@pytest.mark.parametrize(
    ("states", "said", "so_far", "waits_on"),
    [
        (("fine", "fine"), None, "2 of 2 sections vetted", ()),
        (("never", "never"), "Not vetted yet: scope and price.", "0 of 2 sections vetted", ("Dee",)),
        (
            ("fine", "stale"),
            "Changed since it was vetted: price.",
            "1 of 2 sections vetted; price changed since",
            ("Dee",),
        ),
        (
            ("stale", "stale"),
            "Changed since it was vetted: scope and price.",
            "0 of 2 sections vetted; scope and price changed since",
            ("Dee",),
        ),
        (("question", "fine"), "Delivery asks about: scope.", "1 of 2 sections vetted", ("Sol",)),
        (("answered", "fine"), "Answered, to be vetted: scope.", "1 of 2 sections vetted", ("Dov",)),
        (("flag", "fine"), "Red flag on: scope.", "1 of 2 sections vetted", ()),
        (
            ("question", "never"),
            "Not vetted yet: price. Delivery asks about: scope.",
            "0 of 2 sections vetted",
            ("Sol", "Dee"),
        ),
    ],
)
def test_delivery_vetted_every_section(states, said, so_far, waits_on):
    """An answered question waits on whoever asked, here Dov; all else of delivery's on the lead."""
    sections = tuple(SectionFact(name, state, "Dov") for name, state in zip(("Scope", "Price"), states, strict=True))
    facts = with_(sections=sections)
    finding = next(each for each in check(gate.FREEZE, facts) if each.rule == "delivery_vetted_every_section")
    assert (finding.words, finding.note, finding.waits_on) == (said, so_far, waits_on)


@pytest.mark.parametrize(
    ("assumptions", "said"),
    [
        ((), None),
        ((AssumptionFact("A", verified=True),), None),
        ((AssumptionFact("A"),), "Delivery hasn’t answered: “A”."),
        ((AssumptionFact("A", priced=True),), "Delivery hasn’t answered: “A”."),
        ((AssumptionFact("A", answered=True),), "how many hours it costs if it’s false: “A”."),
        (
            (AssumptionFact("A", answered=True, minutes=60),),
            "name who verifies it and owns it as a risk until then: “A”.",
        ),
        ((AssumptionFact("A", answered=True, minutes=60, priced=True),), "name who verifies it"),
        ((AssumptionFact("A", answered=True, minutes=60, verifier="Dee"),), None),
        ((AssumptionFact("A", answered=True, minutes=60, due=False),), None),
        ((AssumptionFact("A", answered=True, due=False),), "how many hours"),
        ((AssumptionFact("A", answered=True, minutes=60, priced=True, hard=True),), None),
        ((AssumptionFact("A", minutes=60, priced=True, hard=True),), "Delivery hasn’t answered"),
        ((AssumptionFact("A", disproved=True, minutes=60),), "It turned out false; put its hours into the price"),
        ((AssumptionFact("A", disproved=True, minutes=60, priced=True),), None),
        ((AssumptionFact("A", disproved=True),), None),
        ((AssumptionFact("A"), AssumptionFact("B", answered=True)), "answered: “A”. Verify it, or say how many hours"),
        ((AssumptionFact("A", verified=True, flagged=True),), "red flag on: “A”"),
        ((AssumptionFact("A", priced=True, flagged=True), AssumptionFact("B")), "red flag on: “A”"),
    ],
)
def test_every_assumption_is_verified_or_priced(assumptions, said):
    answer = gate.every_assumption_is_verified_or_priced(with_(assumptions=assumptions))
    assert answer is None if said is None else said in answer


FIXED = {"answered": True, "minutes": 60, "verifier": "Dee", "pricing": False}


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        (AssumptionFact("A", **FIXED), "Verify it, or price it in a new version of the scope: “A”."),
        (AssumptionFact("A", **FIXED, priced=True), None),
        (AssumptionFact("A", **FIXED, due=False), None),
        (AssumptionFact("A", due=False, pricing=False), None),
        (AssumptionFact("A", **FIXED, hard=True), "price it in a new version"),
        (AssumptionFact("A", **FIXED, verified=True), None),
    ],
)
def test_a_frozen_price_takes_nothing_in(fact, said):
    answer = gate.every_assumption_is_verified_or_priced(with_(assumptions=(fact,)))
    assert answer is None if said is None else said in answer


@pytest.mark.parametrize(
    ("fact", "hardens"),
    [
        (AssumptionFact("A", **FIXED, priced=True), True),
        (AssumptionFact("A", **{**FIXED, "pricing": True}), True),
        (AssumptionFact("A", **FIXED, priced=True, due=False), False),
        (AssumptionFact("A", **FIXED, priced=True, hard=True), False),
        (AssumptionFact("A", **FIXED, priced=True, flagged=True), False),
        (AssumptionFact("A", **FIXED, priced=True, verified=True), False),
        (AssumptionFact("A", **FIXED, priced=True, disproved=True), False),
        (AssumptionFact("A", **FIXED), False),
    ],
)
def test_what_becomes_a_risk_by_passing(fact, hardens):
    assert gate.hardens(fact) is hardens
    note = next(each.note for each in check(gate.FREEZE, with_(assumptions=(fact,))) if each.place == "assumptions")
    assert ("1 becomes a risk, 1 h" in note) is hardens


@pytest.mark.parametrize(
    ("duties", "said"),
    [
        ((), "at least one duty"),
        ((DutyFact("D", 1),), None),
        ((DutyFact("D", 0),), "“D”"),
        ((DutyFact("D", 2),), "“D”"),
        ((DutyFact("D", 1), DutyFact("E", 0)), "“E”."),
    ],
)
def test_duties_are_named(duties, said):
    answer = gate.duties_are_named(with_(duties=duties))
    assert answer is None if said is None else said in answer


@pytest.mark.parametrize(
    ("rule", "facts", "waits_on"),
    [
        ("success_is_agreed_by_both_sides", with_(outcomes=(OutcomeFact("A", True, False),)), ("Dee",)),
        ("success_is_agreed_by_both_sides", with_(outcomes=(OutcomeFact("A", False, True),)), ("Sol",)),
        ("success_is_agreed_by_both_sides", with_(outcomes=()), ("Sol",)),
        ("every_major_risk_has_an_owner", with_(risks=(RiskFact("R", True, "Con"),)), ("Con",)),
        ("every_major_risk_has_an_owner", with_(risks=(RiskFact("R", True),)), ()),
        ("delivery_was_in_the_room", with_(flags=(FlagFact("F", replied=True),)), ("Dee",)),
        ("delivery_was_in_the_room", with_(flags=(FlagFact("F"),)), ("Sol",)),
        ("every_assumption_is_verified_or_priced", with_(assumptions=(AssumptionFact("A", asked="Dov"),)), ("Dov",)),
        ("every_assumption_is_verified_or_priced", with_(assumptions=(AssumptionFact("A", flagged=True),)), ("Sol",)),
        ("duties_are_named", with_(duties=()), ("Dee",)),
    ],
)
def test_an_open_rule_says_whom_it_waits_on(rule, facts, waits_on):
    finding = next(each for each in check(gate.FREEZE, facts) if each.rule == rule)
    assert finding.words
    assert finding.waits_on == waits_on


def test_a_waived_rule_lets_the_others_still_refuse():
    facts = with_(duties=(), risks=(RiskFact("R", True),))
    with pytest.raises(Refused) as shut:
        insist(gate.FREEZE, facts, {"duties_are_named": Waived("Lea Marsh", "Known client")})
    assert [finding.rule for finding in shut.value.findings] == ["every_major_risk_has_an_owner"]
