"""Words that nobody reads without the installation's key: what must lie in the database for a while and mustn't be told.

Fernet (AES-128-CBC with HMAC-SHA256) under a key derived from SECRET_KEY and a name of what it's for; former keys
(SECRET_KEY_FALLBACKS) still open what they sealed.
"""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Unopenable(Exception):
    """Sealed with a key that isn't this installation's."""


def seal(words: str, purpose: str) -> str:
    """What `unseal` opens for the same purpose."""
    return _locks(purpose).encrypt(words.encode()).decode()


def unseal(sealed: str, purpose: str) -> str:
    """Raises: Unopenable with another key, another purpose, or one letter changed."""
    try:
        return _locks(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken as problem:
        raise Unopenable("Sealed with another installation's key.") from problem


def fingerprint(secret: str) -> str:
    """Tells two keys apart and gives neither away: a stranger would have to try keys, and they're too long to try."""
    return hmac.new(secret.encode(), b"tandem.fingerprint", hashlib.sha256).hexdigest()


def _locks(purpose: str) -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(str(each), purpose)) for each in keys])


def _key(secret: str, purpose: str) -> bytes:
    return base64.urlsafe_b64encode(hmac.new(secret.encode(), f"tandem.{purpose}".encode(), hashlib.sha256).digest())
