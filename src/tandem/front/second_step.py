"""Second-step secrets at rest: sealed with the installation's key, so that a read database isn't a second step."""

import base64
import secrets
from collections.abc import Callable
from typing import Any

import structlog
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm as TheirAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as TheirReauthenticateForm
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import transaction

from tandem.front import guesses
from tandem.sealed import Unopenable, is_current, is_sealed, seal, unseal

log = structlog.get_logger(__name__)
PURPOSE = "second step"
SECRETS, LISTS = ("secret", "seed"), ("migrated_codes",)


class SecondStep(DefaultMFAAdapter):
    """For MFA_ADAPTER."""

    def encrypt(self, text: str) -> str:
        return seal(text, PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        """One that can't be read any more is nobody's: no code fits it, and the log says why."""
        try:
            return unseal(encrypted_text, PURPOSE)
        except Unopenable:
            log.error("second step unreadable", why="sealed with another SECRET_KEY; see SECRET_KEY_FALLBACKS")
            return base64.b32encode(secrets.token_bytes(20)).decode()


def reseal(data: dict[str, Any]) -> dict[str, Any]:
    """The same secrets, sealed with today's key; what is plain is sealed, what can't be read stays as it is."""
    return _each_secret(data, _sealed_anew)


def reseal_all() -> int:
    """Once each; safe to repeat. For the schedule, after SECRET_KEY was replaced: how many were sealed anew."""
    done = 0
    for pk in Authenticator.objects.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            held = Authenticator.objects.select_for_update().filter(pk=pk).first()
            if held is not None and (fresh := reseal(held.data)) != held.data:
                done += Authenticator.objects.filter(pk=pk).update(data=fresh)
    return done


def _each_secret(data: dict[str, Any], change: Callable[[str], str]) -> dict[str, Any]:
    changed = {name: change(data[name]) for name in SECRETS if isinstance(data.get(name), str)}
    lists = {name: [change(each) for each in data[name]] for name in LISTS if isinstance(data.get(name), list)}
    return {**data, **changed, **lists}


def _sealed_anew(kept: str) -> str:
    if not is_sealed(kept):
        return seal(kept, PURPOSE)
    if is_current(kept, PURPOSE):
        return kept
    try:
        return seal(unseal(kept, PURPOSE), PURPOSE)
    except Unopenable:
        return kept


class _Counted:
    """Wrong codes are counted like wrong passwords: by account and address, before they are compared."""

    def clean_code(self) -> str:
        place = guesses.place_of(self.user)  # type: ignore[attr-defined]
        if wait := guesses.count(place, guesses.CODE):
            raise ValidationError(guesses.words_for(wait), code="too_many_login_attempts")
        code: str = super().clean_code()  # type: ignore[misc]
        guesses.forgive(place, guesses.CODE)
        return code


class AuthenticateForm(_Counted, TheirAuthenticateForm):
    """For MFA_FORMS."""


class ReauthenticateForm(_Counted, TheirReauthenticateForm):
    """For MFA_FORMS."""
