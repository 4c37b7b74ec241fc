"""What every page of a project shows: its head, its tabs, its money as far as the viewer may see it."""

from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.delivery.models import Project
from tandem.delivery.queries.gate import close_checklist
from tandem.delivery.queries.margin import money_of
from tandem.delivery.queries.projects import HEALTH_TAGS, one
from tandem.people.asked import Asked
from tandem.people.kept import keep
from tandem.people.queries.firm import currency
from tandem.people.rights import Sight, sees
from tandem.web.pages import page


def found(request: Asked, pk: int) -> Project:
    """The project of engagement `pk`, or 404 if it isn't theirs to see."""
    try:
        return one(request.user, pk)
    except Project.DoesNotExist:
        raise Http404 from None


def answer(
    request: Asked, project: Project, tab: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Render delivery/<tab>.html inside the project's frame."""
    values = {**frame(request, project, tab), **(context or {})}
    return page(request, f"delivery/{tab}.html", values, block="main", status=status)


def frame(request: Asked, project: Project, tab: str) -> dict[str, Any]:
    """What is the same on every tab is gathered once until somebody writes."""
    common = keep(request, "project frame", partial(_common, request, project), project.pk)
    return {**common, "project": project, "deal": project.engagement, "tab": tab}


def _common(request: Asked, project: Project) -> dict[str, Any]:
    deal = project.engagement
    last = project.statuses.order_by("-at", "-pk").first()
    running = deal.stage in ("accepted", "delivering")
    return {
        "tab_items": _tabs(deal.pk),
        "money": money_of([project])[project.pk],
        "currency": currency(),
        "sees_price": sees(request.user, Sight.PRICE),
        "sees_margin": sees(request.user, Sight.MARGIN),
        "sees_cost": sees(request.user, Sight.COST),
        "last_status": last,
        "health_tag": HEALTH_TAGS.get(last.health, "") if last else "",
        "running": running,
        "checklist": close_checklist(deal, request.today) if running else [],
        "leads": request.user.pk == deal.lead_id or request.user.access == "leadership",
    }


def _tabs(pk: int) -> list[tuple[str, str, str, str]]:
    names = [
        ("project", _("Overview")),
        ("milestones", _("Milestones")),
        ("promises", _("Promises")),
        ("hours", _("Hours and margin")),
        ("changes", _("Change orders")),
        ("status", _("Status")),
        ("surprises", _("Surprises and answers")),
        ("debrief", _("Debrief")),
    ]
    urls = {"project": "project", "debrief": "debrief"}
    return [(key, words, reverse(urls.get(key, f"project_{key}"), args=[pk]), "") for key, words in names]
