"""What a draft would change if it were in force: every open deal and every client, read by it; and the back-test."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from tandem.clients.models import Account, Fit, FitAnswer, Profile
from tandem.clients.queries.profile import fold
from tandem.clients.queries.rescore import Marker, Reading, marker
from tandem.engagements.models import OPEN, Engagement
from tandem.front.icp.closed import BackTest, Closed, back_test, closed, predicts
from tandem.people.models import Person

DEALS = 500


@dataclass(frozen=True)
class Effect:
    """One deal or client: its score as judged and by the draft. `now` and `then` are fits, below, disqualified or, by
    the draft, open: it hangs on new questions."""

    pk: int
    name: str
    client: str
    score: int
    number: int
    now: str
    reading: Reading

    @property
    def falls(self) -> bool:
        """It fits today, and wouldn't."""
        return self.now == "fits" and self.reading.verdict in ("below", "disqualified")

    @property
    def rises(self) -> bool:
        return self.now != "fits" and self.reading.verdict == "fits"


@dataclass(frozen=True)
class Effects:
    deals: list[Effect]
    clients: list[Effect]
    closed: int
    predicts: bool
    by_draft: BackTest
    by_current: BackTest | None

    @property
    def falling(self) -> list[Effect]:
        return [each for each in self.deals if each.falls]

    @property
    def rising(self) -> list[Effect]:
        return [each for each in self.deals if each.rises]

    @property
    def open(self) -> list[Effect]:
        return [each for each in self.deals if each.reading.verdict == "open"]

    @property
    def clients_falling(self) -> list[Effect]:
        return [each for each in self.clients if each.falls]


def effects(draft: Profile, current: Profile | None, person: Person) -> Effects:
    """For what the reader may see; the same number of queries for any firm."""
    by_draft = marker(draft)
    evidence: list[Closed] = closed(person)
    return Effects(
        deals=_deals(by_draft, person),
        clients=_clients(by_draft, person),
        closed=len(evidence),
        predicts=predicts(evidence),
        by_draft=back_test(by_draft, evidence),
        by_current=back_test(marker(current), evidence) if current else None,
    )


def _deals(by: Marker, person: Person) -> list[Effect]:
    """Open deals that were judged, those that fall first."""
    found = Engagement.objects.visible_to(person).filter(stage__in=OPEN, fit__isnull=False)
    rows = found.order_by("-fit__made_at", "pk").values_list("pk", "name", "account_id", "fit_id")[:DEALS]
    return _read(by, list(rows))


def _clients(by: Marker, person: Person) -> list[Effect]:
    """Clients by their newest judgement, but for those of deals that the reader may not see."""
    hidden = Engagement.objects.filter(fit__isnull=False).exclude(
        pk__in=Engagement.objects.visible_to(person).values("pk")
    )
    known = Fit.objects.filter(account=OuterRef("pk")).exclude(pk__in=hidden.values("fit_id"))
    newest = Subquery(known.order_by("-made_at", "-pk").values("pk")[:1])
    found = Account.objects.visible_to(person).annotate(newest=newest).filter(newest__isnull=False)
    rows = [(pk, "", pk, fit) for pk, fit in found.order_by("-newest").values_list("pk", "newest")[:DEALS]]
    return _read(by, rows)


def _read(by: Marker, rows: list[tuple]) -> list[Effect]:
    """Rows of (id, name, account, fit). Three queries."""
    fits = Fit.objects.select_related("profile").in_bulk([row[3] for row in rows])
    accounts = Account.objects.in_bulk({row[2] for row in rows if row[2]})
    said = _said(fits)
    made = [_effect(by, row, fits[row[3]], accounts.get(row[2]), said.get(row[3], {})) for row in rows]
    return sorted(made, key=lambda each: (not each.falls, not each.rises, each.reading.low, each.client, each.pk))


def _said(fits: Iterable[int]) -> dict[int, dict[str, str]]:
    rows = FitAnswer.objects.filter(fit__in=list(fits))
    found: dict[int, dict[str, str]] = {}
    for fit, question, words in rows.values_list("fit_id", "criterion__question", "level__words"):
        found.setdefault(fit, {})[fold(question)] = fold(words)
    return found


def _effect(by: Marker, row: tuple, fit: Fit, account: Account | None, said: dict[str, str]) -> Effect:
    figures = {"employees": account.employees, "revenue_millions": account.revenue_millions} if account else {}
    now = "disqualified" if fit.disqualified else "fits" if fit.score >= fit.profile.floor else "below"
    return Effect(
        row[0], row[1], account.name if account else "", fit.score, fit.profile.number, now, by.read(said, figures)
    )
