"""Texts folded for finding and for telling duplicates: what looks alike reads alike. Never for digests, which go by the
exact bytes."""

import unicodedata
from dataclasses import dataclass

# Letters of other alphabets that are drawn like Latin ones, after NFKC and case folding.
LOOK_ALIKE = str.maketrans(
    {
        **dict(zip("\u0430\u0432\u0435\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445", "abekmhopctyx", strict=True)),
        **dict(zip("\u0456\u0458\u0455\u0501\u04bb\u051b\u051d\u04cf\u0475\u044c\u0433\u0491\u04af\u0510", "ijsdhqwlvbrrye", strict=True)),
        **dict(zip("\u03b1\u03b2\u03b5\u03b7\u03b9\u03ba\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7\u03b3\u03c9\u03c3", "abenikvoptuxywo", strict=True)),
        **dict(zip("\u0561\u0570\u0578\u057d\u0581\u0585\u0566", "whnugoq", strict=True)),
        "\u0131": "i", "\u0269": "i", "\u0251": "a", "\u0261": "g", "\u029f": "l", "\u1d0f": "o", "\u0280": "r", "\u0274": "n",
        "\u026a": "i", "\u1d00": "a", "\u0299": "b", "\u1d04": "c", "\u1d05": "d", "\u1d07": "e", "\u0262": "g", "\u029c": "h",
        "\u1d0a": "j", "\u1d0b": "k", "\u1d0d": "m", "\u1d18": "p", "\u1d1b": "t", "\u1d1c": "u", "\u1d20": "v", "\u1d21": "w",
        "\u1d22": "z", "\u017f": "s", "\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u2010": "-", "\u2011": "-", "\u2012": "-",
        "\u2013": "-", "\u2014": "-", "\u2212": "-", "\u00f8": "o", "\u0142": "l", "\u0111": "d", "\u0127": "h", "\u0167": "t",
        "\u0268": "i", "\u01b6": "z", "\u0180": "b",
    }
)  # fmt: skip
# Capitals that pass for another letter than their small ones do.
CAPITALS = str.maketrans("\u039d\u0397\u039c\u0396\u03a5", "nhmzy")
# What isn't seen: zero-width and directional signs, soft hyphens, accents that are put on, fillers that are blank.
UNSEEN = ("Cf", "Cc", "Mn", "Me")
BLANK = "\u115f\u1160\u3164\uffa0\u2800"


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` as it's compared; the sign at `text[i]` stands at `places[i]` of the original, which has `length` signs."""

    text: str
    places: tuple[int, ...]
    length: int

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where text[start:end] stands in the original."""
        if start >= end:
            return (0, 0)
        return self.places[start], self.places[end] if end < len(self.places) else self.length


def folded(text: str) -> Folded:
    """Sign by sign: NFKC, no accents, nothing unseen, small letters, look-alikes as the Latin letter they pass for."""
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        for each in _fold(sign):
            signs.append(each)
            places.append(place)
    return Folded("".join(signs), tuple(places), len(text))


def fold(text: str) -> str:
    """The same as one text."""
    return folded(text).text


def is_said(text: str) -> bool:
    """Does it say anything: a letter or a figure that somebody sees?"""
    return any(sign.isalnum() for sign in fold(text))


def is_seen(text: str) -> bool:
    """Is there anything to see in it, a sign among them?"""
    return bool(fold(text).strip())


def key(text: str) -> str:
    """A text for telling duplicates: case, spaces, signs and look-alikes don't count."""
    return " ".join("".join(sign if sign.isalnum() else " " for sign in fold(text)).split())


def _fold(sign: str) -> str:
    if sign < "\x80":  # nearly all of them
        return sign.lower() if sign.isprintable() or sign.isspace() else ""
    if sign in BLANK or unicodedata.category(sign) == "Cf":
        return ""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", sign).translate(CAPITALS).casefold())
    seen = "".join(each for each in apart if unicodedata.category(each) not in UNSEEN or each.isspace())
    return seen.translate(LOOK_ALIKE)
