"""A form that was sent twice is done once: a double click, a second try on a bad line, a page loaded again.

The token against other sites is masked anew in every form that is drawn, so it also says which drawing of the form
was sent. With what was typed it makes a key. Whoever sends the same form with the same words again gets the answer of
the first time; the same form with other words is another deed.

The transaction begins with the request's first write (web/late.py), and the first thing it writes is the key: deed and
key stand or fall together, also when the process is killed, and whatever is slow comes before, while no lock is held.
Two at once both get as far as their first write; the second waits there for the key, and is answered like the first.
A deadlock, or a database that's busy, is tried again once: nothing of the first try has stayed.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import structlog
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages import get_messages
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from tandem.front import busy
from tandem.front.models import Sent
from tandem.people.asked import Asked
from tandem.web.late import Late
from tandem.web.trouble import is_away, may_pass

log = structlog.get_logger(__name__)
KEPT = timedelta(days=7)
DRAWN = "csrfmiddlewaretoken"
# A client's pages are tried again too; what is sent twice there, their own forms know.
OF_CLIENTS = "/c/"
PIECE = 1024 * 1024


class SentAlready(Exception):
    """The form of this request went through meanwhile."""

    def __init__(self, sent: Sent) -> None:
        super().__init__(f"{sent} was sent already.")
        self.sent = sent


class Once:
    """Answers a form that went through already as it was answered then; whatever writes does so in one transaction."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Asked) -> HttpResponse:
        if request.method != "POST" or not (request.user.is_authenticated or request.path.startswith(OF_CLIENTS)):
            return self.get_response(request)
        key = _key(request) if request.user.is_authenticated and request.POST.get(DRAWN) else None
        response = self._answer(request, key)
        if may_pass(busy.problem_of(request)) and not busy.has_saved(request):
            log.warning("tried again", why=str(busy.problem_of(request)))
            _as_it_came(request)
            response = self._answer(request, key)
        return response

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        return _as_then(request, problem.sent) if isinstance(problem, SentAlready) else None

    def _answer(self, request: Asked, key: str | None) -> HttpResponse:
        try:
            return _sent(request, key) or self._do(request, key)
        except Exception as problem:  # At the commit: what a view raises is an answer by now.
            if not is_away(problem):
                raise
            return busy.answer(request, problem)

    def _do(self, request: Asked, key: str | None) -> HttpResponse:
        with Late(lambda: _claim(key, request.at)) as late:
            response = self.get_response(request)
            if late.block:
                _settle(key, response)
        if late.has_begun:
            busy.note_saved(request, late.has_ended or response.status_code < 400)
            return response
        # Nothing was written: perhaps because the same form went through while this one looked.
        return (response.status_code >= 400 and _sent(request, key)) or response


def forget_old(at: datetime) -> int:
    """For the schedule: nobody presses twice a week apart."""
    return old(at).delete()[0]


def old(at: datetime) -> QuerySet[Sent]:
    return Sent.objects.filter(at__lt=at - KEPT)


def _sent(request: HttpRequest, key: str | None) -> HttpResponse | None:
    found = Sent.objects.filter(key=key).first() if key else None
    return _as_then(request, found) if found else None


def _claim(key: str | None, at: datetime) -> None:
    """The row of this key. Whoever comes second waits here until the first one is through.

    Raises:
        SentAlready: the first one did it.
    """
    if not key:
        return
    try:
        with transaction.atomic():
            Sent.objects.create(key=key, at=at)
    except IntegrityError:
        raise SentAlready(Sent.objects.get(key=key)) from None


def _as_then(request: HttpRequest, sent: Sent) -> HttpResponse:
    """To where the first one was led. What was answered by a part of a page is drawn anew with that page: it shows what
    was done, and what else was since."""
    if not sent.location and request.htmx:  # type: ignore[attr-defined]
        answer = HttpResponse()
        answer["HX-Refresh"] = "true"
    else:
        answer = HttpResponseRedirect(sent.location or _came_from(request))
        answer.status_code = 303
    answer.is_as_then = True  # type: ignore[attr-defined]
    return answer


def _came_from(request: HttpRequest) -> str:
    """The page of ours that the form stood on."""
    page = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(page, allowed_hosts={request.get_host()})
    return urlsplit(page)._replace(scheme="", netloc="").geturl() if page and ours else "/"


def _settle(key: str | None, response: HttpResponse) -> None:
    """Only what went through is kept, however it was answered. What came back to be put right may be sent as often as it
    takes."""
    if response.status_code >= 500 or hasattr(response, "is_as_then"):
        transaction.set_rollback(True)
    elif response.status_code < 400:
        Sent.objects.filter(key=key).update(location=response.get("Location", ""))
    else:
        Sent.objects.filter(key=key).delete()


def _as_it_came(request: Asked) -> None:
    """For the second try: the person read anew, files from their start, no word of what wasn't done."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
    busy.forget(request)
    vars(request).pop("_cached_user", None)
    AuthenticationMiddleware(lambda _request: HttpResponse()).process_request(request)
    for name in request.FILES:
        for file in request.FILES.getlist(name):
            file.seek(0)
    said: Any = get_messages(request)
    said._queued_messages.clear()


def _key(request: Asked) -> str:
    typed = [[name, request.POST.getlist(name)] for name in sorted(request.POST) if name != DRAWN]
    files = [[name, str(file.name), _digest(file)] for name in request.FILES for file in request.FILES.getlist(name)]
    said = [request.user.pk, request.get_full_path(), request.POST[DRAWN], typed, sorted(files)]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _digest(file: Any) -> str:
    """What is in it: a file may be put right without growing by a letter."""
    digest = hashlib.sha256()
    for piece in file.chunks(PIECE):
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()
