"""Settings: the words that a clause and a call note are read for. Everybody reads them, both sides change them."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tandem.calc.phrases import find
from tandem.catalogue.actions import phrase as verbs
from tandem.catalogue.forms.phrase import PhraseForm
from tandem.catalogue.models import Phrase
from tandem.catalogue.queries.phrases import by_kind
from tandem.ledger.forms import SeenForm
from tandem.people.asked import Asked
from tandem.people.models import Person
from tandem.web.pages import page

KINDS = {
    Phrase.Kind.VAGUE: (_("Vague"), _("A clause with one of these can be read in two ways. The check asks for better words.")),
    Phrase.Kind.COMMITTED: (_("Committed"), _("In call notes: somebody gave their word.")),
    Phrase.Kind.IMPLIED: (_("Implied"), _("In call notes: the client may take it for granted from now on.")),
    Phrase.Kind.MENTIONED: (_("Mentioned"), _("In call notes: it was said, and nobody relied on it yet.")),
}  # fmt: skip
LONGEST_TRIAL = 2000


@require_GET
def words(request: Asked) -> HttpResponse:
    return _page(request, _kind(request.GET.get("kind", "")))


@require_http_methods(["GET", "POST"])
def new(request: Asked) -> HttpResponse:
    kind = _kind(request.GET.get("kind", ""))
    form = PhraseForm(request.POST or None, initial={"kind": kind})
    if form.settled(partial(verbs.add, by=request.user, at=request.at)):
        return _back(form.cleaned_data["kind"])
    return _page(request, _kind(form.data.get("kind", kind)), form)


@require_http_methods(["GET", "POST"])
def edit(request: Asked, pk: int) -> HttpResponse:
    row = get_object_or_404(Phrase.objects.visible_to(request.user), pk=pk)
    form = PhraseForm.of(row, request.POST or None)
    if form.settled(partial(verbs.change, row, by=request.user, at=request.at)):
        return _back(form.cleaned_data["kind"])
    return _page(request, row.kind, form, row)


@require_POST
def retire(request: Asked, pk: int) -> HttpResponse:
    """Look for it no more, or again (`again` in the form)."""
    row = get_object_or_404(Phrase.objects.visible_to(request.user), pk=pk)
    form = SeenForm.of(row, request.POST)
    retired = "again" not in request.POST
    if form.settled(partial(verbs.retire, row, by=request.user, at=request.at, retired=retired)):
        return _back(row.kind)
    return _page(request, row.kind, form, row)


def _kind(asked: str) -> str:
    return asked if asked in Phrase.Kind.values else Phrase.Kind.VAGUE


def _back(kind: str) -> HttpResponse:
    response = redirect("settings_words")
    response["Location"] += f"?kind={kind}"
    response.status_code = 303
    return response


def _page(request: Asked, kind: str, form: SeenForm | None = None, row: Phrase | None = None) -> HttpResponse:
    """One list of its kind; `form` is open for `row`, or for a new phrase."""
    found = by_kind(retired=True)
    trial = request.GET.get("text", "")[:LONGEST_TRIAL]
    context = {
        "kind": kind,
        "kinds": [(key, told, sum(not each.retired for each in found[key])) for key, (told, _why) in KINDS.items()],
        "why": KINDS[Phrase.Kind(kind)][1],
        "phrases": [each for each in found[kind] if not each.retired],
        "retired": [each for each in found[kind] if each.retired],
        "trial": trial,
        "tried": _tried(trial, [each for each in found[kind] if not each.retired]),
        "doing": {"form": form, "changed_by": _changed_by(form)} if form else None,
        "row": row,
        "may_edit": request.user.access in verbs.WRITERS,
    }
    return page(request, "front/shelf/words.html", context, block="main", status=form.status if form else 200)


def _tried(text: str, phrases: list[Phrase]) -> list[tuple[str, bool]]:
    """The text in runs: (words, is a phrase)."""
    runs: list[tuple[str, bool]] = []
    end = 0
    for hit in find(text, [each.words for each in phrases]):
        runs += [(text[end : hit.start], False), (text[hit.start : hit.end], True)]
        end = hit.end
    return [run for run in [*runs, (text[end:], False)] if run[0]]


def _changed_by(form: SeenForm) -> Any:
    return Person.objects.filter(pk=form.conflict.actor_id).first() if form.conflict else None
