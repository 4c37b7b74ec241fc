"""Firms' names: the name itself, and the legal form at its end in whatever spelling."""

import re
import unicodedata
from functools import cache

from tandem.calc.folding import fold

# One form a line, in its spellings; dots, spaces and case don't count. What differs in law stays apart.
FORMS: tuple[str, ...] = (
    "ltd|limited", "plc|public limited company", "llp", "lp", "llc", "inc|incorporated", "corp|corporation", "co|company",
    "pty ltd|pty limited|proprietary limited", "pte ltd|pte limited", "pvt ltd|private limited|pvt limited", "unlimited",
    "gmbh|gesellschaft mit beschränkter haftung|ges m b h|gesmbh", "ag|aktiengesellschaft", "kg", "ohg", "ug|ug haftungsbeschränkt",
    "gmbh & co kg|gmbh und co kg|gmbh co kg|gmbh & cokg", "ag & co kg", "kgaa", "ev|eingetragener verein", "eg", "gbr", "ek|eingetragener kaufmann",
    "sa|société anonyme|sociedad anónima", "sas|société par actions simplifiée", "sasu", "sarl|société à responsabilité limitée", "eurl", "snc",
    "sl|sociedad limitada", "slu", "sau", "srl", "spa|società per azioni", "sapa", "lda|limitada", "ltda",
    "bv|besloten vennootschap", "nv|naamloze vennootschap", "vof", "bvba",
    "ab|aktiebolag", "as", "asa", "aps|anpartsselskab", "a/s|aktieselskab", "oy|osakeyhtiö", "oyj", "hb", "kb", "ehf", "hf",
    "sp z oo|spółka z ograniczoną odpowiedzialnością", "sro", "as cz", "kft", "zrt", "nyrt", "doo", "dd", "ad", "ood", "eood", "oü", "uab", "sia",
    "se|societas europaea", "scop", "scs", "sca", "sc",
)  # fmt: skip


def split(name: str) -> tuple[str, str]:
    """(the name folded without its legal form, the form's first spelling or ""): ("orchard", "ltd") for Orchard Limited.

    Case, accents, spaces, signs, what isn't seen, look-alikes of other alphabets and a leading article don't count. A name
    that is a form alone keeps it. Where AS and A/S are two forms, they stay two.
    """
    words = _folded(name)
    for length in range(min(5, len(words) - 1), 0, -1):
        form = _forms().get("".join(words[-length:]))
        if form and (length > 1 or len(words[-1]) > 1):
            return "".join(words[:-length]), form
    return _lettered(words) or ("".join(words), "")


def _lettered(words: list[str]) -> tuple[str, str] | None:
    """S.p.A. is three words of one letter each: taken together where they are a form."""
    for length in range(min(6, len(words) - 1), 1, -1):
        tail = words[-length:]
        if all(len(word) == 1 for word in tail) and (form := _forms().get("".join(tail))):
            return "".join(words[:-length]), form
    return None


def _folded(name: str) -> list[str]:
    text = fold(unicodedata.normalize("NFKC", name))
    text = re.sub(r"(?<![a-z])a/s(?![a-z])", "aslash", text)
    words = re.findall(r"\w+", text)
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    return words


@cache
def _forms() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in FORMS:
        first = line.split("|")[0]
        for spelling in line.split("|"):
            found.setdefault("".join(_folded(spelling)) or spelling, first)
    return found
