"""Questions about discounts: what holds the freeze back, and whom one waits on."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.calc.board import discount_share
from tandem.engagements.models import OPEN, Engagement
from tandem.people.models import Person
from tandem.people.queries.firm import currency
from tandem.people.rights import Sight, sees
from tandem.scoping.gate.facts import DiscountFact
from tandem.scoping.models import DiscountWord, ScopeVersion
from tandem.waits import Wait
from tandem.web.words import exact_money, percent


def fact(deal: Engagement) -> DiscountFact | None:
    """The draft's discount while nobody has allowed it. One query."""
    row = _open().filter(engagement=deal).first()
    return DiscountFact(row.discount_by, row.discount_asked_by, row.discount_word == DiscountWord.NO) if row else None


def waits(on: Person | None) -> Iterator[Wait]:
    """Who was asked to allow one; whoever asked, once the answer was no. One query; two where there is one."""
    rows = _open().filter(engagement__stage__in=OPEN).select_related("engagement__account").order_by("pk")
    asked, refused = Q(discount_word=DiscountWord.ASKED), Q(discount_word=DiscountWord.NO)
    if on:
        rows = rows.filter(asked & Q(discount_by=on) | refused & Q(discount_asked_by=on))
    found = list(rows)
    coin = currency() if found else ""
    for row in found:
        yield _refused(row, coin) if row.discount_word == DiscountWord.NO else _asked(row, coin)


def _open():
    rows = ScopeVersion.objects.filter(
        frozen_at__isnull=True, discount__gt=0, discount_word__in=(DiscountWord.ASKED, DiscountWord.NO)
    )
    return rows.select_related("discount_by", "discount_asked_by")


def _asked(row: ScopeVersion, coin: str) -> Wait:
    deal = row.engagement
    return Wait(
        key=f"discount-{row.pk}", kind="decide", title=_("Allow the discount?"), context=_told(row, row.discount_why, coin),
        on=row.discount_by, asker=row.discount_asked_by, since=_since(row.discount_asked_at, row),
        url=reverse("deal_price_discount_answer", args=[deal.pk]), engagement_id=deal.pk,
    )  # fmt: skip


def _refused(row: ScopeVersion, coin: str) -> Wait:
    deal = row.engagement
    no = _("%(name)s says no: %(why)s") % {"name": row.discount_by, "why": row.discount_refused_why}
    return Wait(
        key=f"discount-{row.pk}", kind="answer", title=_("Ask for another discount, or take it off"),
        context=_told(row, no, coin), on=row.discount_asked_by, asker=None, since=_since(row.discount_decided_at, row),
        url=reverse("deal_price_discount", args=[deal.pk]), engagement_id=deal.pk,
    )  # fmt: skip


def _since(at: datetime | None, row: ScopeVersion) -> datetime:
    return at or row.made_at


def _told(row: ScopeVersion, words: str, coin: str) -> str:
    """The deal, the sum in money and as a share of the list price, and why; no sum where one of both sees no prices."""
    deal = row.engagement
    parts = [deal.account.name if deal.account else "", deal.name]
    if all(person is None or sees(person, Sight.PRICE) for person in (row.discount_by, row.discount_asked_by)):
        said = {"money": exact_money(row.discount, coin), "share": percent(discount_share(row.fee, row.discount), 1)}
        parts.append(_("%(money)s, %(share)s of the list price") % said)
    return " · ".join(part for part in [*parts, words] if part)
