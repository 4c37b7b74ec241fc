"""SQL that only one database knows, for the ledger: the triggers that make it append-only, and one moment to read."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

TABLE, HEAD = "ledger_entry", "ledger_head"
WORDS = "the ledger is append-only"
REFUSE = f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"

# A conflict clause deletes without any trigger for it, so an insert itself refuses a place that is taken. Before the
# insert a row without a number of its own has none; after it, the newest has to be the one that came.
SQLITE_GUARDS = {
    f"{TABLE}_no_update": f"BEFORE UPDATE ON {TABLE} {REFUSE}",
    f"{TABLE}_no_delete": f"BEFORE DELETE ON {TABLE} {REFUSE}",
    f"{TABLE}_no_replace": f"BEFORE INSERT ON {TABLE} WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id) {REFUSE}",  # noqa: S608
    f"{TABLE}_at_the_end": f"AFTER INSERT ON {TABLE} WHEN NEW.id < (SELECT MAX(id) FROM {TABLE}) {REFUSE}",  # noqa: S608
    f"{HEAD}_no_delete": f"BEFORE DELETE ON {HEAD} {REFUSE}",
    f"{HEAD}_no_replace": f"BEFORE INSERT ON {HEAD} WHEN EXISTS (SELECT 1 FROM {HEAD}) {REFUSE}",  # noqa: S608
    f"{HEAD}_only_on": f"BEFORE UPDATE ON {HEAD} WHEN NEW.id <> OLD.id OR NEW.length <= OLD.length {REFUSE}",
}
SQLITE = [f"CREATE TRIGGER {name} {what}" for name, what in SQLITE_GUARDS.items()]
SQLITE_OFF = [f"DROP TRIGGER IF EXISTS {name}" for name in SQLITE_GUARDS]

# 23505 is what a taken place means everywhere, so that two first writers at once find out as they always do.
RAISE = f"BEGIN RAISE EXCEPTION '{WORDS}' USING ERRCODE = '23505'; END"
POSTGRES_GUARDS = {
    (TABLE, "append_only"): "BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {refuse}()",
    (TABLE, "no_truncate"): "BEFORE TRUNCATE ON {table} EXECUTE FUNCTION {refuse}()",
    (TABLE, "at_the_end"): "BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_last()",
    (HEAD, "no_delete"): "BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {refuse}()",
    (HEAD, "no_truncate"): "BEFORE TRUNCATE ON {table} EXECUTE FUNCTION {refuse}()",
    (HEAD, "only_on"): (
        "BEFORE UPDATE ON {table} FOR EACH ROW WHEN (NEW.id <> OLD.id OR NEW.length <= OLD.length) "
        "EXECUTE FUNCTION {refuse}()"
    ),
}
FUNCTIONS = {
    f"{TABLE}_refuse": RAISE,
    f"{TABLE}_last": f"BEGIN IF NEW.id <= (SELECT MAX(id) FROM {TABLE}) THEN RAISE EXCEPTION '{WORDS}' "  # noqa: S608
    "USING ERRCODE = '23505'; END IF; RETURN NEW; END",
}
POSTGRES = [
    *(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$" for name, body in FUNCTIONS.items()),
    *(
        f"CREATE TRIGGER {table}_{name} " + what.format(table=table, refuse=f"{TABLE}_refuse")
        for (table, name), what in POSTGRES_GUARDS.items()
    ),
    # Also where triggers are switched off for replication, which whoever owns the database could say of their session.
    *(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_{name}" for table, name in POSTGRES_GUARDS),
]
POSTGRES_OFF = [
    *(f"DROP TRIGGER IF EXISTS {table}_{name} ON {table}" for table, name in POSTGRES_GUARDS),
    *(f"DROP FUNCTION IF EXISTS {name}()" for name in FUNCTIONS),
]


def guard(apps, schema_editor) -> None:
    """Make the database itself refuse to change, replace or delete an entry, to put one in between, and to set the
    head back."""
    unguard(apps, schema_editor)
    _run(schema_editor, {"sqlite": SQLITE, "postgresql": POSTGRES})


def unguard(apps, schema_editor) -> None:
    """Undo `guard`, for a migration backwards and for tests that empty every table."""
    _run(schema_editor, {"sqlite": SQLITE_OFF, "postgresql": POSTGRES_OFF})


def open_doors() -> list[str]:
    """What of the guard isn't there as `guard` put it: triggers that were dropped, switched off or given other words.
    One or two queries."""
    with connection.cursor() as cursor:
        return _ajar_on_sqlite(cursor) if connection.vendor == "sqlite" else _ajar_on_postgres(cursor)


def _ajar_on_sqlite(cursor: Any) -> list[str]:
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    there = {name: _squeezed(text) for name, text in cursor.fetchall()}
    return [
        name for name, what in SQLITE_GUARDS.items() if there.get(name) != _squeezed(f"CREATE TRIGGER {name} {what}")
    ]


def _ajar_on_postgres(cursor: Any) -> list[str]:
    cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'A'")
    on = {name for (name,) in cursor.fetchall()}
    cursor.execute("SELECT proname, prosrc FROM pg_proc WHERE pronamespace = current_schema()::regnamespace")
    says = {name: _squeezed(text) for name, text in cursor.fetchall()}
    shut = [f"{table}_{name}" for table, name in POSTGRES_GUARDS if f"{table}_{name}" not in on]
    return shut + [name for name, body in FUNCTIONS.items() if says.get(name) != _squeezed(body)]


def _squeezed(text: str) -> str:
    return " ".join(text.replace('"', "").split())


@contextmanager
def one_moment() -> Iterator[None]:
    """Every question in it is answered as of the same moment, while others go on writing. Only for reading.

    Inside a transaction that has begun it's that transaction's to say.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            # Not `atomic`, which takes the writers' lock. What is read first decides the moment.
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


def _run(schema_editor, statements: dict[str, list[str]]) -> None:
    with schema_editor.connection.cursor() as cursor:
        for statement in statements[schema_editor.connection.vendor]:
            cursor.execute(statement)
