"""A form that was sent twice is done once: a double click, a second try on a bad line, a page loaded again.

The token against other sites is masked anew in every form that is drawn, so it also says which drawing of the form
was sent. With what was typed it makes a key that is written in the transaction of what the form does: both stand or
neither. Whoever sends the same form with the same words again gets the answer of the first time; the same form with
other words is another deed.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from tandem.front.models import Sent
from tandem.people.asked import Asked

KEPT = timedelta(days=7)
DRAWN = "csrfmiddlewaretoken"


class Once:
    """Answers a form that went through already as it was answered then."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Asked) -> HttpResponse:
        if request.method != "POST" or not request.user.is_authenticated or not request.POST.get(DRAWN):
            return self.get_response(request)
        with transaction.atomic():
            sent, is_new = _claim(_key(request), request.at)
            if not is_new:
                return _as_then(sent)
            response = self.get_response(request)
            _settle(sent, response)
        return response


def forget_old(at: datetime) -> int:
    """For the schedule: nobody presses twice a week apart."""
    return old(at).delete()[0]


def old(at: datetime) -> QuerySet[Sent]:
    return Sent.objects.filter(at__lt=at - KEPT)


def _claim(key: str, at: datetime) -> tuple[Sent, bool]:
    """The row of this key, and whether it is ours. Whoever comes second waits here until the first one is through."""
    try:
        with transaction.atomic():
            return Sent.objects.create(key=key, at=at), True
    except IntegrityError:
        return Sent.objects.get(key=key), False


def _as_then(sent: Sent) -> HttpResponse:
    answer = HttpResponseRedirect(sent.location)
    answer.status_code = 303
    return answer


def _settle(sent: Sent, response: HttpResponse) -> None:
    """Only what went through is kept. What came back to be put right may be sent as often as it takes."""
    if response.status_code in (302, 303):
        Sent.objects.filter(pk=sent.pk).update(location=response["Location"])
    elif response.status_code >= 500:
        transaction.set_rollback(True)
    else:
        sent.delete()


def _key(request: Asked) -> str:
    typed = [[name, request.POST.getlist(name)] for name in sorted(request.POST) if name != DRAWN]
    files = [[name, str(getattr(file, "name", "")), getattr(file, "size", 0)] for name, file in request.FILES.items()]
    said = [request.user.pk, request.get_full_path(), request.POST[DRAWN], typed, sorted(files)]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()
