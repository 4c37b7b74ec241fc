"""SQL that only one database knows, for the ledger: the triggers that make it append-only."""

TABLE = "ledger_entry"
WORDS = "the ledger is append-only"

SQLITE = [
    f"CREATE TRIGGER {TABLE}_no_{verb.lower()} BEFORE {verb} ON {TABLE} BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
    for verb in ("UPDATE", "DELETE")
]
SQLITE_OFF = [f"DROP TRIGGER IF EXISTS {TABLE}_no_{verb}" for verb in ("update", "delete")]
POSTGRES = [
    f"CREATE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{WORDS}'; END $$",
    f"CREATE TRIGGER {TABLE}_append_only BEFORE UPDATE OR DELETE ON {TABLE} "
    f"FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse()",
]
POSTGRES_OFF = [f"DROP TRIGGER IF EXISTS {TABLE}_append_only ON {TABLE}", f"DROP FUNCTION IF EXISTS {TABLE}_refuse()"]


def guard(apps, schema_editor) -> None:
    """Make the database itself refuse a change or deletion of an entry."""
    _run(schema_editor, {"sqlite": SQLITE, "postgresql": POSTGRES})


def unguard(apps, schema_editor) -> None:
    """Undo `guard`, for a migration backwards and for tests that empty every table."""
    _run(schema_editor, {"sqlite": SQLITE_OFF, "postgresql": POSTGRES_OFF})


def _run(schema_editor, statements: dict[str, list[str]]) -> None:
    with schema_editor.connection.cursor() as cursor:
        for statement in statements[schema_editor.connection.vendor]:
            cursor.execute(statement)
