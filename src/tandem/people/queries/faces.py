"""As much of a person as an avatar shows, for lists that read plain columns."""

from functools import lru_cache
from typing import NamedTuple

from tandem.people.models.person import SIDES


class Face(NamedTuple):
    """As much of a person as an avatar shows: lists read these from plain columns instead of rows."""

    name: str
    initials: str
    side: str

    @property
    def first_name(self) -> str:
        return self.name.split()[0] if self.name else ""


@lru_cache(maxsize=4096)
def face(name: str, access: str) -> Face:
    words = name.split()
    initials = "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()
    return Face(name, initials, SIDES.get(access, ""))


def face_or_none(name: str | None, access: str | None) -> Face | None:
    return face(name, access or "") if name else None
