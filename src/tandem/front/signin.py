"""How people come in: by e-mail and password, with a second factor if they set one. Nobody signs up alone."""

from dataclasses import dataclass

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):
    """Accounts are made by the firm, so self sign-up is closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


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
