"""The ledger: chained, append-only, honest about stale rows."""

import pytest
from django.db import DatabaseError, connection, transaction

from tandem.engagements.actions.stage import WrongStage, move
from tandem.engagements.models import Risk, Stage
from tandem.ledger.actions import Stale, add, revise
from tandem.ledger.models import Entry
from tandem.ledger.queries import breaks, history


def test_a_change_keeps_before_and_after(world):
    risk = add(Risk(engagement=world.deal, words="SAP access arrives late"), "added risk", by=world.sol, at=world.at)
    revise(risk, "changed risk", seen=1, by=world.dee, at=world.at, size="major")
    entry = history(world.deal.pk)[0]
    assert (entry.actor_name, entry.verb, entry.before, entry.after) == (
        "Dee Lund", "changed risk", {"size": "medium"}, {"size": "major"},
    )  # fmt: skip
    assert risk.version == 2


def test_nothing_to_change_writes_nothing(world):
    risk = add(Risk(engagement=world.deal, words="x"), "added risk", by=world.sol, at=world.at)
    revise(risk, "changed risk", seen=1, by=world.dee, at=world.at, words="x")
    assert Entry.objects.count() == 1
    assert risk.version == 1


def test_a_stale_version_changes_nothing(world):
    risk = add(Risk(engagement=world.deal, words="x"), "added risk", by=world.sol, at=world.at)
    mine = Risk.objects.get()
    revise(risk, "changed risk", seen=1, by=world.dee, at=world.at, words="theirs")
    with pytest.raises(Stale) as stale:
        revise(mine, "changed risk", seen=1, by=world.sol, at=world.at, words="mine")
    assert stale.value.current.words == "theirs"
    assert Risk.objects.get().words == "theirs"


@pytest.mark.parametrize("sql", ["UPDATE ledger_entry SET reason = 'x'", "DELETE FROM ledger_entry"])
def test_the_database_refuses_to_rewrite_history(world, sql):
    add(Risk(engagement=world.deal, words="x"), "added risk", by=world.sol, at=world.at)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert Entry.objects.count() == 1


def test_an_inserted_entry_breaks_the_chain(world):
    add(Risk(engagement=world.deal, words="x"), "added risk", by=world.sol, at=world.at)
    assert not list(breaks())
    Entry.objects.create(at=world.at, actor_name="Nobody", verb="said", previous="0" * 64, digest="1" * 64)
    assert [words for _, words in breaks()]


def test_a_stage_moves_along_its_arrow_only(world):
    with pytest.raises(WrongStage):
        move(world.deal, Stage.SIGNED, "signed", by=world.sol, at=world.at)
    move(world.deal, Stage.QUALIFIED, "qualified", by=world.sol, at=world.at)
    world.deal.refresh_from_db()
    assert world.deal.stage == Stage.QUALIFIED
    assert world.deal.steps.get().now == Stage.QUALIFIED


def test_two_people_cannot_move_the_same_stage(world):
    other = type(world.deal).objects.get(pk=world.deal.pk)
    move(world.deal, Stage.QUALIFIED, "qualified", by=world.sol, at=world.at)
    with pytest.raises(Stale):
        move(other, Stage.QUALIFIED, "qualified", by=world.dee, at=world.at)
    assert Entry.objects.count() == 1
