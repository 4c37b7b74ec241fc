"""Are two written names the same person's?"""

import re
import unicodedata

BARE = str.maketrans({"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ł": "l", "þ": "th", "ð": "d", "ı": "i"})
SPELT_OUT = BARE | str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
TITLES = frozenset(
    {"dr", "mr", "mrs", "ms", "miss", "mx", "prof", "herr", "frau", "mme", "mlle", "sir", "dame", "ing", "dipl"}
)


def is_same_name(typed: str, known: str) -> bool:
    """Whether somebody known by one name may have typed the other: order, accents, capitals, titles, middle names and
    initials don't count, any other name does. "Castellan, Ruth M." is Ruth Castellan, "Femi Alade" isn't.

    Every part of the shorter name needs its own part of the longer one, and one of them has to be written out in both.
    """
    return any(_fit(_parts(typed, spelt), _parts(known, spelt)) for spelt in (True, False))


def _fit(one: list[str], other: list[str]) -> bool:
    short, left = sorted((one, other), key=len)
    left, whole = list(left), False
    for part in sorted(short, key=len, reverse=True):
        found = next((each for each in left if each == part), None) or next(
            (each for each in left if each[0] == part[0] and 1 in (len(each), len(part))), None
        )
        if found is None:
            return False
        whole = whole or (found == part and len(part) > 1)
        left.remove(found)
    return whole


def _parts(name: str, spelt_out: bool) -> list[str]:
    """The parts of a name, folded; umlauts as "ue" or as the bare letter, since people write both."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    folded = folded.translate(SPELT_OUT if spelt_out else BARE)
    bare = "".join(each for each in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(each))
    parts = [part for part in re.split(r"[\W_]+", bare) if part]
    return [part for part in parts if part not in TITLES] or parts
