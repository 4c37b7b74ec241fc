"""What somebody at the client sees through their link, without an account. GET shows; only POST records, because the
scanners of mail programs open every address that they find."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tandem.feedback.actions import client as actions
from tandem.feedback.forms.client import CodeForm, SignForm, WordsForm
from tandem.feedback.mail import firm_name
from tandem.feedback.models import ClientLink
from tandem.feedback.queries.links import ClientPage, let_in, page_of, said_by, signed_by
from tandem.jobs import queries as jobs
from tandem.people.asked import Asked
from tandem.web.pages import page

AGENT_ROOM = 300
Shown = Callable[[Asked, ClientLink, ClientPage, str], HttpResponse]


def behind_a_link(referrer: str) -> Callable[[Shown], Callable[[Asked, str], HttpResponse]]:
    """Whatever a link doesn't open is answered alike: never was, expired, revoked. Nothing is kept by browsers, found
    by search engines or told to other sites. A page with a form tells its address to ourselves, which the check against
    forged forms asks for; a page without one tells it to nobody."""

    def wrap(view: Shown) -> Callable[[Asked, str], HttpResponse]:
        @login_not_required
        @wraps(view)
        def shown(request: Asked, token: str) -> HttpResponse:
            link = let_in(token, request.today)
            if link is None:
                response = page(request, "feedback/client/gone.html", {"firm_name": firm_name()}, status=404)
            else:
                response = view(request, link, page_of(link.engagement), token)
            response["Referrer-Policy"] = referrer
            response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
            response["Cache-Control"] = "no-store, private"
            return response

        return shown

    return wrap


@require_safe
@behind_a_link("no-referrer")
def view(request: Asked, link: ClientLink, told: ClientPage, token: str) -> HttpResponse:
    """What “done” means, who owes what, what is next."""
    more: dict[str, Any] = {
        "waiting": actions.pending(link, request.at),
        "said": said_by(link),
        "signed": signed_by(link),
    }
    return _page(request, "view", link, told, token, **more)


@require_http_methods(["GET", "HEAD", "POST"])
@behind_a_link("same-origin")
def sign(request: Asked, link: ClientLink, told: ClientPage, token: str) -> HttpResponse:
    """Choose, name yourself and ask for a code; then type the code. While one is out the page waits for it, so that
    she can leave for her mail and come back; ?start=1 shows the first step again."""
    if request.POST.get("step") == "sign":
        return _sign(request, link, told, token)
    if request.method != "POST" and not request.GET.get("start"):
        waiting = _waiting(request, link, told, token)
        if waiting:
            return waiting
    form = SignForm(request.POST or None, rows=told.unsigned, contact=link.contact, initial=_all(link, told))
    if not form.is_bound or not form.is_valid():
        return _page(request, "sign", link, told, token, form=form)
    return _mail_code(request, link, told, token, form)


def _waiting(request: Asked, link: ClientLink, told: ClientPage, token: str) -> HttpResponse | None:
    """The field for the code that is out, with what was chosen; None where none is, or its words were changed."""
    code = actions.pending(link, request.at)
    if code is None or not set(code.read) <= {row.digest for row in told.unsigned}:
        return None
    form = CodeForm(rows=told.unsigned, contact=link.contact, initial={"read": code.read, "name": code.name})
    return _code_page(request, link, told, token, form)


def _mail_code(request: Asked, link: ClientLink, told: ClientPage, token: str, form: SignForm) -> HttpResponse:
    typed = {name: form.cleaned_data[name] for name in ("read", "name")}
    address = request.build_absolute_uri(reverse("client_sign", args=[token]))
    try:
        actions.ask_for_code(link, at=request.at, address=address, **typed)
    except actions.TooOften:
        return _too_often(request, link, told, token, form, typed)
    response = redirect("client_sign", token)
    response.status_code = 303
    return response


def _too_often(
    request: Asked, link: ClientLink, told: ClientPage, token: str, form: SignForm, typed: dict[str, Any]
) -> HttpResponse:
    """No other code now: the page waits for the one that is out, with what was typed just now."""
    out = actions.pending(link, request.at)
    if out is None:
        form.add_error(None, _("Several codes were mailed lately. Wait an hour, or ask us."))
        return _page(request, "sign", link, told, token, form=form)
    actions.keep_choice(out, **typed)
    words = _("A code was mailed a moment ago and is still good. Look into your mail.")
    fresh = CodeForm(rows=told.unsigned, contact=link.contact, initial=typed)
    return _code_page(request, link, told, token, fresh, words, status=422)


def _sign(request: Asked, link: ClientLink, told: ClientPage, token: str) -> HttpResponse:
    form = CodeForm(request.POST, rows=told.unsigned, contact=link.contact)
    if _signed_already(request, told):
        return _back(token)
    if not form.is_valid():
        if form.was_changed or form.has_error("read") or form.has_error("name"):
            return _begin_again(request, link, told, token, form)
        return _code_page(request, link, told, token, form, status=422)
    typed = form.cleaned_data
    evidence = {**_evidence(request), "intent": intent(link)}
    try:
        actions.sign(link, code=typed["code"], name=typed["name"], read=typed["read"], evidence=evidence, at=request.at)
    except actions.WrongCode as wrong:
        form.add_error("code", _left(wrong.left))
        return _code_page(request, link, told, token, form, status=422)
    except actions.Changed:
        return _begin_again(request, link, told, token, form)
    return _back(token)


@require_safe
@behind_a_link("no-referrer")
def copy(request: Asked, link: ClientLink, told: ClientPage, token: str) -> HttpResponse:
    """What was signed by this contact, in the very words, to read again and to print."""
    return _page(request, "copy", link, told, token, keys=signed_by(link))


@require_http_methods(["GET", "HEAD", "POST"])
@behind_a_link("same-origin")
def words(request: Asked, link: ClientLink, told: ClientPage, token: str) -> HttpResponse:
    """It isn't as they see it."""
    form = WordsForm(request.POST or None, rows=told.outcomes, initial={"about": request.GET.get("about", "")})
    if not form.is_bound or not form.is_valid():
        return _page(request, "words", link, told, token, form=form)
    about = next((row.outcome for row in told.outcomes if row.digest == form.cleaned_data["about"]), None)
    try:
        actions.say(link, form.cleaned_data["words"], outcome=about, at=request.at)
    except actions.TooOften:
        form.add_error(None, _("That is a lot for one day. Please call us instead."))
        return _page(request, "words", link, told, token, form=form)
    response = redirect("client_heard", token)
    response.status_code = 303
    return response


@require_safe
@behind_a_link("no-referrer")
def heard(request: Asked, link: ClientLink, told: ClientPage, token: str) -> HttpResponse:
    """We have it; what was written stands on the first page, with our answer once there is one."""
    return _page(request, "heard", link, told, token)


def intent(link: ClientLink) -> str:
    """What whoever signs says by it."""
    return _(
        "By typing my name and the code I sign, for %(client)s, that “done” means what these outcomes say. "
        "This is a simple electronic signature."
    ) % {"client": link.contact.account.name}


def _evidence(request: Asked) -> dict[str, str]:
    return {
        "network": get_adapter().get_client_ip(request),
        "agent": request.headers.get("User-Agent", "")[:AGENT_ROOM],
        "signed_at": request.at.isoformat(),
    }


def _all(link: ClientLink, told: ClientPage) -> dict[str, Any]:
    return {"read": [row.digest for row in told.unsigned], "name": ""}


def _signed_already(request: Asked, told: ClientPage) -> bool:
    """The same form from another window: what it asks for is done."""
    signed = {row.digest for row in told.outcomes if row.client}
    read = request.POST.getlist("read")
    return bool(read) and set(read) <= signed


def _begin_again(request: Asked, link: ClientLink, told: ClientPage, token: str, form: CodeForm) -> HttpResponse:
    """What was read was changed, or is no choice: the present words are shown, and the name is kept."""
    read = [row.digest for row in told.unsigned if row.digest in request.POST.getlist("read")]
    typed = {"read": read, "name": request.POST.get("name", "")}
    fresh = SignForm(typed, rows=told.unsigned, contact=link.contact)
    fresh.is_valid()
    if form.was_changed or not form.errors:
        fresh.add_error(None, _("We changed an outcome after you opened this page. Read it again before you sign."))
    status = 409 if form.was_changed or not form.errors else 422
    return _page(request, "sign", link, told, token, form=fresh, status=status)


def _left(left: int) -> str:
    if left > 0:
        return _("That isn’t the code. You can try %(n)s more times.") % {"n": left}
    return _("This code can’t be used any more. Ask for a new one.")


def _code_page(
    request: Asked, link: ClientLink, told: ClientPage, token: str, form: CodeForm, notice: str = "", status: int = 200
) -> HttpResponse:
    data = form.data if form.is_bound else form.initial
    read = data.getlist("read") if hasattr(data, "getlist") else data["read"]
    chosen = [row for row in told.unsigned if row.digest in read]
    stands = next(iter(jobs.of([link], request.at).get(link.pk, [])), None)
    if not notice and stands and stands.has_failed:
        notice = _("The mail with the code couldn’t be sent yet. We are trying again.")
    more = {"form": form, "chosen": chosen, "name": data.get("name", ""), "words": notice, "intent": intent(link)}
    return _page(request, "code", link, told, token, status=status, **more)


def _back(token: str) -> HttpResponse:
    response = redirect("client_view", token)
    response.status_code = 303
    return response


def _page(
    request: Asked, which: str, link: ClientLink, told: ClientPage, token: str, status: int | None = None, **more: Any
) -> HttpResponse:
    form = more.get("form")
    context = {
        "firm_name": firm_name(),
        "link": link,
        "deal": link.engagement,
        "client": link.engagement.account,
        "told": told,
        "token": token,
        "masked": masked(link.contact.email),
        **more,
    }
    failed = 422 if form is not None and form.is_bound and form.errors else 200
    return page(request, f"feedback/client/{which}.html", context, status=status or failed)


def masked(address: str) -> str:
    """An address as whoever was forwarded the link may see it: r…@halden.example."""
    name, _at, domain = address.partition("@")
    return f"{name[:1]}…@{domain}" if domain else ""
