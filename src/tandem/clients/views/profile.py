"""The draft of the ideal client profile, question by question; and a version as it reads, beside another."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tandem.clients.actions import profile as verbs
from tandem.clients.forms.profile import BandsForm, QuestionForm
from tandem.clients.models import Criterion, Profile
from tandem.clients.queries import profile as profiles
from tandem.clients.queries.changes import changes
from tandem.ledger.actions import Stale
from tandem.people.asked import Asked
from tandem.web.pages import page

EMPTY_ROWS = 2


@require_POST
def begin(request: Asked) -> HttpResponse:
    try:
        verbs.begin(by=request.user, at=request.at)
    except verbs.DraftThere:
        messages.info(request, _("There is a draft already; here it is."))
    return redirect("icp_draft")


@require_http_methods(["GET", "POST"])
def bands(request: Asked) -> HttpResponse:
    draft = _draft(request)
    form = BandsForm.of(draft, request.POST or None) if draft else BandsForm(request.POST)
    try:
        if draft and form.settled(partial(verbs.set_bands, draft, by=request.user, at=request.at)):
            return _kept(request)
    except verbs.NoDraft:
        draft = None
    context = {"form": form, "gone": draft is None}
    return page(request, "clients/profile_bands.html", context, block="main", status=form.status if draft else 409)


@require_http_methods(["GET", "POST"])
def new(request: Asked) -> HttpResponse:
    draft = _draft(request)
    form = QuestionForm(request.POST or None, rows=EMPTY_ROWS)
    try:
        if draft and form.settled(partial(_added, request, draft)):
            return _kept(request)
    except verbs.NoDraft:
        draft = None
    return _question(request, form, None, "" if draft else _no_draft())


@require_http_methods(["GET", "POST"])
def edit(request: Asked, pk: int) -> HttpResponse:
    """A question that was dropped meanwhile comes back as a new one, with what was typed. One that never was isn't there."""
    draft, row = _draft(request), _of_draft(pk)
    if row is None and (request.method == "GET" or not profiles.was_asked(pk)):
        raise Http404
    if row is None:
        words = _("Somebody dropped this question meanwhile. What you typed is below; keep it to ask it again.")
        return _question(request, QuestionForm(request.POST), None, words if draft else _no_draft())
    form = QuestionForm.of(row, request.POST or None)
    try:
        if form.settled(partial(verbs.change_question, row, by=request.user, at=request.at)):
            return _kept(request)
    except verbs.NoDraft:
        return _question(request, form, None, _no_draft())
    return _question(request, form, row)


@require_POST
def move(request: Asked, pk: int) -> HttpResponse:
    row = _of_draft(pk)
    if row is None:
        raise Http404
    try:
        verbs.move_question(row, up=request.POST.get("to") == "up", by=request.user, at=request.at)
    except verbs.NoDraft:
        raise Http404 from None
    return redirect("icp_draft")


@require_POST
def drop(request: Asked, pk: int) -> HttpResponse:
    """POST `seen`, the question as it was read."""
    row = _of_draft(pk)
    if row is None:
        raise Http404
    try:
        verbs.drop_question(row, seen=request.POST.get("seen", ""), by=request.user, at=request.at)
    except Stale:
        words = _("Somebody changed this question meanwhile. It still stands; read it before you drop it.")
        return _question(request, QuestionForm.of(row), row, words)
    except verbs.NoDraft:
        raise Http404 from None
    messages.success(request, _("Dropped “%(question)s” from the draft.") % {"question": row.question})
    return redirect("icp_draft")


@require_GET
def version(request: Asked, number: int) -> HttpResponse:
    """One version as it reads, with what it changed of the one before or of `with`."""
    row = get_object_or_404(Profile.objects.select_related("published_by"), number=number, published_at__isnull=False)
    every = profiles.versions()
    asked = request.GET.get("with", "")
    wanted = int(asked) if asked.isdecimal() and len(asked) < 6 else number - 1
    other = next((each for each in every if each.number == wanted != number), None)
    now = profiles.card(row)
    context: dict[str, Any] = {
        "card": now,
        "versions": every,
        "other": other,
        "changes": changes(profiles.card(other), now) if other else None,
    }
    return page(request, "clients/profile_version.html", context, block="main")


def _draft(request: Asked) -> Profile | None:
    """Without one there's nothing to read; what somebody typed meanwhile is still shown."""
    found = profiles.draft()
    if found is None and request.method == "GET":
        raise Http404
    return found


def _no_draft() -> str:
    return _(
        "The draft was published or dropped meanwhile. What you typed is below; begin a new draft and keep it there."
    )


def _of_draft(pk: int) -> Criterion | None:
    found = Criterion.objects.filter(pk=pk, profile__published_at__isnull=True)
    return found.select_related("profile").first()


def _added(request: Asked, draft: Profile, *, seen: Any, **typed: Any) -> None:
    verbs.add_question(draft, by=request.user, at=request.at, **typed)


def _kept(request: Asked) -> HttpResponse:
    messages.success(request, _("Kept in the draft."))
    return redirect("icp_draft")


def _question(request: Asked, form: QuestionForm, row: Criterion | None, words: str = "") -> HttpResponse:
    """`words` say what somebody else did meanwhile."""
    context = {"form": form, "row": row, "words": words}
    return page(
        request, "clients/profile_question.html", context, block="main", status=409 if words else form.status
    )  # fmt: skip
