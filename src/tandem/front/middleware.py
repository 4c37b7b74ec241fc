"""The permission table enforced, and refusals turned into answers."""

from collections.abc import Callable
from functools import cache

import structlog
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.defaults import permission_denied

from tandem.engagements.actions.stage import WrongStage
from tandem.front import busy
from tandem.front.kept_text import sign_in_first
from tandem.front.permissions import whole
from tandem.gates import Refused
from tandem.ledger.actions import Stale
from tandem.people.asked import Asked
from tandem.people.models import Person
from tandem.people.permissions import ADMIN, ANYBODY, Table, Who
from tandem.planning.actions.follow import follow_scopes
from tandem.review.actions.calling import follow_boards
from tandem.web.pages import page
from tandem.web.trouble import is_away

log = structlog.get_logger(__name__)
Answer = Callable[[HttpRequest], HttpResponse]


@cache
def table() -> Table:
    return whole()


class Permissions:
    """Only what the table names is answered: a URL without a row isn't there, a role without a place is refused."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or match.app_names == ["static"]:
            return None
        row = table().get(match.url_name or "")
        if row is None:
            raise Http404(f"{match.url_name} isn't in the permission table.")
        method = "GET" if request.method in ("HEAD", "OPTIONS") else request.method or "GET"
        if method not in row:
            return HttpResponseNotAllowed(sorted(row))
        if row[method] == ANYBODY:
            return None
        if not request.user.is_authenticated:
            return sign_in_first(request)
        structlog.contextvars.bind_contextvars(person=request.user.pk)
        if _is_among(request.user, row[method]):
            return None
        log.warning("refused", by="table", page=match.url_name, role=request.user.access)
        return permission_denied(request, PermissionDenied())


def _is_among(person: Person, allowed: Who) -> bool:
    return person.access in allowed or (person.is_admin and ADMIN in allowed)


class GoOn:
    """Something was done from another page (its address says ?next=): after it worked, the way leads back there."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        target = request.GET.get("next", "")
        worked = request.method == "POST" and response.status_code in (302, 303)
        own = request.resolver_match and not (request.resolver_match.url_name or "").startswith(("account_", "mfa_"))
        if worked and own and target and url_has_allowed_host_and_scheme(target, allowed_hosts=None):
            response["Location"] = target
        return response


class Follow:
    """After something was done, and in a transaction of its own: what deals need, and who is called to their boards,
    follows what was just written, before anybody looks at the map. What was done stands without it; the next who
    writes, or the schedule, catches up."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: Asked) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and response.status_code < 400 and request.user.is_authenticated:
            try:
                follow_scopes()
                follow_boards(request.at)
            except Exception as problem:
                if not is_away(problem):
                    raise
                log.warning("needs and boards follow later", why=str(problem))
        return response


class Refusals:
    """A gate that is shut is 422, a row that moved is 409: in words, never an error page. Views with a form that was
    typed into answer these themselves, so that nothing is lost."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """Anything else is ours: None leaves it to Django."""
        if is_away(problem):
            return busy.answer(request, problem)
        if isinstance(problem, PermissionDenied):
            page_name = request.resolver_match.url_name if request.resolver_match else ""
            log.warning("refused", by="verb", page=page_name, why=str(problem))
            return None
        if isinstance(problem, Refused):
            return _not_yet(request, [finding.words or finding.label for finding in problem.findings], waivable=True)
        if isinstance(problem, ValidationError):
            return _not_yet(request, problem.messages)
        if isinstance(problem, Stale | WrongStage):
            current = problem.current if isinstance(problem, Stale) else problem
            return page(request, "front/stale.html", {"current": current}, block="main", status=409)
        if isinstance(problem, ValueError | DataError) and _has_nul(request):
            return _not_yet(request, [_("The text has a character in it that can't be kept. Type it again.")])
        if isinstance(problem, OverflowError | DataError):
            return _not_yet(request, [_("A number or a text in it is too large to be kept.")])
        return None


def _not_yet(request: HttpRequest, words: list[str], *, waivable: bool = False) -> HttpResponse:
    context = {"words": words, "waivable": waivable}
    return page(request, "front/refused.html", context, block="main", status=422)


def _has_nul(request: HttpRequest) -> bool:
    return any("\0" in value for key in request.POST for value in (key, *request.POST.getlist(key)))
