"""What must be true before a project counts as delivered."""

import pytest

from tandem.delivery.gate.close import (
    CLOSE,
    CloseFacts,
    every_milestone_is_reached,
    every_promise_is_settled,
    milestones_cover_promises,
    promised_days_were_kept,
)
from tandem.gates import Refused, check, insist

CASES = [
    (milestones_cover_promises, CloseFacts(), None),
    (milestones_cover_promises, CloseFacts(uncovered=("No signal",)), "No milestone keeps: “No signal”."),
    (every_milestone_is_reached, CloseFacts(unreached=("Pilot", "Go-live")), "Not reached: Pilot, Go-live."),
    (every_milestone_is_reached, CloseFacts(milestones=2), None),
    (every_promise_is_settled, CloseFacts(unsettled=tuple("abcd")), "Say what became of: “a”, “b”, “c” and 1 more."),
    (every_promise_is_settled, CloseFacts(promises=("a",)), None),
    (promised_days_were_kept, CloseFacts(late=("a",)), "Its milestone came after the promised day, so it was kept late: “a”."),
    (promised_days_were_kept, CloseFacts(promises=("a",)), None),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "facts", "words"), CASES)
def test_each_rule(rule, facts, words):
    assert rule(facts) == words


def test_one_open_rule_shuts_the_gate_and_the_page_shows_all():
    facts = CloseFacts(unreached=("Pilot",))
    assert [finding.passes for finding in check(CLOSE, facts)] == [True, False, True, True]
    with pytest.raises(Refused, match="Not reached: Pilot"):
        insist(CLOSE, facts)
