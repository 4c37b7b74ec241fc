"""Every change of a deal: who, when, what and why, without the figures that the reader may not see."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tandem.delivery.queries.amendments import changes_of
from tandem.engagements.models import Amendment
from tandem.engagements.queries.deals import seen_by
from tandem.ledger.models import Entry
from tandem.ledger.queries import history as ledger_history
from tandem.people.asked import Asked
from tandem.people.models import Person
from tandem.people.queries.firm import currency
from tandem.people.rights import masked
from tandem.web.pages import page
from tandem.web.paging import ROWS, number_in
from tandem.web.words import NOTHING, day, exact_money, hours

MONEY = {
    "amount",
    "fee",
    "discount",
    "price",
    "price_if_false",
    "impact_money",
    "sold_amount",
    "sold_cost",
    "left_cost",
}
# Rows of role, minutes and cost; and what an estimate knew, which its own page tells.
BY_ROLE = {"sold_by_role", "left_by_role", "by_role"}
KEPT_WITH_IT = {"left_logged", "left_changes"}


@dataclass(frozen=True)
class Change:
    label: str
    was: str
    now: str


@dataclass(frozen=True)
class Line:
    """One entry as it reads."""

    pk: int
    actor: Person | None
    actor_name: str
    verb: str
    subject: str
    at: datetime
    reason: str
    changes: list[Change]


@require_GET
def history(request: Asked, pk: int) -> HttpResponse:
    """Newest first; ?after=<entry id> for older ones."""
    deal = get_object_or_404(seen_by(request.user), pk=pk)
    entries = ledger_history(deal.pk, number_in(request.GET.get("after")), rows=ROWS + 1)
    lines = read(entries[:ROWS], request.user, of_deal=str(deal))
    context = {
        "deal": deal,
        "tab": "history",
        "lines": lines,
        "older": lines[-1].pk if len(entries) > ROWS else None,
    }
    return page(request, "front/deal/history.html", context, block="main")


def read(entries: list[Entry], person: Person, of_deal: str = "") -> list[Line]:
    """Entries as `person` may read them. Three queries at most: who acted, what was amended, and the currency."""
    people = Person.objects.in_bulk({entry.actor_id for entry in entries if entry.actor_id})
    amended = Amendment.objects.in_bulk({entry.subject_id for entry in entries if _asks_to_amend(entry)})
    coin = currency()
    return [
        Line(
            pk=entry.pk,
            actor=people.get(entry.actor_id) if entry.actor_id else None,
            actor_name=entry.actor_name,
            verb=_(entry.verb),
            subject="" if entry.subject_name == of_deal else entry.subject_name,
            at=entry.at,
            reason=entry.reason,
            changes=_amended(entry, amended, person, coin) or _changes(entry, person, coin),
        )
        for entry in entries
    ]


def _asks_to_amend(entry: Entry) -> bool:
    """Its fields are another row's, so it reads as an amendment's page does and not by names of its own."""
    return entry.subject_type == Amendment._meta.label_lower and isinstance(entry.after.get("after"), dict)


def _amended(entry: Entry, amended: dict[int, Amendment], person: Person, coin: str) -> list[Change]:
    row = amended.get(entry.subject_id or 0) if _asks_to_amend(entry) else None
    return [Change(*told) for told in changes_of(row, person, coin)] if row else []


def _changes(entry: Entry, person: Person, coin: str) -> list[Change]:
    before = masked(person, entry.subject_type, entry.before)
    after = masked(person, entry.subject_type, entry.after)
    names = [name for name in {**before, **after} if name not in KEPT_WITH_IT]
    found = []
    for name in names:
        label, spoken = _field(entry.subject_type, name)
        was, now = (_plain(name, side.get(name), coin, spoken) for side in (before, after))
        found.append(Change(label, was, now))
    return found


@lru_cache(maxsize=1024)
def _field(subject_type: str, name: str) -> tuple[str, Mapping[Any, Any]]:
    """The field's name on screen and what its choices are called; a fact that isn't a field goes by its own name."""
    try:
        field = apps.get_model(subject_type)._meta.get_field(name)
        words, spoken = str(getattr(field, "verbose_name", name)), dict(getattr(field, "flatchoices", None) or ())
    except (LookupError, ValueError, FieldDoesNotExist):
        words, spoken = name.replace("_", " "), {}
    return WORDS.get(name, words[:1].upper() + words[1:]), spoken


WORDS = {
    "amount": "Worth",
    "close_on": "Decides on",
    "starts_on": "Starts on",
    "ends_on": "Ends on",
    "account": "Client",
    "seller": "Sells",
    "lead": "Leads delivery",
    "tier": "Package",
    "paragraph": "In one paragraph",
    "left_by_role": "Still to come",
    "by_role": "Hours by role",
    "left_minutes": "Minutes still to come",
    "left_cost": "Cost still to come",
}


def _plain(name: str, value: Any, coin: str, spoken: Mapping[Any, Any]) -> str:
    """A value as the ledger keeps it, in words."""
    if value is None or value == "":
        return NOTHING
    if name in BY_ROLE:
        return ", ".join(f"{role or _('Anybody')} {hours(minutes)}" for role, minutes, _cost in value) or NOTHING
    if isinstance(value, list):
        return ", ".join(_plain(name, each, coin, spoken) for each in value) or NOTHING
    if isinstance(value, dict):
        told = (f"{key.replace('_', ' ')}: {_plain(key, each, coin, {})}" for key, each in value.items())
        return ", ".join(told) or NOTHING
    if value in spoken:
        return str(spoken[value])
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name in MONEY:
        return _money(value, coin)
    if isinstance(value, str):
        return _when(value)
    return str(value)


def _money(value: Any, coin: str) -> str:
    try:
        return exact_money(Decimal(str(value)), coin)
    except InvalidOperation:
        return str(value)


def _when(text: str) -> str:
    """A date as people read it; any other text as it is."""
    if not text[:4].isdecimal() or "-" not in text:
        return text
    try:
        found = parse_date(text) if len(text) == len("2026-11-24") else parse_datetime(text)
    except ValueError:
        return text
    return day(found) if found else text
