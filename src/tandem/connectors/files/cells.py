"""Single cells as exporters dress them: ids, formulas that keep zeros, signs that nobody sees."""

import re

CONTROL = {code: None for code in range(32) if code not in (9, 10)} | {127: None}
AS_FORMULA = re.compile(r'="(.*)"$', re.DOTALL)
SHORT_ID = re.compile(r"[0-9A-Za-z]{15}$")


def lengthened(short: str) -> str:
    """The 18 characters of a 15-character Salesforce id: the last three say which letters are capitals."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
    parts = (short[start : start + 5] for start in (0, 5, 10))
    return short + "".join(
        alphabet[sum(1 << place for place, letter in enumerate(part) if "A" <= letter <= "Z")] for part in parts
    )


def cleaned(value: str) -> str:
    """Without control characters; ="0012", by which exporters keep zeros, is 0012; '=1+1, as we write it, is =1+1."""
    if value[:1] == "'" and value[1:2] in ("=", "+", "-", "@"):
        value = value[1:]
    held = AS_FORMULA.match(value)
    return (held[1] if held else value).translate(CONTROL).replace("\t", " ").strip()
