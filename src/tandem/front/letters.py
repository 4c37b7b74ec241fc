"""Mails on the console, until a mail server is set up. In the sample firm whole, since that's where its codes are read;
elsewhere only to whom and about what: whoever reads a service's output could sign in a client's stead."""

import email.message
from typing import Any

from django.conf import settings
from django.core.mail.backends.console import EmailBackend
from django.core.mail.message import EmailMessage

from tandem.people.models import Firm
from tandem.web.watch import cut

HINT = (
    "This mail was not sent: no mail server is set up. Its text isn't shown here, since it may hold a link or a code."
)
HOW = "Set EMAIL_BACKEND and EMAIL_HOST (docs/operations.md)."


class ConsoleBackend(EmailBackend):
    """For EMAIL_BACKEND."""

    def write_message(self, message: EmailMessage) -> None:
        if shows_all():
            super().write_message(message)
            return
        told: email.message.Message[Any, Any] = message.message()
        for name in ("Subject", "From", "To", "Date"):
            self.stream.write(f"{name}: {cut(' '.join(str(told.get(name, '')).split()))}\n")
        self.stream.write(f"\n{HINT} {HOW}\n{'-' * 79}\n")


def shows_all() -> bool:
    """Nobody's secrets are in the sample firm."""
    firm = Firm.objects.first()
    return bool(settings.SAMPLE_SIGN_INS or (firm and firm.is_sample))
