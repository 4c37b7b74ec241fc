"""Sessions in the database, readable by nobody who reads the database: a row's key is a digest of what the cookie
holds, so it opens no page, and what the session remembers is sealed with the installation's key."""

import hashlib
from typing import Any

from asgiref.sync import sync_to_async
from django.contrib.sessions.backends.db import SessionStore as TheirStore

from tandem.sealed import Unopenable, seal, unseal

PURPOSE = "session"
LENGTH = 40  # of Django's column: 160 bits of the digest


def row_key(cookie: str) -> str:
    """What a cookie's row is called. The cookie holds 165 random bits, so no salt is needed to keep it from being guessed."""
    return hashlib.sha256(f"tandem session {cookie}".encode()).hexdigest()[:LENGTH]


class SessionStore(TheirStore):
    """For SESSION_ENGINE. Django's own, which calls its rows by their digest."""

    def encode(self, session_dict: dict[str, Any]) -> str:
        return seal(super().encode(session_dict), PURPOSE)

    def decode(self, session_data: Any) -> dict[str, Any]:
        try:
            return super().decode(unseal(session_data, PURPOSE))
        except Unopenable:
            return {}

    def exists(self, session_key: str) -> bool:
        return super().exists(row_key(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        row = super().create_model_instance(data)
        row.session_key = row_key(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            self.model.objects.filter(session_key=row_key(key)).delete()

    def _get_session_from_db(self) -> Any:
        """A cookie that names no row, or one that ended, begins a new session."""
        named: Any = TheirStore(row_key(self.session_key)) if self.session_key else None
        found = named._get_session_from_db() if named else None
        if found is None:
            self._session_key = None
        return found

    async def _aget_session_from_db(self) -> Any:
        return await sync_to_async(self._get_session_from_db)()

    async def aexists(self, session_key: str) -> bool:
        return await sync_to_async(self.exists)(session_key)

    async def acreate_model_instance(self, data: dict[str, Any]) -> Any:
        return await sync_to_async(self.create_model_instance)(data)

    async def adelete(self, session_key: str | None = None) -> None:
        await sync_to_async(self.delete)(session_key)
