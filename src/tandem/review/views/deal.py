"""The deal of a page, and how its sections answer."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import NoReverseMatch, reverse

from tandem.engagements.models import Engagement
from tandem.web.pages import page

WITH = ("account", "seller", "lead", "tier__offering", "fit__profile", "answerable")


def deal_of(request: HttpRequest, pk: int) -> Engagement:
    """404 for a deal that isn't there, or isn't for this person."""
    seen = Engagement.objects.visible_to(request.user)  # type: ignore[arg-type]
    return get_object_or_404(seen.select_related(*WITH), pk=pk)


def section(
    request: HttpRequest, template: str, deal: Engagement, tab: str, status: int = 200, **context: Any
) -> HttpResponse:
    return page(request, template, {"deal": deal, "tab": tab, **context}, block="main", status=status)


def see_other(name: str, *args: Any) -> HttpResponse:
    answer = redirect(name, *args)
    answer.status_code = 303
    return answer


def address(name: str, *args: Any) -> str | None:
    """A page of another package; None where the firm runs without it."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return None
