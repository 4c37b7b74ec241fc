"""A firm's phrases in a text: whole words, any case, either apostrophe; of two that overlap the first, then the longer."""

import pytest

from tandem.calc.phrases import find


@pytest.mark.parametrize(
    ("text", "phrases", "found"),
    [
        ("", ["as needed"], []),
        ("Nothing of it.", [], []),
        ("As Needed, and as  needed; as-needed.", ["as needed"], ["As Needed", "as  needed", "as-needed"]),
        ("The etching, etc.", ["etc"], ["etc"]),
        ("We’ll do it, and we'll like it.", ["we'll"], ["We’ll", "we'll"]),
        ("We’ll do it, and we'll like it.", ["we’ll"], ["We’ll", "we'll"]),
        ("best efforts", ["best effort", "best efforts"], ["best efforts"]),
        ("as soon as possible", ["soon as", "as soon", "as soon as possible"], ["as soon as possible"]),
        ("50% (or so)", ["(or so)"], ["(or so)"]),
    ],
)
def test_find(text, phrases, found):
    assert [text[hit.start : hit.end] for hit in find(text, phrases)] == found
