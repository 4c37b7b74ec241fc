"""What waits to be done, what failed and in whose words, what was done; try again, give up."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tandem.jobs import queries
from tandem.jobs.actions import deciding
from tandem.jobs.models import Job
from tandem.ledger.forms import SeenForm
from tandem.people.asked import Asked
from tandem.people.models import Access
from tandem.web.pages import page
from tandem.web.paging import ROWS


@require_GET
def everybodys(request: Asked) -> HttpResponse:
    return _page(request)


@require_GET
def own(request: Asked) -> HttpResponse:
    """Everybody's own; whoever may see all is led there."""
    return redirect("settings_jobs") if _runs_it(request) else _page(request)


@require_POST
def again(request: Asked, pk: int) -> HttpResponse:
    return _decide(request, pk, deciding.again, _("It is tried again now."))


@require_POST
def give_up(request: Asked, pk: int) -> HttpResponse:
    return _decide(request, pk, deciding.give_up, _("It isn’t tried any more."))


def _decide(request: Asked, pk: int, verb: Callable[..., Job], said: str) -> HttpResponse:
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    form = SeenForm.of(job, request.POST)
    try:
        if form.settled(partial(verb, job, by=request.user, at=request.at)):
            messages.success(request, said)
            return redirect(_back(request))
    except ValidationError as problem:
        form.add_error(None, problem)
    return _page(request, form=form, status=form.status)


def _back(request: Asked) -> str:
    """The page on which it was pressed: the list, or where the mail was caused."""
    came = request.POST.get("next", "")
    if came.startswith("/") and url_has_allowed_host_and_scheme(came, allowed_hosts=None):
        return came
    return reverse("settings_jobs" if _runs_it(request) else "jobs")


def _runs_it(request: Asked) -> bool:
    return request.user.is_admin or request.user.access == Access.LEADERSHIP


def _page(request: Asked, *, form: SeenForm | None = None, status: int = 200) -> HttpResponse:
    after = request.GET.get("after", "")
    offset = int(after) if after.isdecimal() and len(after) < 9 else 0
    ended = request.GET.get("show") == "ended"
    rows = queries.listed(request.user, ended=ended, after=offset)
    context: dict[str, Any] = {
        "rows": rows[:ROWS],
        "next": offset + ROWS if len(rows) > ROWS else None,
        "ended": ended,
        "counts": queries.counted(request.user),
        "late": queries.late(request.user, request.at),
        "all": _runs_it(request),
        "here": reverse("settings_jobs" if _runs_it(request) else "jobs"),
        "form": form,
    }
    return page(request, "jobs/jobs.html", context, block="main", status=status)
