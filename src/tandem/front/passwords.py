"""What no password is: blanks, or the same letter again and again."""

import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LETTERS, DIFFERENT = 8, 4


class HasLetters:
    """For AUTH_PASSWORD_VALIDATORS: blanks and what can't be seen count as nothing."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises: ValidationError."""
        seen = [
            letter for letter in unicodedata.normalize("NFKC", password) if unicodedata.category(letter)[0] not in "ZC"
        ]
        if len(seen) < LETTERS or len(set(seen)) < DIFFERENT:
            raise ValidationError(self.get_help_text(), code="password_of_blanks")

    def get_help_text(self) -> str:
        return _("A password needs %(letters)s letters, figures or signs besides blanks, and %(different)s different ones.") % {
            "letters": LETTERS, "different": DIFFERENT,
        }  # fmt: skip
