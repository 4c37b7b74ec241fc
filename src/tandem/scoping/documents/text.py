"""What people typed, made fit for paper: no letter that a file can't hold."""

import re
from typing import Any

# What XML 1.0 and PDF can't hold: control letters but tab and new line, halves of pairs, and the two that are none.
UNHELD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
LONG_WORD = re.compile(r"\S{32}(?=\S)")
MAY_BREAK = "\u200b"


def held(value: Any) -> Any:
    """The same data, each text without letters that no file can hold."""
    if isinstance(value, str):
        return UNHELD.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(value, dict):
        return {key: held(each) for key, each in value.items()}
    if isinstance(value, list):
        return [held(each) for each in value]
    return value


def breakable(value: Any) -> Any:
    """The same data, each overlong word with places where a line may end: on paper nothing scrolls."""
    if isinstance(value, str):
        return LONG_WORD.sub(lambda found: found[0] + MAY_BREAK, value)
    if isinstance(value, dict):
        return {key: breakable(each) for key, each in value.items()}
    if isinstance(value, list):
        return [breakable(each) for each in value]
    return value
