"""The database itself refuses every way of rewriting the ledger that it knows; the way forward stays open."""

import os

import pytest
from django.db import DatabaseError, connection, transaction

from tandem.ledger import engine
from tandem.ledger.actions import record
from tandem.ledger.models import Entry, Head
from tandem.ledger.queries import audited, breaks

ON_POSTGRES = os.environ.get("DATABASE_URL", "").startswith("postgres")
OTHERS = ", ".join(f'"{field.column}"' for field in Entry._meta.concrete_fields if field.column not in ("id", "reason"))
NEW_ROW = f"(id, reason, {OTHERS}) SELECT {{id}}, 'forged', {OTHERS} FROM ledger_entry WHERE id = {{last}}"
HEAD_ROW = "(id, digest, length) VALUES (1, 'forged', 99)"

EVERYWHERE = {
    "update": "UPDATE ledger_entry SET reason = 'forged' WHERE id = {last}",
    "update of the number": "UPDATE ledger_entry SET id = id + 100 WHERE id = {last}",
    "delete": "DELETE FROM ledger_entry WHERE id = {last}",
    "insert before the start": "INSERT INTO ledger_entry " + NEW_ROW.format(id=-5, last="{last}"),
    "insert in a gap": "INSERT INTO ledger_entry " + NEW_ROW.format(id="{first} - 1", last="{last}"),
    "update where it is there": (
        "INSERT INTO ledger_entry " + NEW_ROW.format(id="{last}", last="{last}") + " {where} ON CONFLICT (id) DO UPDATE SET reason = 'forged'"
    ),
    "head deleted": "DELETE FROM ledger_head",
    "head set back": "UPDATE ledger_head SET digest = 'forged', length = length - 1",
    "head of the same length": "UPDATE ledger_head SET digest = 'forged'",
    "head of another number": "UPDATE ledger_head SET id = 7",
    "head updated where it is there": f"INSERT INTO ledger_head {HEAD_ROW} ON CONFLICT (id) DO UPDATE SET length = 0",
}  # fmt: skip
SQLITE = {
    "insert or replace": "INSERT OR REPLACE INTO ledger_entry " + NEW_ROW.format(id="{last}", last="{last}"),
    "replace": "REPLACE INTO ledger_entry " + NEW_ROW.format(id="{first}", last="{last}"),
    "update or replace": "UPDATE OR REPLACE ledger_entry SET id = {first} WHERE id = {last}",
    "replace at minus one": "REPLACE INTO ledger_entry " + NEW_ROW.format(id=-1, last="{last}"),
    "head replaced": f"REPLACE INTO ledger_head {HEAD_ROW}",
    "second head": "INSERT INTO ledger_head (id, digest, length) VALUES (2, 'forged', 99)",
}
POSTGRES = {
    "truncate": "TRUNCATE ledger_entry",
    "truncate with what hangs on it": "TRUNCATE ledger_entry RESTART IDENTITY CASCADE",
    "head emptied": "TRUNCATE ledger_head",
    "as a replica": "SET LOCAL session_replication_role = replica; DELETE FROM ledger_entry",
    "replaced by merge": (
        "MERGE INTO ledger_entry USING (SELECT 1) AS one ON id = {last} WHEN MATCHED THEN UPDATE SET reason = 'forged'"
    ),
}
WAYS = {**EVERYWHERE, **(POSTGRES if ON_POSTGRES else SQLITE)}


@pytest.fixture
def numbers(world) -> dict[str, object]:
    for n in range(3):
        record(f"said {n}", world.deal, by=world.sol, at=world.at)
    found = Entry.objects.order_by("pk").values_list("pk", flat=True)
    return {"first": found[0], "last": found[2], "where": "" if ON_POSTGRES else "AND 1"}


@pytest.mark.parametrize("way", WAYS)
def test_the_database_refuses(numbers, way):
    before = list(Entry.objects.order_by("pk").values()), list(Head.objects.values())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(WAYS[way].format(**numbers))
    assert (list(Entry.objects.order_by("pk").values()), list(Head.objects.values())) == before
    assert list(breaks()) == []


def test_writing_on_is_no_rewriting(numbers, world):
    record("said more", world.deal, by=world.sol, at=world.at)
    assert Entry.objects.count() == Head.objects.get().length == 4
    assert list(breaks()) == []


@pytest.mark.parametrize("door", engine.POSTGRES_GUARDS if ON_POSTGRES else engine.SQLITE_GUARDS)
def test_the_audit_sees_a_guard_that_was_taken_away(numbers, door):
    assert engine.open_doors() == []
    name = "_".join(door) if ON_POSTGRES else door
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}" + (f" ON {door[0]}" if ON_POSTGRES else ""))
    assert engine.open_doors() == [name]
    assert (f"guard {name}", "this guard of the ledger was taken away, switched off or changed") in audited()


@pytest.mark.skipif(ON_POSTGRES, reason="SQLite's own words")
def test_and_one_that_guards_nothing_any_more(numbers):
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER ledger_entry_no_update")
        cursor.execute("CREATE TRIGGER ledger_entry_no_update BEFORE UPDATE ON ledger_entry WHEN 0 BEGIN SELECT 1; END")
    assert engine.open_doors() == ["ledger_entry_no_update"]


@pytest.mark.skipif(not ON_POSTGRES, reason="PostgreSQL's own words")
@pytest.mark.parametrize(
    ("way", "name"),
    [
        ("ALTER TABLE ledger_entry DISABLE TRIGGER ledger_entry_append_only", "ledger_entry_append_only"),
        ("ALTER TABLE ledger_entry ENABLE TRIGGER ledger_entry_append_only", "ledger_entry_append_only"),
        (
            "CREATE OR REPLACE FUNCTION ledger_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
            "ledger_entry_refuse",
        ),
    ],
)
def test_and_one_that_guards_nothing_on_postgres(numbers, way, name):
    with connection.cursor() as cursor:
        cursor.execute(way)
    assert engine.open_doors() == [name]
