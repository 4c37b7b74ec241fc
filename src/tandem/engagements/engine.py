"""SQL that only one database knows: whoever changes the words of an outcome past the verbs makes a new revision too, so
that no signature ever stands under words that weren't signed."""

from tandem.engagements.models.outcome import MEANING

TABLE = "engagements_outcome"
NAME = f"{TABLE}_new_words"

DIFFER = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in MEANING)
SQLITE = [
    f"CREATE TRIGGER {NAME} AFTER UPDATE ON {TABLE} WHEN NEW.revision = OLD.revision AND ({DIFFER}) "  # noqa: S608 names of our own
    f"BEGIN UPDATE {TABLE} SET revision = OLD.revision + 1 WHERE id = NEW.id; END"
]
SQLITE_OFF = [f"DROP TRIGGER IF EXISTS {NAME}"]
POSTGRES = [
    f"CREATE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN NEW.revision := OLD.revision + 1; RETURN NEW; END $$",
    f"CREATE TRIGGER {NAME} BEFORE UPDATE ON {TABLE} FOR EACH ROW WHEN (NEW.revision = OLD.revision AND ("
    + " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in MEANING)
    + f")) EXECUTE FUNCTION {NAME}()",
]
POSTGRES_OFF = [f"DROP TRIGGER IF EXISTS {NAME} ON {TABLE}", f"DROP FUNCTION IF EXISTS {NAME}()"]


def guard(apps, schema_editor) -> None:
    """Make the database itself count a change of words as a revision."""
    _run(schema_editor, {"sqlite": SQLITE, "postgresql": POSTGRES})


def unguard(apps, schema_editor) -> None:
    _run(schema_editor, {"sqlite": SQLITE_OFF, "postgresql": POSTGRES_OFF})


def _run(schema_editor, statements: dict[str, list[str]]) -> None:
    with schema_editor.connection.cursor() as cursor:
        for statement in statements[schema_editor.connection.vendor]:
            cursor.execute(statement)
