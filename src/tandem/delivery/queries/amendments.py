"""Amendments of a deal as a person may read them, and whom they wait for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.delivery.queries.amending import LABELS, MODELS, value_of
from tandem.engagements.models import Amendment, Engagement
from tandem.people.models import Person
from tandem.people.queries.firm import currency
from tandem.people.rights import class_of, key_of, sees
from tandem.waits import Wait
from tandem.web.words import NOTHING, day, exact_money, hours

WITH = (
    "engagement__account",
    "engagement__seller",
    "engagement__lead",
    "asked_by",
    "sales_by",
    "delivery_by",
    "declined_by",
)


@dataclass(frozen=True)
class AmendmentRow:
    """One amendment in words. `mine`: the person who looks may turn their side's key now."""

    it: Amendment
    changes: list[tuple[str, str, str]]
    waits_for: str
    mine: bool
    may_record_client: bool
    is_news: bool


def rows(deal: Engagement, person: Person) -> list[AmendmentRow]:
    """The newest first. Three queries."""
    found = deal.amendments.select_related(*WITH).order_by("-asked_at", "-pk")
    coin = currency()
    return [_row(each, person, coin) for each in found]


def signed_rows(deal: Engagement) -> list[tuple[str, int, str]]:
    """(noun, row, in words) of all that can be amended. Five queries."""
    found = [(str(Amendment.Noun.DEAL), deal.pk, _("Name, price, dates and paragraph"))]
    for noun, model in MODELS.items():
        if noun != Amendment.Noun.DEAL:
            kept = model._base_manager.filter(engagement=deal).order_by("pk")
            found += [(str(noun), row.pk, f"{_(Amendment.Noun(noun).label)}: {row}") for row in kept]
    return found


def changes_of(amendment: Amendment, person: Person | None, coin: str) -> list[tuple[str, str, str]]:
    """(what, before, after) of each field; without the figures that this person may not see (None: the client)."""
    model = MODELS[amendment.noun]
    told = []
    for name, after in amendment.after.items():
        if person is not None and not sees(person, class_of(model._meta.label_lower, name)):
            continue
        before = amendment.before.get(name)
        told.append((str(LABELS[name]), _said(model, name, before, coin), _said(model, name, after, coin)))
    return told


def waits_of(on: Person | None) -> Iterator[Wait]:
    """Sales' and delivery's keys, the client's word, and a no that its asker hasn't read. One query."""
    found = Amendment.objects.filter(
        Q(written_at=None, declined_at=None) | Q(declined_at__isnull=False, seen_by_asker_at=None)
    )
    if on:
        named = Q(asked_by=on) | Q(engagement__seller=on) | Q(engagement__lead=on)
        found = found.filter(named)
    for row in found.select_related(*WITH).order_by("asked_at", "pk"):
        deal = row.engagement
        if row.declined_at:
            title = _("Not amended: %(about)s") % {"about": row.about}
            words = _("%(name)s: %(why)s") % {"name": row.declined_by, "why": row.declined_why}
            yield _wait(row, "no", "answer", title, row.asked_by, None, row.declined_at, words)
            continue
        title = _("Amendment of “%(about)s”: agree or decline") % {"about": row.about}
        for side, who in (("sales", deal.seller), ("delivery", deal.lead)):
            if side in row.open_sides:
                yield _wait(row, side[0], "sign", title, who, row.asked_by, row.asked_at)
        if row.open_sides == ("client",):
            title = _("Amendment of “%(about)s”: get the client’s word") % {"about": row.about}
            yield _wait(row, "c", "do", title, row.asked_by, None, row.asked_at)


def _row(it: Amendment, person: Person, coin: str) -> AmendmentRow:
    sides = {"sales": _("sales"), "delivery": _("delivery"), "client": _("the client")}
    waits = it.open_sides
    return AmendmentRow(
        it=it,
        changes=changes_of(it, person, coin),
        waits_for=", ".join(sides[side] for side in waits),
        mine=key_of(person) in waits,
        may_record_client="client" in waits and not it.needs_link,
        is_news=bool(it.declined_at and it.seen_by_asker_at is None and person == it.asked_by),
    )


def _said(model: type[models.Model], name: str, text: Any, coin: str) -> str:
    if text in (None, ""):
        return NOTHING
    value = value_of(model, name, text)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if name == "amount":
        return exact_money(value, coin)
    if name.startswith("minutes"):
        return hours(value)
    choices = dict(getattr(model._meta.get_field(name), "choices", None) or {})
    return day(value) if isinstance(value, date) else str(choices.get(value, value))


def _wait(
    row: Amendment, part: str, kind: str, title: str, on: Any, asker: Person | None, since: Any, words: str = ""
) -> Wait:
    """`words` say more than why it was asked for: a no is read, and blocks nobody."""
    deal = row.engagement
    client = deal.account.name if deal.account else deal.name
    return Wait(
        key=f"amendment-{row.pk}-{part}", kind=kind, title=title, context=f"{client} · {words or row.why}", on=on, asker=asker,
        since=since, url=reverse("deal_amendments", args=[deal.pk]), engagement_id=deal.pk,
    )  # fmt: skip
