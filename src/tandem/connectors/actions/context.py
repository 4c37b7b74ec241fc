"""What a chunk of an import works with, and what it leaves behind: how to undo it, and rows with a reason."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, tzinfo
from decimal import Decimal
from typing import Any

from django.db.models import Max

from tandem.connectors.files.deal import Refusal
from tandem.connectors.files.match import SYSTEMS
from tandem.connectors.models import ImportBatch, RowChange, RowProblem
from tandem.connectors.queries.known import Known
from tandem.connectors.queries.sight import Eyes
from tandem.ledger.actions import Actor
from tandem.ledger.bulk import insert
from tandem.ledger.deeds import afterwards
from tandem.ledger.models import Entry


@dataclass(slots=True)
class Tally:
    """What a chunk did."""

    made: int = 0
    changed: int = 0
    unchanged: int = 0
    not_taken: int = 0
    accounts: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Undo:
    """What it takes to undo one row: a `RowChange` that isn't an object yet."""

    engagement: int
    made: bool
    before: dict[str, Any] = field(default_factory=dict)
    key: str = ""


@dataclass(slots=True)
class Context:
    """What holds for a whole import. `since` is the firm's first day with Tandem: what was won before had no gate.
    `eyes` are those of whoever brought the file, whoever presses the button.
    `newest_account` is the newest client when `known` was read: a newer one means that somebody added clients."""

    batch: ImportBatch
    known: Known
    columns: list[str]
    source: str
    eyes: Eyes
    by: Actor
    at: datetime
    zone: tzinfo
    since: date | None
    newest_account: int = 0

    @property
    def system_name(self) -> str:
        return str(SYSTEMS.get(self.batch.system, self.batch.system))


def moment(context: Context, day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(12), context.zone)


def kept(value: Any) -> Any:
    """As JSON holds it, whole: `plain` shortens."""
    return str(value) if isinstance(value, Decimal | date | datetime) else value


def keep_undo(context: Context, changes: list[Undo]) -> None:
    """With the newest entry of this chunk as the mark after which somebody else's work begins."""

    def keep() -> None:
        newest = Entry.objects.aggregate(newest=Max("pk"))["newest"] or 0
        insert(
            RowChange,
            ["batch_id", "engagement_id", "made", "before", "entry"],
            ([context.batch.pk, each.engagement, each.made, each.before, newest] for each in changes),
        )

    afterwards(keep)


def problem(context: Context, refusal: Refusal) -> RowProblem:
    return RowProblem(
        batch=context.batch, row=refusal.row, column=refusal.column[:120], value=refusal.value[:300],
        words=refusal.words[:300],
    )  # fmt: skip


def remark(context: Context, row: int, words: str) -> RowProblem:
    return RowProblem(batch=context.batch, row=row, words=words[:300], taken=True)
