"""What a draft needs before both sides are asked: each rule over plain facts."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tandem.catalogue.gate import ASK, AskFacts
from tandem.gates import check

READY = AskFacts(
    deliverables=3, minutes=6000, fee=Decimal(50000), weeks=8, unweighed_risks=0, differs=True, behind=None
)


def missing(facts: AskFacts) -> dict[str, str]:
    return {found.rule: found.words for found in check(ASK, facts) if found.words}


def test_a_whole_draft_may_be_asked_for():
    assert missing(READY) == {}


@pytest.mark.parametrize(
    ("change", "rule", "words"),
    [
        ({"deliverables": 0}, "it_says_what_the_client_gets", "Name at least one thing that the client gets."),
        ({"minutes": 0}, "it_says_what_it_takes", "Estimate the hours of at least one role."),
        ({"fee": Decimal(0)}, "it_has_a_fee_and_weeks", "Give it a fee and a number of weeks."),
        ({"weeks": 0}, "it_has_a_fee_and_weeks", "Give it a fee and a number of weeks."),
        ({"unweighed_risks": 2}, "its_risks_are_weighed", "Say how likely each risk is: 2 without a probability."),
        ({"differs": False}, "it_differs_from_what_is_sold", "It says the same as the version that is sold now."),
        ({"behind": 4}, "it_is_built_on_what_is_sold_now", "Version 4 came first. Take over what it changed."),
    ],
)
def test_each_rule_says_what_is_missing(change, rule, words):
    assert missing(replace(READY, **change)) == {rule: words}
