"""The debrief in its half hour; the lessons, and what becomes of each."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tandem.catalogue.queries.tiers import current_tiers
from tandem.engagements.models import Engagement, Stage
from tandem.feedback import queries as feedback
from tandem.gates import Refused
from tandem.learning import actions
from tandem.learning.forms import ColumnForm, LessonForm, NoneForm, RiskForm, SettleForm, TakeForm
from tandem.learning.models import Debrief, Lesson
from tandem.learning.queries import lessons as questions
from tandem.learning.queries.gate import debrief_checklist
from tandem.people.asked import Asked
from tandem.people.models import Access
from tandem.people.rights import key_of
from tandem.web.pages import page

HALF_HOUR = 30
SEEN_IN = (Stage.DELIVERING, Stage.DELIVERED, Stage.LEARNT)


@require_http_methods(["GET", "POST"])
def debrief(request: Asked, pk: int) -> HttpResponse:
    """Both columns, lessons, and the checklist. POST `what`: start, column, lesson, none or close."""
    deal = _deal(request, pk)
    row = Debrief.objects.filter(engagement=deal).select_related("by").first()
    forms = _forms(request, row)
    if request.method == "POST":
        return _posted(request, deal, row, forms)
    return _page(request, deal, row, forms)


@require_GET
def lessons(request: Asked) -> HttpResponse:
    show = request.GET.get("show", "")
    show = show if show in questions.SHOWN else "open"
    after = request.GET.get("after", "")
    found = questions.listed(request.user, show, int(after) if after.isdecimal() and len(after) < 12 else None)
    more = found[questions.ROWS - 1].pk if len(found) > questions.ROWS else None
    return page(
        request, "learning/lessons.html", {"rows": found[: questions.ROWS], "show": show, "next": more}, block="rows"
    )


@require_http_methods(["GET", "POST"])
def lesson(request: Asked, pk: int) -> HttpResponse:
    """Into the catalogue as a clause, into the risk library, elsewhere, or not, because. POST `what`: take, risk or
    settle."""
    row: Lesson = get_object_or_404(questions.seen_by(request.user), pk=pk)
    what = request.POST.get("what", "")
    tiers = current_tiers(request.user)
    start = {"tier": row.debrief.engagement.tier_id, "words": row.words}
    forms: dict[str, Any] = {
        "take": TakeForm.of(row, request.POST if what == "take" else None, tiers=tiers, initial=start),
        "risk": RiskForm.of(row, request.POST if what == "risk" else None, auto_id="risk_%s"),
        "settle": SettleForm.of(row, request.POST if what == "settle" else None, auto_id="settle_%s"),
    }
    verbs: dict[str, Callable[..., Lesson]] = {
        "take": actions.take, "risk": actions.take_risk, "settle": actions.settle,
    }  # fmt: skip
    if what in verbs and forms[what].settled(partial(verbs[what], row, by=request.user, at=request.at)):
        messages.success(request, _("Decided: %(words)s") % {"words": row.decided_why})
        return redirect("lessons")
    failed = forms.get(what)
    context = {"row": row, "forms": forms, "failed": failed, "may_decide": request.user.access == Access.LEADERSHIP}
    return page(request, "learning/lesson.html", context, block="main", status=failed.status if failed else 200)


@require_POST
def close(request: Asked, pk: int) -> HttpResponse:
    """delivered -> learnt. A shut gate comes back with its reasons."""
    deal = _deal(request, pk)
    row = Debrief.objects.filter(engagement=deal).select_related("by").first()
    try:
        actions.debrief(deal, by=request.user, at=request.at)
    except Refused as refused:
        return _page(request, deal, row, _forms(request, row, bound=False), refused=refused, status=422)
    messages.success(request, _("Debriefed. Its lessons wait for a decision."))
    return redirect("debrief", pk)


def _posted(request: Asked, deal: Engagement, row: Debrief | None, forms: dict[str, Any]) -> HttpResponse:
    what = request.POST.get("what", "")
    act: dict[str, Any] = {"by": request.user, "at": request.at}
    if what == "start" or row is None:
        actions.start(deal, **act)
        return redirect("debrief", deal.pk)
    form: Any = forms.get(what)
    if what == "lesson" and form.is_valid():
        actions.add_lesson(row, **form.cleaned_data, **act)
        return redirect("debrief", deal.pk)
    verbs = {"column": partial(actions.say, row, key_of(request.user)), "none": partial(actions.say_why_none, row)}
    if what in verbs and form.settled(partial(verbs[what], **act)):
        return redirect("debrief", deal.pk)
    status = getattr(form, "status", 422) if form else 422
    return _page(request, deal, row, forms, failed=form, status=status)


def _forms(request: Asked, row: Debrief | None, bound: bool = True) -> dict[str, Any]:
    what = request.POST.get("what", "") if bound else ""
    if row is None:
        return {}
    return {
        "column": ColumnForm.of(
            row, request.POST if what == "column" else None, side=key_of(request.user) or "delivery"
        ),
        "lesson": LessonForm(request.POST if what == "lesson" else None, auto_id="lesson_%s"),
        "none": NoneForm.of(row, request.POST if what == "none" else None, auto_id="none_%s"),
    }


def _page(
    request: Asked,
    deal: Engagement,
    row: Debrief | None,
    forms: dict[str, Any],
    failed: Any = None,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    mine = Engagement.objects.filter(pk=deal.pk)
    begun = row.started_at if row else None
    spent = int((request.at - begun).total_seconds() // 60) if begun else 0
    context = {
        "deal": deal,
        "row": row,
        "forms": forms,
        "failed": failed,
        "refused": refused.findings if refused else [],
        "side": key_of(request.user),
        "may_write": bool(key_of(request.user)) or request.user.access == Access.LEADERSHIP,
        "lessons": questions.of(row) if row else [],
        "checklist": debrief_checklist(deal, request.today),
        "surprises": feedback.surprises(mine, request.user),
        "answers": feedback.of_deals(mine, request.user, request.today),
        "spent": spent,
        "half_hour": HALF_HOUR,
        "open": deal.stage == Stage.DELIVERED,
    }
    return page(request, "learning/debrief.html", context, block="main", status=status)


def _deal(request: Asked, pk: int) -> Engagement:
    seen = Engagement.objects.visible_to(request.user).filter(stage__in=SEEN_IN)
    return get_object_or_404(seen.select_related("account", "seller", "lead"), pk=pk)
