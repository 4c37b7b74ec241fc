"""What looks alike reads alike, and stands where it stood."""

import pytest

from tandem.calc.folding import fold, folded, is_said, key
from tandem.calc.phrases import find

WRITINGS = [
    "and so on", "AND SO ON", "and\u00a0so on", "and  so\non", "and-so-on", "\u0430nd s\u043e \u043en", "\u0391nd s\u03bf \u03bfn",
    "a\u00adnd so on", "an\u200bd so on", "and\u200bso\u200bon", "\uff41\uff4e\uff44 so on", "and s\u0307o on", "\u1e01nd so on",
    "a\u2060nd so on", "\U0001d41a\U0001d427\U0001d41d so on", "and \u1d0f on".replace("\u1d0f", "s\u1d0f"), "and\u2011so\u2011on",
]  # fmt: skip


@pytest.mark.parametrize("writing", WRITINGS)
def test_a_vague_word_is_found_in_whatever_letters_and_where_it_stands(writing):
    text = f"Exports {writing}, in time."
    (hit,) = find(text, ["and so on"])
    assert text[hit.start : hit.end] == writing


@pytest.mark.parametrize("text", ["sand so on", "and soon", "and so one", "andsoon", ""])
def test_it_is_found_as_whole_words_only(text):
    assert find(text, ["and so on"]) == []


def test_a_phrase_in_look_alikes_finds_plain_words_too():
    assert len(find("and so on", ["\u0430nd s\u043e on"])) == 1


@pytest.mark.parametrize(
    "writing",
    ["We will be on s\u0456te.", "we will be ON  site", "We\u200b will be on-site!", "W\u0435 will be on site"],
)
def test_the_same_promise_in_other_letters_is_the_same(writing):
    assert key(writing) == key("We will be on site")


@pytest.mark.parametrize(
    ("one", "other"), [("on site", "off site"), ("five vans", "six vans"), ("\u65e5\u672c", "\u4e2d\u56fd")]
)
def test_other_words_stay_other_words(one, other):
    assert key(one) != key(other)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", False),
        (" \u200b\u00ad", False),
        ("\u3164", False),
        ("…", False),
        ("ok", True),
        ("\u65e5", True),
        ("7", True),
    ],
)
def test_what_nobody_sees_says_nothing(text, said):
    assert is_said(text) is said


def test_every_sign_knows_its_place():
    found = folded("x\u00ad\ufb01y")
    assert (found.text, found.places, found.span(1, 3)) == ("xfiy", (0, 2, 2, 3), (2, 3))
    assert fold("\u0130I\u0131") == "iii"
