"""A database that can't take anything just now is said in words, with what was typed kept: 503, and when to try again.

Nothing here asks the database, the session or the person: none of them may be there.
"""

import re
import sys
from typing import Any

import structlog
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.template.loader import render_to_string
from django.views.defaults import server_error as plain_server_error

from tandem.web.trouble import is_away

log = structlog.get_logger(__name__)
RETRY_SECONDS = 5
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 (a field's name)
# Never sent back to where it was typed.
SECRET = re.compile(r"password|code|secret", re.IGNORECASE)
WORDS = 20


def answer(request: HttpRequest, problem: BaseException | None = None) -> HttpResponse:
    """503 with the form as it was sent, and a button that sends it again: under the same token, so once.py knows it."""
    request.busy_with = problem  # type: ignore[attr-defined]
    context = {
        **what_was_typed(request), "saved": has_saved(request), "again": request.get_full_path(),
        "asked": request.method,
    }  # fmt: skip
    page = render_to_string("busy.html", context, using="jinja2")
    response = HttpResponse(page, status=503)
    response["Retry-After"] = str(RETRY_SECONDS)
    response["Cache-Control"] = "no-store, private"
    response._has_been_logged = True  # type: ignore[attr-defined]  # By us, in a line; Django would call it an error.
    if problem:
        log.warning("the database is away", why=str(problem))
    return response


def what_was_typed(request: HttpRequest) -> dict[str, Any]:
    """`typed`: each field and its value; `texts`: those that took somebody time; `secret`: it's nothing to be shown
    again; `has_file`: a browser can't be given one back."""
    typed = _typed(request)
    return {
        "typed": typed,
        "texts": [value for name, value in typed if name != TOKEN and len(value) > WORDS],
        "secret": any(SECRET.search(name) for name, _value in typed),
        "has_file": (request.content_type or "") == "multipart/form-data" and bool(_files(request)),
    }


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's last resort (urls.handler500), called while the fault is handled."""
    problem = sys.exc_info()[1]
    if is_away(problem):
        return answer(request, problem)
    return plain_server_error(request)


def problem_of(request: HttpRequest) -> BaseException | None:
    return getattr(request, "busy_with", None)


def forget(request: HttpRequest) -> None:
    request.busy_with = None  # type: ignore[attr-defined]


def note_saved(request: HttpRequest, saved: bool) -> None:
    """What this request did stands, whatever happens to its answer."""
    request.was_saved = saved  # type: ignore[attr-defined]


def has_saved(request: HttpRequest) -> bool:
    return getattr(request, "was_saved", False)


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What was in the form, field by field; nothing when it can't be read any more."""
    if request.method != "POST":
        return []
    try:
        return [(name, value) for name in request.POST for value in request.POST.getlist(name)]
    except (UnreadablePostError, RequestDataTooBig, TooManyFieldsSent, OSError):
        return []


def _files(request: HttpRequest) -> Any:
    try:
        return request.FILES
    except (UnreadablePostError, RequestDataTooBig, TooManyFieldsSent, OSError):
        return ()
