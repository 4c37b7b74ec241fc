"""How people come in: by e-mail and password, with a second factor if they set one. Nobody signs up alone."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

log = structlog.get_logger(__name__)
NOTED_EVERY_SECONDS = 600


class Adapter(DefaultAccountAdapter):
    """Accounts are made by the firm, so self sign-up is closed. Who came in, and who didn't, is logged."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            log.warning("sign-in held back", **self._whose(request, credentials))
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        log.warning("sign-in failed", **self._whose(request, credentials))

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        at = request.at.timestamp()  # type: ignore[attr-defined]
        request.session["begun"] = request.session["noted"] = at
        log.info("signed in", person=user.pk, network=self.get_client_ip(request))

    def logout(self, request: HttpRequest) -> None:
        log.info("signed out", person=request.user.pk)
        super().logout(request)

    def _whose(self, request: HttpRequest, credentials: dict[str, Any]) -> dict[str, str]:
        """Which account, without its name: some type their password into the wrong field."""
        name = str(credentials.get("email") or credentials.get("username") or "").strip().lower()
        return {"account": hashlib.sha256(name.encode()).hexdigest()[:12], "network": self.get_client_ip(request)}


class SessionLimits:
    """A session ends when nobody has used it for a while, and in any case some days after it began."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        noted = request.session.get("noted")
        if noted is not None:
            at = request.at.timestamp()  # type: ignore[attr-defined]
            idle, age = at - noted, at - request.session["begun"]
            if idle > settings.SESSION_IDLE_SECONDS or age > settings.SESSION_COOKIE_AGE:
                log.info("session ended", idle=round(idle), age=round(age))
                logout(request)
            elif idle > NOTED_EVERY_SECONDS:  # not at every request: it costs a write
                request.session["noted"] = at
        return self.get_response(request)


@dataclass(frozen=True)
class SamplePerson:
    """Somebody of the sample firm whom a visitor may look through the eyes of."""

    name: str
    initials: str
    side: str
    title: str
    email: str
    password: str


def sample_sign_ins() -> list[SamplePerson]:
    """Whom the sign-in page offers; nobody, unless this installation only shows the sample firm."""
    return sample_people() if settings.SAMPLE_SIGN_INS else []


def sample_people() -> list[SamplePerson]:
    """One person of each kind of work, in the order in which a promise is made and kept."""
    return []
