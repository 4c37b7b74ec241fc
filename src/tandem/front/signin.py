"""How people come in: by e-mail and password, with a second factor if they set one. Nobody signs up alone."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ResetPasswordForm
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sites.shortcuts import get_current_site
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from tandem.front import guesses, tasks
from tandem.jobs import actions as jobs
from tandem.people.models import Person

log = structlog.get_logger(__name__)
NOTED_EVERY_SECONDS = 600
LET_IN_FOR = timedelta(hours=1)


class Adapter(DefaultAccountAdapter):
    """Accounts are made by the firm, so self sign-up is closed. Who came in, and who didn't, is logged."""

    _place: guesses.Place

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Counted before a password is hashed: hashing is what an attacker would have us pay for."""
        self._place = guesses.place_of(str(credentials.get("email") or credentials.get("username") or ""))
        if wait := guesses.count(self._place, guesses.PASSWORD):
            log.warning("sign-in held back", seconds=round(wait.total_seconds()), **self._whose(request, credentials))
            raise ValidationError(guesses.words_for(wait), code="too_many_login_attempts")

    def _rollback_login_failed_rl_usage(self) -> None:
        """Called by allauth once the password was right."""
        guesses.forgive(self._place, guesses.PASSWORD)

    def set_password(self, user: Any, password: str) -> None:
        super().set_password(user, password)
        guesses.forget_account(user)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        log.warning("sign-in failed", **self._whose(request, credentials))

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        at = request.at.timestamp()  # type: ignore[attr-defined]
        request.session["begun"] = request.session["noted"] = at
        guesses.remember(request, user)
        log.info("signed in", person=user.pk, network=self.get_client_ip(request))

    def logout(self, request: HttpRequest) -> None:
        log.info("signed out", person=request.user.pk)
        super().logout(request)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Through the outbox, as every mail: written now, sent by the worker, tried again if the server refuses. What
        lets somebody in, a link or a code, is of no use after an hour, so it isn't tried longer."""
        request = self.request
        at = request.at
        told = {"request": request, "email": email, "current_site": get_current_site(request), **context}
        written = self.render_mail(template_prefix, email, told)
        body, html = _texts(written)
        jobs.post(
            jobs.Mail(written.subject, body, written.to, html=html), title=_("A mail about signing in"),
            owner=_owner(email, context), at=at, good_until=at + LET_IN_FOR,
            key=f"signin:{template_prefix.rpartition('/')[2]}:{get_random_string(24)}",
        )  # fmt: skip

    def _whose(self, request: HttpRequest, credentials: dict[str, Any]) -> dict[str, str]:
        """Which account, without its name: some type their password into the wrong field."""
        name = str(credentials.get("email") or credentials.get("username") or "").strip().lower()
        return {"account": hashlib.sha256(name.encode()).hexdigest()[:12], "network": self.get_client_ip(request)}


def _texts(written: EmailMessage) -> tuple[str, str]:
    """Its plain text, and its HTML if it has some."""
    if written.content_subtype == "html":
        return strip_tags(str(written.body)), str(written.body)
    html = [content for content, kind in getattr(written, "alternatives", []) if kind == "text/html"]
    return str(written.body), str(html[0]) if html else ""


def _owner(email: str, context: dict[str, Any]) -> Person | None:
    """Whose sign-in it is about."""
    user = context.get("user")
    return user if isinstance(user, Person) else Person.objects.filter(email__iexact=email).first()


class NewPasswordForm(ResetPasswordForm):
    """For ACCOUNT_FORMS. Known or not, the same is done here: a task is queued. Only the known are mailed."""

    def queue(self, request: HttpRequest, **_more: Any) -> str:
        person = self.users[0].pk if self.users else 0
        tasks.ask_for_new_password(person, f"{request.scheme}://{request.get_host()}", at=request.at)  # type: ignore[attr-defined]
        email: str = self.cleaned_data["email"]
        return email

    save = queue  # as allauth's view calls it


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
        response = self.get_response(request)
        guesses.keep_device(request, response)
        return response


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
