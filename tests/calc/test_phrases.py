"""Phrases found in a text: whole words, whatever the case and the spacing between them."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.calc.phrases import Hit, find


@pytest.mark.parametrize(
    ("text", "phrases", "found"),
    [
        ("Support as needed.", ["as needed"], ["as needed"]),
        ("As\n needed, and AS NEEDED", ["as needed"], ["As\n needed", "AS NEEDED"]),
        ("needless, as neededx, xas needed", ["as needed", "need"], []),
        ("best-effort and best effort", ["best effort"], ["best-effort", "best effort"]),
        ("reports, dashboards etc. and more", ["etc."], ["etc."]),
        ("reports, etc", ["etc."], []),
        ("we’ll do it; we'll try", ["we'll"], ["we’ll", "we'll"]),
        ("up to and including", ["up to", "up to and including"], ["up to and including"]),
        ("100% uptime (a+b)*", ["100%", "(a+b)*"], ["100%", "(a+b)*"]),
        ("unlimited", ["", "  ", "unlimited", "unlimited "], ["unlimited"]),
        ("best efforts", ["best effort", "best efforts"], ["best efforts"]),
        ("as soon as possible", ["soon as", "as soon", "as soon as possible"], ["as soon as possible"]),
        ("", ["as needed"], []),
        ("as needed", [], []),
    ],
)
def test_what_is_found(text, phrases, found):
    assert [text[hit.start : hit.end] for hit in find(text, phrases)] == found


def test_a_hit_says_which_phrase_it_is():
    assert find("On a Best Effort basis", ["best effort"]) == [Hit(5, 16, "best effort")]


@given(st.text(max_size=80), st.lists(st.text(max_size=8), max_size=6))
def test_hits_stand_in_order_and_never_overlap(text, phrases):
    hits = find(text, phrases)
    assert all(before.end <= after.start for before, after in itertools.pairwise(hits))
    assert all(
        0 <= hit.start < hit.end <= len(text) and hit.phrase in [each.strip() for each in phrases] for hit in hits
    )


@given(st.sampled_from(["as needed", "unlimited", "etc.", "best effort"]), st.text("abc xyz,\n", max_size=40))
def test_a_phrase_among_spaces_is_always_found(phrase, around):
    assert phrase in [hit.phrase for hit in find(f"{around} {phrase} {around}", [phrase])]
