"""Word-level differences."""

import pytest

from tandem.calc.wording import pair_up, word_changes


@pytest.mark.parametrize(
    ("old", "new", "runs"),
    [
        ("One register", "One register", [("kept", "One register")]),
        ("One register", "One asset register", [("kept", "One"), ("added", " asset"), ("kept", " register")]),
        ("41,000 assets", "4,100 assets", [("dropped", "41,000"), ("added", "4,100"), ("kept", " assets")]),
        ("", "New", [("added", "New")]),
        ("Old", "", [("dropped", "Old")]),
        ("", "", []),
    ],
)
def test_runs_of_words(old, new, runs):
    assert word_changes(old, new) == runs


def test_kept_and_dropped_read_the_old_kept_and_added_the_new():
    old, new = "Offline look-up in 6 pilot vans, by May", "Offline look-up in 74 vans by the end of May"
    runs = word_changes(old, new)
    assert "".join(text for kind, text in runs if kind != "added") == old
    assert "".join(text for kind, text in runs if kind != "dropped") == new


def test_pairs():
    old = ["A register of all assets", "Training for two people", "Licences"]
    new = ["Training for four people", "A register of all assets", "Hosting by us"]
    assert pair_up(old, new) == [
        ("Training for two people", "Training for four people"),
        ("A register of all assets", "A register of all assets"),
        (None, "Hosting by us"),
        ("Licences", None),
    ]


def test_the_same_words_twice_are_two_pairs():
    assert pair_up(["A", "A"], ["A"]) == [("A", "A"), ("A", None)]
