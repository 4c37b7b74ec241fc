"""What was said aloud, and whether it stands on paper: asked by the scope's page and by the gate of the signature.

The paper is the newest version of the scope: a mark on the promise counts for nothing where no clause of that version
carries it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q

from tandem.engagements.models import Engagement, Promise
from tandem.scoping.models import ScopeItem, ScopeVersion

TAKEN_BACK = (Promise.Paper.EXCLUDED, Promise.Paper.WITHDRAWN)
PAPERED = (Promise.Paper.CLAUSE, Promise.Paper.EXCLUDED, Promise.Paper.WITHDRAWN)


@dataclass(frozen=True)
class Said:
    """Every promise of a deal, the first said first; `carried` are those that clauses of its newest scope carry, each as
    (promise, whether the clause excludes it)."""

    promises: Sequence[Promise]
    carried: frozenset[tuple[int, bool]] = field(default_factory=frozenset)

    @property
    def unpapered(self) -> list[Promise]:
        """Neither a clause, nor excluded in writing, nor withdrawn with the client told."""
        return [promise for promise in self.promises if not self._is_papered(promise)]

    def _is_papered(self, promise: Promise) -> bool:
        if promise.paper in (Promise.Paper.CLAUSE, Promise.Paper.EXCLUDED):
            return (promise.pk, promise.paper == Promise.Paper.EXCLUDED) in self.carried
        return promise.paper in PAPERED


def said(deal: Engagement) -> Said:
    """One query."""
    newest = ScopeVersion.objects.filter(engagement=deal).order_by("-number").values("pk")[:1]
    here = ScopeItem.promises.through.objects.filter(promise=OuterRef("pk"), scopeitem__scope__in=newest)
    out = Q(scopeitem__kind=ScopeItem.Kind.OUT)
    rows = Promise.objects.filter(engagement=deal).select_related("said_by", "judged_by").order_by("said_on", "pk")
    promises = list(rows.annotate(said_in=Exists(here.exclude(out)), said_out=Exists(here.filter(out))))
    carried = [(row.pk, is_out) for row in promises for is_out in (False, True) if (row.said_in, row.said_out)[is_out]]
    return Said(promises, frozenset(carried))
