"""People: the list that planners search, and one person's weeks, bookings, skills and days away."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tandem.calc.weeks import months
from tandem.ledger.forms import version_in
from tandem.people.asked import Asked
from tandem.people.models import Person, Skill, Team, TimeOff
from tandem.planning.actions import time_off as verbs
from tandem.planning.forms.people import AwayForm
from tandem.planning.queries import bookings
from tandem.planning.queries import heat as questions
from tandem.planning.queries import people as colleagues
from tandem.planning.queries.window import window
from tandem.planning.views import heat
from tandem.planning.views.capacity import month_words
from tandem.planning.views.frame import may_book, may_hold
from tandem.web.pages import page
from tandem.web.paging import ROWS, count


@require_GET
def people(request: Asked) -> HttpResponse:
    asked = request.GET
    team, skill = _number(asked.get("team")), _number(asked.get("skill"))
    words = asked.get("q", "").strip()[:80]
    found = colleagues.found(words=words, team=team, skill=skill)
    rows = colleagues.page_of(found, request.today, _after(asked.get("after", "")))
    last = rows[ROWS - 1] if len(rows) > ROWS else None
    context = {
        "rows": rows[:ROWS],
        "next": f"{last.pk}~{last.name}" if last else None,
        "total": count(found),
        "q": words,
        "team": team,
        "skill": skill,
        "teams": [("", _("All teams")), *Team.objects.order_by("position", "name").values_list("pk", "name")],
        "skills": [("", _("Any skill")), *Skill.objects.order_by("name").values_list("pk", "name")],
    }
    return page(request, "planning/people.html", context, block="rows")


@require_GET
def person(request: Asked, pk: int) -> HttpResponse:
    return _show(request, _found(request, pk), AwayForm(own=request.user.pk == pk))


@require_POST
def person_away(request: Asked, pk: int) -> HttpResponse:
    """Enter days away."""
    who = _found(request, pk)
    form = AwayForm(request.POST, own=request.user.pk == pk)
    if not form.is_valid():
        return _show(request, who, form, status=422)
    off = verbs.take(who, by=request.user, at=request.at, **form.cleaned_data)
    messages.success(request, _("Entered.") if off.approved else _("Asked for: a planner approves it."))
    return redirect("person", pk)


@require_POST
def person_away_change(request: Asked, pk: int, off: int) -> HttpResponse:
    """Approve or cancel days away."""
    row = get_object_or_404(TimeOff.objects.select_related("person"), pk=off, person=_found(request, pk))
    seen = version_in(request.POST.get("seen"))
    if request.POST.get("do") == "approve":
        verbs.approve(row, seen=seen, by=request.user, at=request.at)
        messages.success(request, _("Approved."))
    else:
        verbs.cancel(row, seen=seen, by=request.user, at=request.at)
        messages.success(request, _("Cancelled."))
    return redirect("person", pk)


def _show(request: Asked, who: Person, form: AwayForm, status: int = 200) -> HttpResponse:
    asked = window(request.GET, request.today)
    mondays = asked.axis.mondays()
    context: dict[str, Any] = {
        "who_is": who,
        "own": request.user.pk == who.pk,
        "rows": questions.own_rows(asked.axis, who.pk),
        "heat": heat,
        "mondays": mondays,
        "months": [(month_words(span.month, span.weeks), span.weeks) for span in months(mondays)],
        "map": urlencode({**dict(asked.fields()), "only": who.pk}),
        "lines": bookings.of_people(request.user, [who.pk], request.today),
        "skills": colleagues.skills_of([who.pk]).get(who.pk, []),
        "away": colleagues.away(who, request.today),
        "books": may_hold(request.user),
        "plans": may_book(request.user),
        "away_form": form,
    }
    return page(request, "planning/person.html", context, status=status)


def _found(request: Asked, pk: int) -> Person:
    seen = Person.objects.visible_to(request.user)
    return get_object_or_404(seen.filter(is_active=True).select_related("team", "role"), pk=pk)


def _number(words: str | None) -> int:
    return int(words) if words and words.isdecimal() and len(words) < 10 else 0


def _after(words: str) -> tuple[str, int] | None:
    number, _tilde, name = words.partition("~")
    return (name, int(number)) if name and number.isdecimal() and len(number) < 10 else None
