"""What waits on whom. Each package's `queries.waits(...)` says it in these rows; the inbox puts them together."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

KINDS = ("decide", "sign", "answer", "do", "know")


@dataclass(frozen=True)
class Wait:
    """Somebody is the next mover.

    `kind` is one of KINDS. `on` moves next; `asker` can't move until then (None: nobody is blocked). `key` names the
    row ("assumption-12") and is stable, so that an item can be put off. `url` is where it is done, in one page.
    """

    key: str
    kind: str
    title: str
    context: str
    on: Any
    asker: Any | None
    since: datetime
    url: str
    due: date | None = None
    engagement_id: int | None = None
    extra: dict[str, Any] = field(default_factory=dict)
