"""The permission table enforced, and refusals turned into answers."""

from collections.abc import Callable
from functools import cache

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.defaults import permission_denied

from tandem.engagements.actions.stage import WrongStage
from tandem.front.permissions import whole
from tandem.gates import Refused
from tandem.ledger.actions import Stale
from tandem.people.models import Person
from tandem.people.permissions import ADMIN, ANYBODY, Table, Who
from tandem.web.pages import page

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
            return redirect_to_login(request.get_full_path())
        return None if _is_among(request.user, row[method]) else permission_denied(request, PermissionDenied())


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


class Refusals:
    """A gate that is shut is 422, a row that moved is 409: in words, never an error page. Views with a form that was
    typed into answer these themselves, so that nothing is lost."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        if isinstance(problem, Refused):
            return page(request, "front/refused.html", {"findings": problem.findings, "words": []}, block="main", status=422)
        if isinstance(problem, Stale):
            return page(request, "front/stale.html", {"current": problem.current}, block="main", status=409)
        if isinstance(problem, WrongStage):
            return page(request, "front/stale.html", {"current": problem}, block="main", status=409)
        if isinstance(problem, ValidationError):
            return page(request, "front/refused.html", {"findings": [], "words": problem.messages}, block="main", status=422)
        return None
