"""A person's answer to a question of the plan, put into the mapping."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from tandem.connectors.files.aliases import FIELDS
from tandem.connectors.files.columns.numbers import ISO_CODES
from tandem.connectors.files.match import Mapping
from tandem.connectors.files.rows import rate_of
from tandem.connectors.files.stages import ARRIVALS

FIRST = {"day": "day/month", "month": "month/day", "dmy": "day/month", "mdy": "month/day"}


class Unanswerable(ValueError):
    """No such question, or no such answer to it. The message says which there are."""


def answer(mapping: Mapping, questions: Iterable[dict[str, Any]], key: str, given: str) -> None:
    """Takes `key` as a question's own ("close_date", "stage:Pitch", "rate:USD") or as the name of its column.

    Raises: Unanswerable, in words.
    """
    key, given = key.strip(), given.strip()
    kind, _sign, name = key.partition(":")
    if kind == "stage" and name:
        mapping.stages[name] = _one_of(given.casefold(), ARRIVALS, key)
    elif kind == "rate" and name.upper() in ISO_CODES:
        if given and rate_of(given) is None:
            raise Unanswerable(_("A rate is a number over zero, as in %(key)s=0.79.") % {"key": key})
        mapping.rates[name.upper()] = given
    elif key == "currency":
        mapping.decisions[key] = _one_of(given.upper(), tuple(sorted(ISO_CODES)), key)
    elif kind == "column" and name in FIELDS:
        mapping.columns[name] = given
    else:
        _decide(mapping, list(questions), key, given)


def _decide(mapping: Mapping, questions: list[dict[str, Any]], key: str, given: str) -> None:
    for question in questions:
        names = (question["key"].casefold(), question["column"].casefold())
        if question["choices"] and ":" not in question["key"] and key.casefold() in names:
            choice = FIRST.get(given.casefold(), given)
            mapping.decisions[question["key"]] = _one_of(choice, tuple(question["choices"]), key)
            return
    asked = ", ".join(question["key"] for question in questions) or _("none")
    raise Unanswerable(_("There's no question “%(key)s”. Questions: %(asked)s.") % {"key": key, "asked": asked})


def _one_of(given: str, choices: tuple[str, ...], key: str) -> str:
    if given not in choices:
        raise Unanswerable(
            _("“%(given)s” doesn't answer %(key)s. Answers: %(choices)s.")
            % {"given": given, "key": key, "choices": ", ".join(choices[:12])}
        )
    return given
