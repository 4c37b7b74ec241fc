"""The pipeline as list and board, and the views that somebody saved."""

from functools import partial

from django.db.models import TextChoices
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tandem.catalogue.models import Grade
from tandem.engagements.actions import saved
from tandem.engagements.actions.sides import EDITORS
from tandem.engagements.forms.pipeline import FilterForm, ViewForm
from tandem.engagements.models import SavedView, Stage
from tandem.engagements.queries import pipeline as ask
from tandem.people.asked import Asked
from tandem.people.kept import keep
from tandem.people.queries.firm import currency
from tandem.people.rights import Sight, sees
from tandem.web.pages import page

VIEWS = ("list", "board")


@require_GET
def pipeline(request: Asked) -> HttpResponse:
    return _answer(request, request.GET)


@require_POST
def view_save(request: Asked) -> HttpResponse:
    """Keeps the filter of the page that it was sent from (field `query`)."""
    asked = QueryDict(request.POST.get("query", ""))
    form = ViewForm(request.POST, label_suffix="")
    query = FilterForm(asked, request.user).filters().query()
    if form.is_valid():
        try:
            saved.save(form.cleaned_data["name"], query, by=request.user, at=request.at)
            return redirect(f"{reverse('pipeline')}?{query}")
        except saved.NameTaken:
            form.add_error("name", _("You have a view of that name."))
    return _answer(request, asked, view_form=form, status=422)


@require_POST
def view_rename(request: Asked, pk: int) -> HttpResponse:
    view = get_object_or_404(SavedView.objects.visible_to(request.user), pk=pk)
    form = ViewForm(request.POST, label_suffix="")
    if form.is_valid():
        try:
            saved.rename(view, form.cleaned_data["name"], by=request.user, at=request.at)
            return redirect(f"{reverse('pipeline')}?{view.query}")
        except saved.NameTaken:
            form.add_error("name", _("You have a view of that name."))
    return _answer(request, QueryDict(view.query), view_form=form, status=422)


@require_POST
def view_delete(request: Asked, pk: int) -> HttpResponse:
    view = get_object_or_404(SavedView.objects.visible_to(request.user), pk=pk)
    saved.delete(view, by=request.user, at=request.at)
    return redirect("pipeline")


def _answer(request: Asked, asked: QueryDict, *, view_form: ViewForm | None = None, status: int = 200) -> HttpResponse:
    form = FilterForm(asked, request.user)
    filters = form.filters()
    shown = next((view for view in VIEWS if view == asked.get("view")), VIEWS[0])
    views = list(SavedView.objects.visible_to(request.user).order_by("name"))
    context = {
        "form": form,
        "filters": filters,
        "shown": shown,
        "views": views,
        "here": next((view for view in views if view.query == filters.query()), None),
        "view_form": view_form or ViewForm(label_suffix=""),
        "currency": currency(),
        "prices": sees(request.user, Sight.PRICE),
        "may_start": request.user.access in EDITORS,
        "has_sorts": ask.sorts_for(request.user),
        **keep(request, "pipeline", partial(_rows, request, asked, filters, shown), shown, asked.urlencode()),
    }
    bad = bool(form.errors)
    return page(request, f"engagements/pipeline_{shown}.html", context, block="main", status=422 if bad else status)


def _rows(request: Asked, asked: QueryDict, filters: ask.Filters, shown: str) -> dict:
    totals = {"totals": ask.totals(filters, request.user, request.today)}
    if shown == "board":
        return {**totals, "columns": ask.board(filters, request.user, request.today), "recent_days": ask.RECENT_DAYS}
    found = ask.page(filters, request.user, after=asked.get("after", ""), before=asked.get("before", ""))
    return {**totals, "page": found, "stages": _said(Stage), "grades": _said(Grade)}


def _said(choices: type[TextChoices]) -> dict[str, str]:
    """Value -> words in the reader's language, said once and not in every row."""
    return {value: str(label) for value, label in choices.choices}
