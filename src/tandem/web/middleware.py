"""What every request passes through."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.utils.translation import gettext as _

from tandem import clock as time

NUL_SHOWN = "\N{REPLACEMENT CHARACTER}"
Answer = Callable[[HttpRequest], HttpResponse]


def clock(get_response: Answer) -> Answer:
    """Reads the clock once a request: `request.at` (aware, UTC) and `request.today` (the firm's day)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.at, request.today = time.now(), time.today()  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def private_pages_are_not_cached(get_response: Answer) -> Answer:
    """Nothing that needed a sign-in stays in a browser's or proxy's cache."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store, private"
        return response

    return middleware


def bodies_are_capped(get_response: Answer) -> Answer:
    """What is larger than any file that we take isn't read, not even to say no to it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        given = request.META.get("CONTENT_LENGTH") or "0"
        if not given.isdecimal() or int(given) > settings.REQUEST_MAX_BYTES:
            words = _("That is larger than anything that can be sent here.")
            return HttpResponse(words, status=413, content_type="text/plain; charset=utf-8")
        return get_response(request)

    return middleware


def forms_come_whole(get_response: Answer) -> Answer:
    """A form that was cut off on its way (web/whole.py) is refused before anybody looks for a token or a field in it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        try:
            _read = request.method == "POST" and request.POST
        except UnreadablePostError:
            words = _("The form was cut off on its way. Nothing was saved.")
            return HttpResponse(words, status=400, content_type="text/plain; charset=utf-8")
        return get_response(request)

    return middleware


def heads_are_answered(get_response: Answer) -> Answer:
    """HEAD is GET without the body, on every page that GET opens, whatever methods its view names."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method != "HEAD":
            return get_response(request)
        request.method = "GET"
        try:
            response = get_response(request)
        finally:
            request.method = "HEAD"
        if response.streaming:
            response.streaming_content = ()  # type: ignore[attr-defined]
        else:
            response.headers.setdefault("Content-Length", str(len(response.content)))
            response.content = b""
        return response

    return middleware


def no_nul_in_addresses(get_response: Answer) -> Answer:
    """No database keeps a NUL in a text, so nothing can be found by one: something that is found as little stands in
    for it. Forms say so themselves, at the field."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", ""):
            request.GET = _without_nul(request.GET)  # type: ignore[assignment]
        return get_response(request)

    return middleware


def _without_nul(sent: QueryDict) -> QueryDict:
    clean = sent.copy()
    clean.clear()
    for key in sent:
        clean.setlist(key.replace("\0", NUL_SHOWN), [value.replace("\0", NUL_SHOWN) for value in sent.getlist(key)])
    clean._mutable = False
    return clean
