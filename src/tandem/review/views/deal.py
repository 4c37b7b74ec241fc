"""The deal of a page, and how its sections answer."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from tandem.engagements.models import Engagement
from tandem.engagements.queries.deals import seen_by
from tandem.people.asked import Asked
from tandem.web.pages import page


def deal_of(request: Asked, pk: int) -> Engagement:
    """404 for a deal that isn't there, or isn't for this person."""
    return get_object_or_404(seen_by(request.user), pk=pk)


def section(
    request: Asked, template: str, deal: Engagement, tab: str, status: int = 200, **context: Any
) -> HttpResponse:
    return page(request, template, {"deal": deal, "tab": tab, **context}, block="main", status=status)


def see_other(name: str, *args: Any) -> HttpResponse:
    answer = redirect(name, *args)
    answer.status_code = 303
    return answer
