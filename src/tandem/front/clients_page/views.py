"""The list of clients; one client: people, fit, deals, projects, promises, surprises, answers."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from tandem.clients.models import Account, Contact, Fit
from tandem.clients.queries.fit import verdict_of
from tandem.engagements.models import OPEN, SIGNED, Engagement, Promise, Stage
from tandem.feedback import queries as feedback
from tandem.front.clients_page import queries
from tandem.people.asked import Asked
from tandem.people.models import Access, Person
from tandem.people.queries.firm import currency
from tandem.people.rights import Sight, key_of, shown
from tandem.web.keyset import cut
from tandem.web.pages import page

COLUMNS = ("pk", "name", "sector", "owner__name")
ROWS = 50


@dataclass(frozen=True)
class DealRow:
    """A deal or project of this client. `amount` is None to whoever may not see prices."""

    deal: Engagement
    amount: Decimal | None


@require_GET
def clients(request: Asked) -> HttpResponse:
    show = request.GET.get("show", "")
    show = show if show in queries.SHOWN else "all"
    text = request.GET.get("q", "").strip()[:100]
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    found = cut(queries.listed(request.user, show, text), COLUMNS, by="name", after=after, before=before)
    context = {
        "rows": queries.rows(found.rows, request.user),
        "next": found.next,
        "previous": found.previous,
        "show": show,
        "q": text,
    }
    return page(request, "front/clients/list.html", context, block="rows")


@require_GET
def client(request: Asked, pk: int) -> HttpResponse:
    person = request.user
    account = get_object_or_404(Account.objects.visible_to(person).select_related("owner", "parent"), pk=pk)
    seen = Engagement.objects.visible_to(person).filter(account=account)
    deals = _deals(seen, person)
    answers = feedback.of_deals(seen, person, request.today)
    context: dict[str, Any] = {
        "account": account,
        "contacts": list(Contact.objects.filter(account=account).order_by("name", "pk")) if _knows(person) else [],
        "fits": _fits(account),
        "deals": [row for row in deals if row.deal.stage in OPEN],
        "projects": [row for row in deals if row.deal.stage in SIGNED],
        "lost": [row for row in deals if row.deal.stage == Stage.LOST],
        "promises": _promises(seen),
        "surprises": feedback.surprises(seen, person),
        "answers": answers,
        "nps": queries.score(person, account.pk),
        "currency": currency(),
        "may_edit": bool(key_of(person)) or person.access == Access.LEADERSHIP,
        "reads": feedback.reads_words(person),
    }
    return page(request, "front/clients/client.html", context, block="main")


def _knows(person: Person) -> bool:
    """Addresses of people at clients are for those who write to them: not for consultants and planners."""
    return person.access in (Access.LEADERSHIP, Access.SALES, Access.DELIVERY, Access.FINANCE)


def _deals(seen, person: Person) -> list[DealRow]:
    rows = seen.select_related("seller", "lead", "tier").order_by("-stage_since", "-pk")[:ROWS]
    return [DealRow(row, shown(person, Sight.PRICE, row.amount)) for row in rows]


def _fits(account: Account) -> list[tuple[Fit, str]]:
    found = Fit.objects.filter(account=account).select_related("profile", "made_by").order_by("-made_at", "-pk")[:10]
    return [(fit, verdict_of(fit)) for fit in found]


def _promises(seen) -> list[Promise]:
    found = Promise.objects.filter(engagement__in=seen).select_related("said_by", "engagement")
    return list(found.order_by("-said_on", "-pk")[:ROWS])
