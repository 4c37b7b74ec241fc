"""When a draft of the profile may be published: every rule a table, without a database."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tandem.clients.gate import PUBLISH, AnswerFacts, PublishFacts, QuestionFacts
from tandem.gates import Refused, check, insist


def answer(words: str, share: str = "0", stops: bool = False, low: int | None = None, high: int | None = None):
    ends = (None if low is None else Decimal(low), None if high is None else Decimal(high))
    return AnswerFacts(words, Decimal(share), stops, *ends)


YES, NO = answer("Yes", "1"), answer("No")
SPONSOR = QuestionFacts("Is there a sponsor?", 60, (YES, NO))
SIZE = QuestionFacts(
    "How many people?", 40, (answer("Many", "1", low=500), answer("Few", "0.2", high=500)), "employees"
)
WHOLE = PublishFacts((SPONSOR, SIZE), 65, 80, True, "After the workshop")


def with_question(**changes) -> PublishFacts:
    return replace(WHOLE, questions=(replace(SPONSOR, **changes), SIZE))


def with_bands(*answers: AnswerFacts) -> PublishFacts:
    return replace(WHOLE, questions=(replace(SIZE, answers=answers),))


CASES = [
    ("whole", WHOLE, {}),
    ("no question", replace(WHOLE, questions=()), {"it_asks_something": "Add the first question."}),
    ("no answers", with_question(answers=()),
     {"every_question_has_answers": "Give two answers or more to: “Is there a sponsor?”."}),
    ("one answer", with_question(answers=(YES,)),
     {"every_question_has_answers": "Give two answers or more to: “Is there a sponsor?”."}),
    ("asked twice", replace(WHOLE, questions=(SPONSOR, replace(SPONSOR, words="is there  a SPONSOR?"))),
     {"nothing_is_asked_twice": "The same words stand twice: “is there  a SPONSOR?”."}),
    ("answered twice", with_question(answers=(YES, NO, replace(NO, words="yes"))),
     {"nothing_is_asked_twice": "The same words stand twice: “yes”."}),
    ("nothing earns", with_question(answers=(NO, answer("Never"))),
     {"every_question_counts": "Whatever is answered, nothing follows from: “Is there a sponsor?”."}),
    ("no weight", with_question(weight=0),
     {"every_question_counts": "Whatever is answered, nothing follows from: “Is there a sponsor?”."}),
    ("no weight, but rules out", with_question(weight=0, answers=(answer("No"), answer("Sanctioned", stops=True))), {}),
    ("rules out and earns", with_question(answers=(YES, answer("Sanctioned", "0.5", stops=True))),
     {"every_question_counts": "These rule a client out and earn points: “Sanctioned”."}),
    ("a gap", with_bands(answer("Many", "1", low=1500), answer("Few", high=500)),
     {"every_figure_has_one_answer": "How many people? No answer holds from 500 up to 1,500."}),
    ("a gap above", with_bands(answer("Many", "1", low=500, high=900), answer("Few", high=500)),
     {"every_figure_has_one_answer": "How many people? No answer holds from 900 up."}),
    ("an overlap", with_bands(answer("Many", "1", low=400), answer("Few", high=500)),
     {"every_figure_has_one_answer": "How many people? “Many” and “Few” all hold from 400 up to 500."}),
    ("backwards", with_bands(answer("Many", "1", low=9, high=5), answer("Few")),
     {"every_figure_has_one_answer": "How many people? “Many” ends at 5, before it begins at 9."}),
    ("bands without a measure don't count", with_question(answers=(answer("Yes", "1", low=5), NO)), {}),
    ("floor above strong", replace(WHOLE, floor=81),
     {"the_floor_lies_below_strong": "The floor of 81 lies above strong, 80."}),
    ("floor on strong", replace(WHOLE, floor=80), {}),
    ("nothing changed", replace(WHOLE, differs=False),
     {"it_changes_something": "The draft reads like the version that counts now."}),
    ("no reason", replace(WHOLE, why="  "), {"it_says_why": "Say why: whoever is judged by it will ask."}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "facts", "missing"), CASES, ids=[case[0] for case in CASES])
def test_rules_of_publishing(name, facts, missing):
    assert {found.rule: found.words for found in check(PUBLISH, facts) if found.words} == missing
    if missing:
        with pytest.raises(Refused):
            insist(PUBLISH, facts)
    else:
        insist(PUBLISH, facts)


def test_nothing_of_it_can_be_waived():
    assert not [rule.name for rule in PUBLISH if rule.waivable]
