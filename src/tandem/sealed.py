"""Words that nobody reads without the installation's key, and that have to be read again: encrypted with a key of the installation's own secret.

Fernet (AES-128-CBC with HMAC-SHA256) of the `cryptography` library; the key is derived from SECRET_KEY by HKDF, another
one for each purpose. With an older secret in SECRET_KEY_FALLBACKS, what that one sealed opens too.
"""

import base64
import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

MARK = "sealed:"


class Unopenable(Exception):
    """Sealed with a secret that this installation doesn't have any more, or tampered with."""


def seal(words: str, purpose: str) -> str:
    return MARK + _keys(purpose).encrypt(words.encode()).decode()


def unseal(kept: str, purpose: str) -> str:
    """Raises: Unopenable."""
    if not is_sealed(kept):
        raise Unopenable
    try:
        return _keys(purpose).decrypt(kept.removeprefix(MARK)).decode()
    except InvalidToken as problem:
        raise Unopenable from problem


def is_sealed(kept: str) -> bool:
    return kept.startswith(MARK)


def is_current(kept: str, purpose: str) -> bool:
    """Sealed with today's secret, not with one that was replaced."""
    try:
        _key(settings.SECRET_KEY, purpose).decrypt(kept.removeprefix(MARK))
    except InvalidToken:
        return False
    return is_sealed(kept)


def fingerprint(secret: str) -> str:
    """Tells two keys apart and gives neither away: a stranger would have to try keys, and they're too long to try."""
    return hmac.new(secret.encode(), b"tandem.fingerprint", hashlib.sha256).hexdigest()


def _keys(purpose: str) -> MultiFernet:
    return MultiFernet([_key(secret, purpose) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


@lru_cache(maxsize=32)
def _key(secret: str, purpose: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"tandem {purpose}".encode()).derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
