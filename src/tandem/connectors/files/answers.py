"""A person's answer to a question of the plan, put into the mapping.

An answer that isn't needed is kept all the same: a script that brings every week's file in says the same each time. What
names no question that there could be, or answers one wrongly, is refused.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from tandem.connectors.files.aliases import FIELDS
from tandem.connectors.files.columns.dates import DAY_FIRST, MONTH_FIRST, DateEvidence
from tandem.connectors.files.columns.numbers import COMMA, ISO_CODES, POINT, NumberEvidence
from tandem.connectors.files.columns.shares import PERCENT, SHARE
from tandem.connectors.files.guess import ESSENTIAL
from tandem.connectors.files.match import Mapping
from tandem.connectors.files.money import LEAVE_OUT, rate_of, times_of
from tandem.connectors.files.questions import CONFLICTS, NONE, STATUS_CHOICES, UNITS
from tandem.connectors.files.stages import ARRIVALS
from tandem.connectors.files.study import EVIDENCE

FIRST = {"day": DAY_FIRST, "month": MONTH_FIRST, "dmy": DAY_FIRST, "mdy": MONTH_FIRST}
WRITTEN: dict[type, tuple[str, ...]] = {DateEvidence: (DAY_FIRST, MONTH_FIRST), NumberEvidence: (POINT, COMMA)}
TWINS = ("same", "new")
CHOSEN = {"unit": UNITS, "conflict": CONFLICTS, "twins": TWINS}


class Unanswerable(ValueError):
    """No such question, or no such answer to it. The message says which there are."""


def answer(
    mapping: Mapping, questions: Iterable[dict[str, Any]], key: str, given: str, header: Iterable[str] | None = None
) -> None:
    """Takes `key` as a question's own ("close_date", "stage:Pitch", "rate:USD") or as the name of its column. `header` are
    the file's columns, where an answer may name one.

    Raises: Unanswerable, in words.
    """
    key, given = key.strip(), given.strip()
    kind, _sign, name = key.partition(":")
    if kind == "stage" and name:
        mapping.stages[name] = _one_of(given.casefold(), ARRIVALS, key)
    elif kind == "status" and name:
        mapping.statuses[name] = _one_of({"won": "signed"}.get(given.casefold(), given.casefold()), STATUS_CHOICES, key)
    elif kind == "rate" and name.upper() in ISO_CODES:
        _rate(mapping, key, name.upper(), given)
    elif kind == "period" and name:
        if times_of(given) is None:
            raise Unanswerable(_("How many times is a number over zero, as in %(key)s=12.") % {"key": key})
        mapping.decisions[key] = given
    elif key == "currency":
        mapping.decisions[key] = _one_of(given.upper(), tuple(sorted(ISO_CODES)), key)
    elif kind == "forms" and name:
        mapping.decisions[key] = _one_of(given.casefold(), ("one", "several"), key)
    elif key in CHOSEN:
        mapping.decisions[key] = _one_of(given.casefold(), CHOSEN[key], key)
    elif key == "sheet" and given:
        mapping.decisions[key] = given
    elif kind == "column" and name in FIELDS:
        _column(mapping, name, given, header)
    else:
        _decide(mapping, list(questions), key, given)


def _rate(mapping: Mapping, key: str, code: str, given: str) -> None:
    if given and given.casefold() != LEAVE_OUT and rate_of(given) is None:
        raise Unanswerable(_("A rate is a number over zero, as in %(key)s=0.79.") % {"key": key})
    mapping.rates[code] = given.casefold()


def _column(mapping: Mapping, ours: str, given: str, header: Iterable[str] | None) -> None:
    """One of the file's columns, or none of them."""
    names = {name.casefold(): name for name in header or ()}
    if given.casefold() in ("", "-", NONE) and given.casefold() not in names:
        mapping.columns.pop(ours, None)
        for field in ESSENTIAL.get(ours, ()):
            mapping.columns.pop(field, None)
        mapping.decisions[f"column:{ours}"] = NONE
        return
    if header is not None and given.casefold() not in names:
        listed = ", ".join(names.values())
        raise Unanswerable(
            _("The file has no column “%(given)s”. It has: %(names)s.") % {"given": given, "names": listed}
        )
    mapping.columns[ours] = names.get(given.casefold(), given)
    mapping.decisions[f"column:{ours}"] = "said"
    for other in [
        field for field, column in mapping.columns.items() if column == mapping.columns[ours] and field != ours
    ]:
        del mapping.columns[other]


def _decide(mapping: Mapping, questions: list[dict[str, Any]], key: str, given: str) -> None:
    for question in questions:
        names = (question["key"].casefold(), question["column"].casefold())
        if question["choices"] and ":" not in question["key"] and key.casefold() in names:
            choice = FIRST.get(given.casefold(), given)
            mapping.decisions[question["key"]] = _one_of(choice, tuple(question["choices"]), key)
            return
    ours = _field(mapping, key)
    if ours:
        choices = WRITTEN.get(EVIDENCE[ours], (SHARE, PERCENT))
        mapping.decisions[ours] = _one_of(FIRST.get(given.casefold(), given), choices, key)
        return
    asked = ", ".join(question["key"] for question in questions) or _("none")
    raise Unanswerable(_("There's no question “%(key)s”. Questions: %(asked)s.") % {"key": key, "asked": asked})


def _field(mapping: Mapping, key: str) -> str:
    """The field whose values can be written in several ways, by its own name or its column's; "" for none such."""
    by_column = {column.casefold(): ours for ours, column in mapping.columns.items()}
    ours = key if key in EVIDENCE else by_column.get(key.casefold(), "")
    return ours if ours in EVIDENCE else ""


def _one_of(given: str, choices: tuple[str, ...], key: str) -> str:
    if given not in choices:
        raise Unanswerable(
            _("“%(given)s” doesn't answer %(key)s. Answers: %(choices)s.")
            % {"given": given, "key": key, "choices": ", ".join(choices[:12])}
        )
    return given
