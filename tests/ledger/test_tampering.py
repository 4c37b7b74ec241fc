"""Whoever rewrites history by SQL, with the database's own guard lifted, is found: every time."""

import random
from datetime import timedelta
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from tandem.ledger import engine
from tandem.ledger.actions import draft, record_all
from tandem.ledger.chain import digest
from tandem.ledger.models import Entry
from tandem.ledger.queries import breaks, head

ENTRIES = 20
TIMES = 1_000
COLUMNS = {
    "actor_id": 99, "actor_name": "'Somebody Else'", "verb": "'never did'", "subject_type": "'people.person'",
    "subject_id": 999, "subject_name": "'Another'", "engagement_id": 77, "reason": "'for a good reason'",
    "before": """'{"amount": "1"}'""", "after": """'{"amount": "2"}'""", "at": "'2020-01-01 00:00:00+00:00'",
    "seals": """'{"review.verdict:1": "2"}'""", "previous": f"'{'1' * 64}'", "digest": f"'{'2' * 64}'",
}  # fmt: skip


@pytest.fixture
def written(world) -> list[int]:
    """A ledger of twenty entries, its guard lifted."""
    record_all(
        [
            draft(
                "changed deal", world.deal, by=world.sol, at=world.at + timedelta(minutes=n),
                reason=f"Because {n}", before={"amount": n}, after={"amount": n + 1},
            )
            for n in range(ENTRIES)
        ]
    )  # fmt: skip
    engine.unguard(None, SimpleNamespace(connection=connection))
    return list(Entry.objects.order_by("pk").values_list("pk", flat=True))


def change(chance: random.Random, rows: list[int]) -> str:
    column = chance.choice(list(COLUMNS))
    return f"UPDATE ledger_entry SET {column} = {COLUMNS[column]} WHERE id = {chance.choice(rows)}"


def delete(chance: random.Random, rows: list[int]) -> str:
    first = chance.choice(rows)
    return f"DELETE FROM ledger_entry WHERE id BETWEEN {first} AND {first + chance.randrange(3)}"


def swap(chance: random.Random, rows: list[int]) -> str:
    """Two entries change places, everything with them."""
    one, two = chance.sample(rows, 2)
    return f"UPDATE ledger_entry SET id = CASE id WHEN {one} THEN -{two} ELSE -{one} END WHERE id IN ({one}, {two})"


def insert(chance: random.Random, rows: list[int]) -> str:
    """A forged entry with a digest that is right in itself, at the end or in a gap before the start."""
    last = Entry.objects.get(pk=chance.choice(rows))
    last.reason = "forged"
    others = [field.column for field in Entry._meta.concrete_fields if field.column not in ("id", "reason", "digest")]
    columns = ", ".join(f'"{name}"' for name in others)
    return (
        f"INSERT INTO ledger_entry (id, reason, digest, {columns}) SELECT {chance.choice([rows[-1] + 1, -5])}, 'forged', "
        f"'{digest(last.previous, last)}', {columns} FROM ledger_entry WHERE id = {last.pk}"
    )


@pytest.mark.django_db
def test_a_thousand_tampers_are_all_found(written):
    assert list(breaks()) == []
    chance = random.Random(20261124)
    missed = []
    for n in range(TIMES):
        kind = (change, delete, swap, insert)[n % 4]
        mark = transaction.savepoint()
        with connection.cursor() as cursor:
            statement = kind(chance, written)
            cursor.execute(statement)
            assert cursor.rowcount
            if kind is swap:
                cursor.execute("UPDATE ledger_entry SET id = -id WHERE id < 0")
        if not any(True for _break in breaks()):
            missed.append(statement)
        transaction.savepoint_rollback(mark)
    assert missed == []
    assert list(breaks()) == [], "the control: untouched, it holds"


@pytest.mark.django_db
def test_a_cut_end_with_a_forged_head_needs_the_head_kept_outside(written):
    """What no chain can see by itself, said plainly: compare the head with the one that the last audit printed."""
    kept = head()
    last = Entry.objects.order_by("-pk")[0]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM ledger_entry WHERE id = %s", [last.pk])
        assert list(breaks())
        cursor.execute("UPDATE ledger_head SET digest = %s, length = length - 1", [last.previous])
    assert list(breaks()) == []
    assert head() != kept


@pytest.mark.django_db
def test_the_audit_tells_the_head_and_fails_on_a_break(written, monkeypatch):
    monkeypatch.setattr(engine, "open_doors", list)  # `written` took the guard away, which the audit would tell first
    said = StringIO()
    call_command("audit", stdout=said)
    assert f"{ENTRIES} entries, head {head()[1]}" in said.getvalue()
    assert "The chain holds." in said.getvalue()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_entry SET reason = 'x' WHERE id = %s", [written[7]])
    with pytest.raises(CommandError, match="1 breaks"):
        call_command("audit", stdout=said)
    assert f"entry {written[7]}: this entry was changed" in said.getvalue()
