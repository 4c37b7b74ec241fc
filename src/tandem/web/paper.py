"""Papers: PDF/A from a Typst file and data. What people typed goes in as data and is never markup."""

import json
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone

ROOT = Path(__file__).resolve().parents[1]
MISSING = re.compile(r'the text `"(?P<text>.+?)"` could not be displayed')
# What PDF and XML can't hold: control letters but tab and new line, halves of pairs, and the two that are none.
UNHELD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
LONG_WORD = re.compile(r"\S{32}(?=\S)")
MAY_BREAK = "\u200b"
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


class Undrawable(ValueError):
    """No font here has the character. `text` is what can't be drawn."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


def render(paper: str, data: dict[str, Any], *, at: datetime) -> bytes:
    """The PDF (PDF/A-2b) of `paper`, a Typst file named from the house's root: "review/papers/minutes.typ".

    `data` is plain JSON, read in the paper by `#let d = json(bytes(sys.inputs.data))`; `at` is the document's date.
    The same data and `at` give the same bytes. Fonts of this machine are used only where our own lack a character.

    Raises:
        Undrawable: no font, ours or the machine's, has a character of the text.
    """
    import typst  # 80 MB that only papers need

    inputs = {
        "data": json.dumps(_each_text(data, lambda text: breakable(held(text)))),
        "at": timezone.localdate(at).isoformat(),
    }
    missing = ""
    for own_fonts_only in (True, False):
        try:
            return typst.compile(
                str(ROOT / paper), root=str(ROOT), format="pdf", sys_inputs=inputs, pdf_standards=["a-2b"],
                ignore_system_fonts=own_fonts_only,
            )  # fmt: skip
        except typst.TypstError as error:
            found = MISSING.search(str(error))
            if found is None:
                raise
            missing = ESCAPED.sub(lambda code: chr(int(code[1], 16)), found["text"])
    raise Undrawable(missing)


def held(text: str) -> str:
    """Without letters that no file can hold."""
    return UNHELD.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def all_held(data: Any) -> Any:
    """The same data, each text `held`."""
    return _each_text(data, held)


def breakable(text: str) -> str:
    """With places where a line may end within an overlong word: on paper nothing scrolls."""
    return LONG_WORD.sub(lambda found: found[0] + MAY_BREAK, text)


def _each_text(data: Any, change: Callable[[str], str]) -> Any:
    if isinstance(data, str):
        return change(data)
    if isinstance(data, dict):
        return {key: _each_text(each, change) for key, each in data.items()}
    if isinstance(data, list | tuple):
        return [_each_text(each, change) for each in data]
    return data
