"""Raw rows by SQL: what the tables hold, as the database driver gives it, made into plain Python."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

Row = dict[str, Any]


def table(name: str, where: str = "1 = 1") -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {name} WHERE {where}")
        columns = [column[0] for column in cursor.description]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def by(rows: list[Row], key: str) -> dict[Any, list[Row]]:
    found: dict[Any, list[Row]] = {}
    for row in rows:
        found.setdefault(row[key], []).append(row)
    return found


def one(rows: list[Row], key: str = "id") -> dict[Any, Row]:
    return {row[key]: row for row in rows}


def money(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value)).quantize(Decimal("0.01"))


def day(value: Any) -> date | None:
    return value if value is None or isinstance(value, date) else date.fromisoformat(value[:10])


def local(value: Any, zone: str) -> date | None:
    """The day of a moment where the firm is."""
    if value is None:
        return None
    at = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(ZoneInfo(zone)).date()


def parsed(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
