"""Many rows at once, as fast as the database takes them, and the SQL for it that only one database knows.

`bulk_create` spends most of its time on turning objects into rows; an import has the rows already.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from django.db import connection, models

NEXT_IDS = {
    "sqlite": "SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = %s",
    "postgresql": "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
}


def new_ids(model: type[models.Model], number: int) -> list[int]:
    """Ids that nobody else gets. In a transaction that writes: SQLite has one writer, PostgreSQL hands them out."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(NEXT_IDS["postgresql"], [table, number])
            return [row[0] for row in cursor.fetchall()]
        cursor.execute(NEXT_IDS["sqlite"], [table])
        last = cursor.fetchone()[0]
    return list(range(last + 1, last + 1 + number))


def insert(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert `rows` of the columns `names` (attribute names: account_id); every other column takes its default."""
    given = {field.attname: field for field in model._meta.concrete_fields}
    rest = [field for name, field in given.items() if name not in names and not field.primary_key]
    fields = [*(given[name] for name in names), *rest]
    changes = [(place, change) for place, field in enumerate(fields[: len(names)]) if (change := _converter(field))]
    constant = tuple(_default(field) for field in rest)
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    table = connection.ops.quote_name(model._meta.db_table)
    ready = [_ready(row, changes, constant) for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", ready)  # noqa: S608 (names of our own)


def update(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Set the columns `names` of rows given as (id, values in the order of the names). The same columns for all."""
    given = {field.attname: field for field in model._meta.concrete_fields}
    changes = [(place, change) for place, name in enumerate(names) if (change := _converter(given[name]))]
    quote = connection.ops.quote_name
    columns = ", ".join(f"{quote(str(given[name].column))} = %s" for name in names)
    ready = [_ready(values, changes, (pk,)) for pk, *values in rows]
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {quote(model._meta.db_table)} SET {columns} WHERE id = %s", ready)  # noqa: S608


def _ready(row: Sequence[Any], changes: Sequence[tuple[int, Callable]], constant: tuple) -> tuple[Any, ...]:
    values = list(row)
    for place, change in changes:
        values[place] = change(values[place])
    return (*values, *constant)


def _default(field: models.Field) -> Any:
    change = _converter(field)
    value = field.get_default()
    return change(value) if change else value


def _converter(field: models.Field) -> Callable[[Any], Any] | None:
    """How this database takes values of the field; None where it takes them as they are."""
    ops = connection.ops
    if isinstance(field, models.DateTimeField):
        return _remembering(ops.adapt_datetimefield_value)
    if isinstance(field, models.DateField):
        return _remembering(ops.adapt_datefield_value)
    if isinstance(field, models.JSONField):
        return partial(ops.adapt_json_value, encoder=field.encoder)
    return None


def _remembering(adapt: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Days and moments repeat through a file."""
    known: dict[Any, Any] = {}

    def change(value: Any) -> Any:
        if value not in known:
            known[value] = adapt(value)
        return known[value]

    return change
