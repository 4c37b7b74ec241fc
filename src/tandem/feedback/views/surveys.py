"""What clients answered; one answer with its call back; a surprise, in fifteen seconds."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tandem.engagements.models import OPEN, SIGNED, Engagement
from tandem.feedback import actions, queries
from tandem.feedback.forms import AnswerForm, AskForm, FollowUpForm, GiveForm, SurpriseForm
from tandem.feedback.models import Survey
from tandem.ledger.forms import SeenForm
from tandem.people.asked import Asked
from tandem.web.pages import page

LISTED = 200


@require_GET
def feedback(request: Asked) -> HttpResponse:
    show = request.GET.get("show", "")
    show = show if show in queries.SHOWN else "all"
    found, more = queries.answers(request.user, show, request.GET.get("after", ""))
    rows = queries.rows_of(found, request.user, request.today)
    context = {"rows": rows, "show": show, "next": more, "reads": queries.reads_words(request.user)}
    return page(request, "feedback/list.html", context, block="rows")


@require_http_methods(["GET", "POST"])
def answer(request: Asked, pk: int) -> HttpResponse:
    """Without an answer yet: write it down. With a bad one: call back, or give the call to somebody."""
    survey = _survey(request, pk)
    what = request.POST.get("what", "")
    forms: dict[str, SeenForm] = {
        "answer": AnswerForm.of(survey, request.POST if what == "answer" else None),
        "follow": FollowUpForm.of(survey, request.POST if what == "follow" else None),
        "give": GiveForm.of(survey, request.POST if what == "give" else None),
    }
    verbs: dict[str, Callable[..., Survey]] = {
        "answer": actions.record_answer,
        "follow": actions.follow_up,
        "give": actions.give,
    }
    if what in verbs and forms[what].settled(partial(verbs[what], survey, by=request.user, at=request.at)):
        messages.success(request, _("Saved."))
        return redirect("feedback_answer", pk)
    failed = forms.get(what)
    context = {
        "row": queries.rows_of([survey], request.user, request.today)[0],
        "forms": forms,
        "failed": failed,
        "may_write": request.user.access in actions.ASKERS,
        "reads": queries.reads_words(request.user),
    }
    return page(request, "feedback/answer.html", context, block="main", status=failed.status if failed else 200)


@require_POST
def ask(request: Asked, pk: int) -> HttpResponse:
    """Ask one contact about an engagement. An empty name comes back with words, and nothing else was typed."""
    deal = get_object_or_404(Engagement.objects.visible_to(request.user), pk=pk, account__isnull=False)
    form = AskForm(request.POST)
    if not form.is_valid():
        return page(request, "feedback/ask.html", {"deal": deal, "form": form}, block="main", status=422)
    survey = actions.ask(deal, form.cleaned_data["contact_name"], by=request.user, at=request.at)
    messages.success(request, _("%(name)s is asked. Write the answer down here.") % {"name": survey.contact_name})
    return redirect("feedback_answer", survey.pk)


@require_http_methods(["GET", "POST"])
def surprise(request: Asked) -> HttpResponse:
    """`?deal=` chooses the project; whoever asks only chooses among what they may see."""
    deals = _deals(request)
    form = SurpriseForm(request.POST or None, deals=deals, initial={"deal": request.GET.get("deal", "")})
    if form.is_bound and form.is_valid():
        given = dict(form.cleaned_data)
        deal = given.pop("deal")
        actions.log_surprise(deal, **given, by=request.user, at=request.at)
        messages.success(request, _("Logged. Sales and delivery both see it now."))
        return redirect("project_surprises", deal.pk) if deal.is_project else redirect("deal", deal.pk)
    return page(request, "feedback/surprise.html", {"form": form}, block="main", status=422 if form.is_bound else 200)


def _survey(request: Asked, pk: int) -> Survey:
    found = Survey.objects.visible_to(request.user).select_related("engagement", "account", "owner")
    return get_object_or_404(found, pk=pk)


def _deals(request: Asked) -> QuerySet[Engagement]:
    """Projects first (that's where surprises happen), then open deals: the newest of each kind."""
    seen = Engagement.objects.visible_to(request.user).filter(stage__in=(*SIGNED, *OPEN))
    chosen = request.POST.get("deal") or request.GET.get("deal") or ""
    newest = list(seen.filter(stage__in=SIGNED).order_by("-stage_since", "-pk").values_list("pk", flat=True)[:LISTED])
    ids = [*newest, int(chosen)] if chosen.isdecimal() and len(chosen) < 12 else newest
    return seen.filter(pk__in=ids).select_related("account").order_by("account__name", "name", "pk")
