"""What changed between two numbers of a handoff, section by section, in lines that a person reads."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tandem.handoff.queries.brief import Brief
from tandem.handoff.queries.sections import SECTIONS

Line = str


@dataclass(frozen=True)
class Change:
    title: str
    gone: list[Line]
    new: list[Line]


def changes(old: Brief, old_paragraph: str, new: Brief, new_paragraph: str) -> list[Change]:
    """Only the sections that differ, in the document's order. Money is left to those who may see it: it isn't here."""
    found = []
    for key, title in SECTIONS.items():
        before, after = lines(key, old, old_paragraph), lines(key, new, new_paragraph)
        gone = [line for line in before if line not in after]
        fresh = [line for line in after if line not in before]
        if gone or fresh:
            found.append(Change(str(title), gone, fresh))
    return found


def lines(key: str, brief: Brief, paragraph: str) -> list[Line]:
    if key == "paragraph":
        return [paragraph] if paragraph else []
    return LINES[key](brief)


def _scope(brief: Brief) -> list[Line]:
    said = brief["scope"]
    rest = [*said.get("acceptance", []), *said.get("changes", [])]
    return [f"+ {words}" for words in said["in"]] + [f"− {words}" for words in said["out"]] + rest


def _dates(brief: Brief) -> list[Line]:
    dates = brief["dates"]
    period = [f"{dates['starts_on'] or '?'} – {dates['ends_on'] or '?'}"]
    return period + [f"{each['name']}, {each['on']}" for each in dates["milestones"]]


def _told(*names: str) -> Callable[[dict[str, Any]], Line]:
    return lambda row: ", ".join(str(row[name]) for name in names if row[name])


def _duty(row: dict[str, Any]) -> Line:
    return " ".join([row["words"], *(f"{part['letter']}: {part['name']}" for part in row["parts"])])


LINES: dict[str, Callable[[Brief], list[Line]]] = {
    "done": lambda brief: [_told("title", "proves", "measured_how", "on")(row) for row in brief["done"]],
    "scope": _scope,
    "promises": lambda brief: [_told("words", "who", "on", "paper", "paper_words")(row) for row in brief["promises"]],
    "otherwise": lambda brief: [
        _told("words", "heard", "how", "change", "by", "confirmed_by")(row) for row in brief.get("otherwise", ())
    ],
    "duties": lambda brief: [_duty(row) for row in brief["duties"]],
    "assumptions": lambda brief: [_told("words", "verified_how", "condition")(row) for row in brief["assumptions"]],
    "risks": lambda brief: [_told("words", "size", "mitigation", "owner")(row) for row in brief["risks"]],
    "dates": _dates,
}
