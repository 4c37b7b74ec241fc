"""The handoff: a document with questions in its margin and two signatures at its foot."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tandem.handoff.actions import accept, compose, document, questions
from tandem.handoff.forms.document import AnswerForm, AskForm, BounceForm, CallForm, ParagraphForm
from tandem.handoff.models import Handoff, Question
from tandem.handoff.queries import page as queries
from tandem.handoff.queries.current import newest
from tandem.ledger.actions import Stale
from tandem.ledger.forms import SeenForm, version_in
from tandem.people.asked import Asked
from tandem.people.kept import keep
from tandem.web.pages import page


def handoffs(request: Asked) -> HttpResponse:
    after = request.GET.get("after", "")
    rows, more = keep(request, "handoffs", partial(queries.handoffs, request.user, after), after)
    return page(request, "handoff/list.html", {"rows": rows, "more": more}, block="main")


def handoff(request: Asked, pk: int) -> HttpResponse:
    return shown(request, _one(request, pk))


def of_deal(request: Asked, pk: int) -> HttpResponse:
    """The newest number of a deal's handoff."""
    row = queries.one(request.user).filter(engagement=pk).order_by("-number").first()
    if row is None:
        raise Http404
    return redirect("handoff", row.pk)


@require_POST
def paragraph(request: Asked, pk: int) -> HttpResponse:
    row = _one(request, pk)
    return _settle(
        request,
        row,
        "paragraph",
        ParagraphForm.of(row, request.POST, auto_id="id_p_%s"),
        partial(document.write_paragraph, row),
    )


@require_POST
def call(request: Asked, pk: int) -> HttpResponse:
    row = _one(request, pk)
    return _settle(
        request, row, "call", CallForm.of(row, request.POST, auto_id="id_c_%s"), partial(document.plan_call, row)
    )


@require_POST
def read(request: Asked, pk: int) -> HttpResponse:
    row = _one(request, pk)
    document.read_to_end(row, by=request.user, at=request.at)
    return _back(row)


@require_POST
def attest(request: Asked, pk: int) -> HttpResponse:
    """I have written down everything I promised: the seller's own click."""
    row = _one(request, pk)
    form = SeenForm.of(row, request.POST)
    if form.settled(partial(document.attest, row, by=request.user, at=request.at)):
        return _back(row)
    return shown(request, _one(request, pk), stale=row if form.conflict else None, status=form.status)


@require_POST
def ask(request: Asked, pk: int) -> HttpResponse:
    row = _one(request, pk)
    form = AskForm(request.POST, brief=row.brief, auto_id="id_a_%s")
    return _settle(request, row, "ask", form, partial(questions.ask, row))


@require_POST
def answer(request: Asked, pk: int) -> HttpResponse:
    question = _question(request, pk)
    form = AnswerForm.of(question, request.POST, auto_id=f"id_q{question.pk}_%s")
    return _settle(request, _shown_now(question), f"answer-{question.pk}", form, partial(questions.answer, question))


@require_POST
def close(request: Asked, pk: int) -> HttpResponse:
    question = _question(request, pk)
    questions.close(question, by=request.user, at=request.at, seen=version_in(request.POST.get("seen")))
    return _back(_shown_now(question))


@require_POST
def bounce(request: Asked, pk: int) -> HttpResponse:
    row = _one(request, pk)
    return _settle(
        request, row, "bounce", BounceForm.of(row, request.POST, auto_id="id_b_%s"), partial(accept.bounce, row)
    )


@require_POST
def again(request: Asked, pk: int) -> HttpResponse:
    """Compose the next number from the deal as it is now."""
    fresh = compose.compose_again(_one(request, pk), by=request.user, at=request.at)
    messages.success(request, _("Handoff %(number)s is composed from the deal.") % {"number": fresh.number})
    return _back(fresh)


def shown(
    request: Asked,
    row: Handoff,
    failed: tuple[str, forms.Form] | None = None,
    stale: Any = None,
    status: int = 200,
    handing: Any = None,
) -> HttpResponse:
    wanted = request.GET.get("compare", "")
    found = queries.document(
        row,
        request.user,
        request.today,
        int(wanted) if wanted.isdecimal() and len(wanted) < 6 else None,
    )
    context = {"doc": found, "forms": _forms(found, failed), "failed": failed[0] if failed else "", "stale": stale}
    context["handing"] = handing
    return page(request, "handoff/document.html", context, block="main", status=status)


def _forms(found: queries.Document, failed: tuple[str, forms.Form] | None) -> dict[str, forms.Form]:
    row = found.handoff
    fresh: dict[str, forms.Form] = {
        "paragraph": ParagraphForm.of(row, auto_id="id_p_%s"),
        "call": CallForm.of(row, auto_id="id_c_%s"),
        "ask": AskForm(brief=row.brief, auto_id="id_a_%s"),
        "bounce": BounceForm.of(row, auto_id="id_b_%s"),
    }
    for question in found.open_questions:
        fresh[f"answer-{question.pk}"] = AnswerForm.of(question, auto_id=f"id_q{question.pk}_%s")
    return {**fresh, **(dict([failed]) if failed else {})}


def _settle(request: Asked, row: Handoff, name: str, form: forms.Form, verb: Callable[..., Any]) -> HttpResponse:
    """Do it with what was typed; or the page again with the form as typed, and why."""
    done = partial(verb, by=request.user, at=request.at)
    try:
        if isinstance(form, SeenForm):
            if form.settled(done):
                return _back(row)
        elif form.is_valid():
            done(**form.cleaned_data)
            return _back(row)
    except ValidationError as problem:
        form.add_error(None, problem)
    except Stale as stale:
        return shown(request, _one(request, row.pk), (name, form), stale=stale.current, status=409)
    conflict = form.conflict if isinstance(form, SeenForm) else None
    if conflict:
        return shown(request, _one(request, row.pk), (name, form), stale=conflict, status=409)
    return shown(request, row, (name, form), status=422)


def _one(request: Asked, pk: int) -> Handoff:
    return get_object_or_404(queries.one(request.user), pk=pk)


def _question(request: Asked, pk: int) -> Question:
    seen = Question.objects.visible_to(request.user)
    found: Question = get_object_or_404(seen.select_related("handoff__engagement", "asked_by"), pk=pk)
    return found


def _shown_now(question: Question) -> Handoff:
    """Questions stay when the handoff is sent again: the page is the newest number's."""
    return newest(question.handoff.engagement) or question.handoff


def _back(row: Handoff) -> HttpResponse:
    answer = redirect("handoff", row.pk)
    answer.status_code = 303
    return answer
