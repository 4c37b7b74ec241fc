"""What every request passes through."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from tandem import clock as time

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
