"""Go to: what a person may see whose name has these letters. Nothing else is named, or counted. Six queries at most."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.catalogue.models import Offering
from tandem.clients.models import Account
from tandem.engagements.models import SIGNED, Engagement, Stage
from tandem.front.shell import address_of
from tandem.handoff.models import Handoff
from tandem.people.models import Person

SHORTEST = 2
MOST = 6
WAY = (Stage.ACCEPTED, Stage.DELIVERING, Stage.DELIVERED, Stage.LEARNT)


@dataclass(frozen=True)
class Found:
    """One thing by its name. `told` says what it is; `deal` and `client` are what verbs may be about."""

    words: str
    told: str
    icon: str
    url: str
    deal: Engagement | None = None
    client: Account | None = None


def found(person: Person, text: str) -> list[Found]:
    """Deals, projects, clients, people, offerings, handoffs: names that start with it stand first in each kind."""
    words = " ".join(text.split())[:100]
    if len(words) < SHORTEST:
        return []
    return [
        *_engagements(person, words),
        *_clients(person, words),
        *_people(person, words),
        *_offerings(person, words),
        *_handoffs(person, words),
    ]


def best(results: Iterable[Found]) -> Found | None:
    """What verbs are offered on: the first deal, project or client."""
    return next((each for each in results if each.deal or each.client), None)


def _named(rows: QuerySet, words: str, *fields: str) -> QuerySet:
    """Every word somewhere in one of the fields; names that start with the first word come first."""
    for word in words.split()[:5]:
        one = Q()
        for field in fields:
            one |= Q(**{f"{field}__icontains": word})
        rows = rows.filter(one)
    starts = Q()
    for field in fields:
        starts |= Q(**{f"{field}__istartswith": words})
    rank = Case(When(starts, then=Value(0)), default=Value(1), output_field=IntegerField())
    return rows.annotate(rank=rank).order_by("rank", fields[-1], "pk")


def _engagements(person: Person, words: str) -> list[Found]:
    rows = _named(Engagement.objects.visible_to(person), words, "account__name", "name")
    return [_engagement(deal) for deal in rows.select_related("account")[:MOST]]


def _engagement(deal: Engagement) -> Found:
    name = f"{deal.account.name}, {deal.name}" if deal.account else deal.name
    stage = deal.get_stage_display().lower()
    if deal.stage in WAY:
        url = reverse("project", args=[deal.pk])
        return Found(name, _("project · %(stage)s") % {"stage": stage}, "briefcase", url, deal, deal.account)
    url = reverse("deal", args=[deal.pk])
    return Found(name, _("deal · %(stage)s") % {"stage": stage}, "scale", url, deal, deal.account)


def _clients(person: Person, words: str) -> list[Found]:
    rows = _named(Account.objects.visible_to(person), words, "name")[:MOST]
    return [
        Found(row.name, _("client"), "heart-handshake", reverse("client", args=[row.pk]), None, row) for row in rows
    ]


def _people(person: Person, words: str) -> list[Found]:
    """Only where people have a page."""
    if address_of("people") is None:
        return []
    rows = _named(Person.objects.visible_to(person).filter(is_active=True), words, "name")[:MOST]
    return [
        Found(row.name, row.title or _("colleague"), "users-round", reverse("person", args=[row.pk])) for row in rows
    ]


def _offerings(person: Person, words: str) -> list[Found]:
    rows = _named(Offering.objects.visible_to(person).filter(retired=False), words, "name")[:MOST]
    return [Found(row.name, _("in the catalogue"), "package", reverse("offering", args=[row.slug])) for row in rows]


def _handoffs(person: Person, words: str) -> list[Found]:
    rows = Handoff.objects.visible_to(person).filter(engagement__stage__in=SIGNED)
    named = _named(rows, words, "engagement__account__name", "engagement__name")
    return [
        Found(str(row), _("handoff"), "file-check-corner", reverse("handoff", args=[row.pk]), row.engagement)
        for row in named.select_related("engagement__account").order_by("rank", "-pk")[:3]
    ]
