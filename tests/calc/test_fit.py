import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.calc.fit import Criterion, Lift, fewest_changes, fit, grade, lifts, reach

PROFILE = [
    Criterion("sponsor", 3, {"none": 0, "named": 1, "in the room": 2}),
    Criterion("data", 2, {"unknown": 0, "sampled": 1, "ready": 2}),
    Criterion("size", 1, {"too small": 0, "right": 1}),
]


def test_a_score_explains_itself():
    found = fit(PROFILE, {"sponsor": "in the room", "data": "sampled"}, floor=60)
    assert [(row.key, row.level, row.points, row.most) for row in found.rows] == [
        ("sponsor", "in the room", 50, 50),
        ("data", "sampled", 17, 34),
        ("size", None, 0, 17),
    ]
    assert (found.score, found.unanswered, found.verdict) == (67, ["size"], "fits")


def test_below_the_floor_leadership_decides():
    answers = {"sponsor": "named", "data": "ready", "size": "right"}
    assert fit(PROFILE, answers, floor=75).verdict == "fits"
    assert fit(PROFILE, answers, floor=76).verdict == "escalate"


def test_a_disqualifier_decides_whatever_the_score():
    perfect = {"sponsor": "in the room", "data": "ready", "size": "right"}
    found = fit(PROFILE, perfect, floor=60, disqualifiers=["sanctioned"])
    assert (found.score, found.stops, found.verdict) == (100, ["sanctioned"], "disqualified")


def test_nothing_asked_or_nothing_answered_is_nothing():
    assert fit([], {}, floor=60).score == 0
    assert [row.points for row in fit(PROFILE, {}, floor=60).rows] == [0, 0, 0]


@pytest.mark.parametrize(
    ("criterion", "answers", "words"),
    [
        (Criterion("size", 0, {"right": 1}), {}, "at least 1"),
        (Criterion("size", 1, {"right": 0}), {}, "above 0"),
        (Criterion("size", 1, {"right": 1, "wrong": -1}), {}, "0 or more"),
        (Criterion("size", 1, {}), {}, "above 0"),
        (Criterion("size", 1, {"right": 1}), {"size": "left"}, "'left' isn't one"),
    ],
)
def test_a_profile_that_cannot_be_is_refused(criterion, answers, words):
    with pytest.raises(ValueError, match=words):
        fit([criterion], answers, floor=60)


@st.composite
def profiles(draw):
    criteria, answers = [], {}
    for number in range(draw(st.integers(0, 8))):
        values = [*draw(st.lists(st.integers(0, 9), min_size=1, max_size=4)), draw(st.integers(1, 9))]
        levels = {f"level {place}": value for place, value in enumerate(values)}
        criteria.append(Criterion(f"criterion {number}", draw(st.integers(1, 20)), levels))
        if draw(st.booleans()):
            answers[f"criterion {number}"] = draw(st.sampled_from(sorted(levels)))
    return criteria, answers


@given(profiles())
def test_the_rows_add_up_and_none_passes_its_most(profile):
    criteria, answers = profile
    found = fit(criteria, answers, floor=60)
    assert sum(row.points for row in found.rows) == found.score
    assert 0 <= found.score <= 100
    assert all(0 <= row.points <= row.most for row in found.rows)
    whole = sum(criterion.weight for criterion in criteria)
    exact = sum(
        100 * c.weight * c.levels[answers[c.key]] / max(c.levels.values()) / whole for c in criteria if c.key in answers
    )
    assert abs(found.score - exact) <= 0.5 + 1e-9


@given(profiles(), st.data())
def test_a_better_answer_never_lowers_the_score(profile, data):
    criteria, answers = profile
    if not criteria:
        return
    improved = data.draw(st.sampled_from(criteria))
    best = max(improved.levels, key=lambda level: improved.levels[level])
    better = fit(criteria, {**answers, improved.key: best}, floor=60)
    assert better.score >= fit(criteria, answers, floor=60).score


GRADES = [
    # score, floor, strong, stopped -> word: weak as far below the floor as strong lies above it
    (80, 65, 80, False, "strong"),
    (79, 65, 80, False, "fits"),
    (65, 65, 80, False, "fits"),
    (64, 65, 80, False, "escalate"),
    (50, 65, 80, False, "escalate"),
    (49, 65, 80, False, "weak"),
    (100, 65, 80, True, "disqualified"),
    (65, 65, 65, False, "strong"),
    (64, 65, 65, False, "weak"),
    (0, 30, 90, False, "escalate"),
]


@pytest.mark.parametrize(("score", "floor", "strong", "stopped", "word"), GRADES)
def test_words_for_a_score(score, floor, strong, stopped, word):
    assert grade(score, floor, strong, stopped) == word


REACHES = [
    ({}, (0, 100)),
    ({"sponsor": "in the room"}, (50, 100)),
    ({"sponsor": "none"}, (0, 50)),
    ({"sponsor": "in the room", "data": "sampled", "size": "right"}, (83, 83)),
]


@pytest.mark.parametrize(("answers", "ends"), REACHES)
def test_what_open_questions_can_still_make(answers, ends):
    assert reach(PROFILE, answers) == ends


def test_what_would_lift_it_over_the_floor():
    answers = {"sponsor": "named", "data": "sampled", "size": "right"}  # 25 + 17 + 17 = 58
    assert lifts(PROFILE, answers, 58) == []
    assert lifts(PROFILE, answers, 75) == [Lift("data", "ready", 75), Lift("sponsor", "in the room", 83)]
    assert lifts(PROFILE, answers, 90) == []


@pytest.mark.parametrize(("floor", "count"), [(50, 0), (58, 0), (59, 1), (83, 1), (84, 2), (100, 2)])
def test_how_many_answers_it_takes(floor, count):
    assert fewest_changes(PROFILE, {"sponsor": "named", "data": "sampled", "size": "right"}, floor) == count


def test_no_answers_reach_more_than_everything():
    assert fewest_changes(PROFILE, {}, 101) is None
    assert fewest_changes([], {}, 1) is None
