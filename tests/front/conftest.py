"""Fixtures of the door."""

import pytest
from django.contrib.auth import hashers


@pytest.fixture
def hashed(monkeypatch) -> list[str]:
    """Each time that a password is hashed, which is what costs a quarter of a second."""
    seen: list[str] = []

    def encode(self, password: str, salt: str, *_more) -> str:
        seen.append(password)
        return f"{self.algorithm}$1${salt}$1$1${password[::-1]}"

    def verify(self, password: str, encoded: str) -> bool:
        seen.append(password)
        return encoded.endswith(f"${password[::-1]}")

    monkeypatch.setattr(hashers.ScryptPasswordHasher, "encode", encode)
    monkeypatch.setattr(hashers.ScryptPasswordHasher, "verify", verify)
    monkeypatch.setattr(hashers.ScryptPasswordHasher, "must_update", lambda self, encoded: False)
    return seen
