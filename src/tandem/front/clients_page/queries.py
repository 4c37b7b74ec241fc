"""A page of clients with what stands between each of them and us. A fixed number of queries for any number of rows."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet

from tandem.calc.nps import Nps, nps, one_each, tally
from tandem.clients.models import Account
from tandem.engagements.models import OPEN, SIGNED, Engagement
from tandem.feedback.models import Surprise, Survey
from tandem.feedback.queries.answers import contact
from tandem.people.models import Person

SHOWN = ("all", "clients", "prospects")


@dataclass(frozen=True)
class ClientRow:
    """One client of the list. Counts are of what the viewer may see."""

    pk: int
    name: str
    sector: str
    owner: str
    open_deals: int = 0
    projects: int = 0
    since: datetime | None = None
    scores: list[tuple[Hashable, int]] = field(default_factory=list)
    last_surprise: datetime | None = None

    @property
    def relation(self) -> str:
        """prospect, client, or again: whoever came back."""
        return "prospect" if not self.projects else "client" if self.projects == 1 else "again"

    @property
    def last_score(self) -> int | None:
        return self.scores[-1][1] if self.scores else None

    @property
    def nps(self) -> Nps:
        """Of each of their contacts the latest answer."""
        return nps(tally(one_each(self.scores)))


def listed(person: Person, show: str, text: str) -> QuerySet[Account]:
    found = Account.objects.visible_to(person)
    signed = Engagement.objects.visible_to(person).filter(account=OuterRef("pk"), stage__in=SIGNED)
    if show == "clients":
        found = found.filter(Exists(signed))
    elif show == "prospects":
        found = found.filter(~Exists(signed))
    return found.filter(name__icontains=text) if text else found


def rows(cut: list[tuple], person: Person) -> list[ClientRow]:
    """(id, name, sector, owner's name) of a page, with its sums. Three queries."""
    ids = [row[0] for row in cut]
    deals = _deals(person, ids)
    scores = _scores(person, ids)
    surprises = _surprises(person, ids)
    return [
        ClientRow(
            pk=pk, name=name, sector=sector, owner=owner or "", scores=scores.get(pk, []),
            last_surprise=surprises.get(pk), **deals.get(pk, {}),
        )
        for pk, name, sector, owner in cut
    ]  # fmt: skip


def score(person: Person, account: int) -> Nps:
    """One client's, as its row of the list has it. One query."""
    return nps(tally(one_each(_scores(person, [account]).get(account, []))))


def _deals(person: Person, ids: list[int]) -> dict[int, dict]:
    found = Engagement.objects.visible_to(person).filter(account__in=ids).values("account_id").order_by()
    sums = found.annotate(
        open_deals=Count("pk", Q(stage__in=OPEN)),
        projects=Count("pk", Q(stage__in=SIGNED)),
        since=Min("starts_on", filter=Q(stage__in=SIGNED)),
    )
    return {row["account_id"]: {name: row[name] for name in ("open_deals", "projects", "since")} for row in sums}


def _scores(person: Person, ids: list[int]) -> dict[int, list[tuple[Hashable, int]]]:
    """(who, score) of each client, oldest first. One query."""
    given = Survey.objects.visible_to(person).filter(account__in=ids, score__isnull=False)
    by_client: dict[int, list[tuple[Hashable, int]]] = {}
    rows = given.order_by("answered_at", "pk").values_list("account_id", "contact_name", "score")
    for pk, name, score in rows:
        by_client.setdefault(pk, []).append((contact(pk, name), score or 0))
    return by_client


def _surprises(person: Person, ids: list[int]) -> dict[int, datetime]:
    found = Surprise.objects.visible_to(person).filter(engagement__account__in=ids)
    return dict(found.values_list("engagement__account_id").annotate(last=Max("logged_at")).order_by())
