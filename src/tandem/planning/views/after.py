"""The answer to a verb on a booking: the touched rows of the map, or the person's page."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from tandem.people.asked import Asked
from tandem.people.models import Person
from tandem.planning.queries import heat as questions
from tandem.planning.queries.window import window
from tandem.planning.views import heat
from tandem.planning.views.frame import is_small
from tandem.web.pages import fragment


def after(request: Asked, words: str, undo: str, people: list[int], *, map_query: str | None = None) -> HttpResponse:
    """From a map: these people's rows and their teams', and the offer to undo. From elsewhere: their page."""
    asked = request.POST.get("map", "") if map_query is None else map_query
    if request.htmx and asked:
        answer = _rows(request, words, undo, people, QueryDict(asked))
        answer["HX-Trigger"] = "booked"
        return answer
    messages.success(request, words)
    return redirect("person", people[-1])


def _rows(request: Asked, words: str, undo: str, people: list[int], asked: QueryDict) -> HttpResponse:
    chosen = window(asked, request.today)
    address = reverse("booking_undo", args=[undo]) if undo else None
    context = {"heat": heat, "window": chosen, "words": words, "undo": address, "teams": [], "foldable": False}
    if only := asked.get("only"):  # a person's own page has their row alone
        shown = [row for pk in people if str(pk) == only for row in questions.own_rows(chosen.axis, pk)]
    else:
        firm = questions.firm(request.user, chosen, request.today)
        shown = [row for row in questions.person_rows(firm, people) if _is_open(request, firm, row[0].team_id)]
        touched = {who.team_id for who, _row in shown}
        context["teams"] = [rows for rows in questions.rows(firm, []) if rows.team.pk in touched]
        context["foldable"] = not is_small(firm)
    context["people"] = [heat.person_swap(who, row) for who, row in shown]
    return fragment(request, "planning/booked.html", "rows", context)


def _is_open(request: Asked, firm: questions.Firm, team: int) -> bool:
    """Do this team's people stand on the page? Of a large firm's, those of whoever's row was chosen."""
    if firm.window.team:
        return firm.window.team == team
    if firm.window.everyone or is_small(firm):
        return True
    chosen = request.POST.get("row", "")
    return chosen.isdecimal() and len(chosen) < 10 and Person.objects.filter(pk=chosen, team=team).exists()
