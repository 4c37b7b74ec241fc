"""The secrets that let somebody in without an account: in a link's address, and in a code by mail. Only digests stay."""

import hashlib
import secrets

from django.utils.crypto import constant_time_compare, salted_hmac

SECRET_BYTES = 32  # 256 bits; the least that may be is 128
CODE_DIGITS = 6
SALT = "tandem.feedback.code"


def new_secret() -> str:
    """For an address: nobody guesses it."""
    return secrets.token_urlsafe(SECRET_BYTES)


def digest_of(secret: str) -> str:
    """SHA-256 is enough here: there is nothing to try that is shorter than the secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_code() -> str:
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def code_digest_of(link_id: int, code: str) -> str:
    """With the installation's key: a million codes are soon tried against a plain digest."""
    return salted_hmac(SALT, f"{link_id}:{code}", algorithm="sha256").hexdigest()


def is_code(link_id: int, code: str, digest: str) -> bool:
    return bool(digest) and constant_time_compare(code_digest_of(link_id, code), digest)
