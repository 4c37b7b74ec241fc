"""Blind spots that a deal's own history proposes to probe."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from tandem.engagements.models import Assumption, Engagement, Promise
from tandem.review.models import Probe
from tandem.scoping.models import RedFlag

Source = Probe.Source


@dataclass(frozen=True)
class Proposed:
    """Something worth asking: where it comes from, why, and the row's own words."""

    source: str
    pk: int
    words: str
    why: str

    @property
    def key(self) -> str:
        return f"{self.source}-{self.pk}"

    @property
    def label(self) -> str:
        return Source(self.source).label


def proposed(deal: Engagement, taken: Iterable[Probe]) -> list[Proposed]:
    """What delivery flagged (cleared or not), what was taken as true without being verified, what was said and
    knowingly not written, or is feasible only if; without what is probed already. Three queries."""
    known = {(probe.source, probe.source_id) for probe in taken}
    found = [*_flags(deal), *_assumptions(deal), *_promises(deal)]
    return [each for each in found if (each.source, each.pk) not in known]


def _flags(deal: Engagement) -> Iterable[Proposed]:
    for row in RedFlag.objects.filter(engagement=deal).order_by("pk"):
        yield Proposed(Source.FLAG, row.pk, row.words, "cleared" if row.cleared_at else "stands")


def _assumptions(deal: Engagement) -> Iterable[Proposed]:
    doubted = Q(verified_at__isnull=True) | Q(answer__in=(Assumption.Answer.IF, Assumption.Answer.RED))
    for row in Assumption.objects.filter(doubted, engagement=deal).order_by("pk"):
        yield Proposed(Source.ASSUMPTION, row.pk, row.words, row.answer or "unverified")


def _promises(deal: Engagement) -> Iterable[Proposed]:
    doubted = Q(paper=Promise.Paper.UNWRITTEN) | Q(verdict=Promise.Verdict.IF)
    for row in Promise.objects.filter(doubted, engagement=deal).order_by("said_on", "pk"):
        yield Proposed(Source.PROMISE, row.pk, row.quote, row.paper if row.paper == Promise.Paper.UNWRITTEN else "if")
