"""Where a deal's promises went: the clauses that say them and the milestones that keep them."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Subquery

from tandem.delivery.models import Milestone
from tandem.engagements.models import Engagement
from tandem.scoping.models import ScopeItem, ScopeVersion


@dataclass(frozen=True)
class Trail:
    """By the promise's number: (words, is an exclusion) of the newest scope, and milestones by their day."""

    clauses: dict[int, list[tuple[str, bool]]]
    milestones: dict[int, list[Milestone]]


def promise_trail(deal: Engagement) -> Trail:
    """The template global `promise_trail(deal)`. One query, and two more for a project, however many promises."""
    return Trail(_clauses(deal), _milestones(deal) if deal.is_project else {})


def _clauses(deal: Engagement) -> dict[int, list[tuple[str, bool]]]:
    """Of the newest scope alone: what an older one said isn't sold any more."""
    newest = ScopeVersion.objects.filter(engagement=deal).order_by("-number").values("pk")[:1]
    links = ScopeItem.promises.through.objects.filter(scopeitem__scope=Subquery(newest))
    links = links.exclude(promise__paper="", promise__revision__gt=1)  # reworded since: no clause says it any more
    found: dict[int, list[tuple[str, bool]]] = defaultdict(list)
    for promise, words, kind in links.order_by("scopeitem__position", "scopeitem__pk").values_list(
        "promise_id", "scopeitem__words", "scopeitem__kind"
    ):
        found[promise].append((words, kind == ScopeItem.Kind.OUT))
    return found


def _milestones(deal: Engagement) -> dict[int, list[Milestone]]:
    found: dict[int, list[Milestone]] = defaultdict(list)
    rows = Milestone.objects.filter(project__engagement=deal).prefetch_related("promises").order_by("due_on", "pk")
    for milestone in rows:
        for promise in milestone.promises.all():
            found[promise.pk].append(milestone)
    return found
