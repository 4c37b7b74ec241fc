"""The database itself refuses every way of rewriting the ledger that it knows; the way forward stays open."""

import os

import pytest
from django.db import DatabaseError, connection, transaction

from tandem.ledger.actions import record
from tandem.ledger.models import Entry, Head
from tandem.ledger.queries import breaks

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
