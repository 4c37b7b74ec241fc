"""How people come in: by e-mail and password, with a second factor if they set one. Nobody signs up alone."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):
    """Accounts are made by the firm, so self sign-up is closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
