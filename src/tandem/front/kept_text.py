"""A form that comes from somebody who isn't signed in any more, or from a page of before they signed in anew: it isn't
taken, and what was typed isn't lost. It's shown, with a button that sends it again under a token of now.

Only to whoever sent it from a page of ours: another site's form must find no button that its victim may press.
"""

from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.views.csrf import csrf_failure as plain_failure

from tandem.front import busy

# For form.js: show it as a page, also where htmx asked.
SHOWN = "Kept"


class SignInFirst(LoginRequiredMiddleware):
    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponse:  # type: ignore[override]
        return sign_in_first(request)


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """To the sign-in page; 401 and what was typed, for who had typed something."""
    if _is_worth_keeping(request):
        return _kept(request, 401, signed_out=True)
    return redirect_to_login(request.get_full_path())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """For CSRF_FAILURE_VIEW: who signs in gets another token, and pages that they had open still have the old one."""
    if _is_worth_keeping(request) and _is_from_here(request):
        return _kept(request, 403, signed_out=False)
    return plain_failure(request, reason)


def _is_worth_keeping(request: HttpRequest) -> bool:
    told = busy.what_was_typed(request)
    return bool(told["texts"]) and not told["secret"]


def _is_from_here(request: HttpRequest) -> bool:
    """As the browser says, which no page can make it say."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    page = request.headers.get("Origin") or request.headers.get("Referer", "")
    return urlsplit(page).netloc == request.get_host()


def _kept(request: HttpRequest, status: int, *, signed_out: bool) -> HttpResponse:
    told = busy.what_was_typed(request)
    context = {**told, "signed_out": signed_out, "again": request.get_full_path(), "token": get_token(request)}
    response = HttpResponse(render_to_string("kept.html", context, using="jinja2"), status=status)
    response["Cache-Control"] = "no-store, private"
    response[SHOWN] = "1"
    return response
