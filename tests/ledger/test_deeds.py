"""A deed holds its deals before it judges, and writes its entries last: what was rolled back inside is forgotten."""

from contextlib import suppress

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.functional import SimpleLazyObject

from tandem.engagements.models import Engagement, Risk, Stage
from tandem.ledger.actions import Program, Stale, add, draft, record, record_all, revise
from tandem.ledger.deeds import LateLock, afterwards, deed, locks_deal, made
from tandem.ledger.models import Entry
from tandem.ledger.queries import breaks

CRM = Program("CRM")


def verbs() -> list[str]:
    assert list(breaks()) == []
    return list(Entry.objects.order_by("pk").values_list("verb", flat=True))


def test_entries_are_written_at_the_end_in_the_order_in_which_they_were_said(world):
    before = len(verbs())
    with deed(world.deal):
        first = record("said one", world.deal, by=CRM, at=world.at)
        with deed(world.deal):
            record_all([draft("said two", world.deal, by=CRM, at=world.at)])
        assert first.pk is None
        assert Entry.objects.count() == before
    assert verbs()[before:] == ["said one", "said two"]
    assert first.pk


def test_the_deal_is_the_first_that_is_locked_and_the_head_the_last(world):
    risk = Risk.objects.create(engagement=world.deal, words="SAP access arrives late")
    record("said", world.deal, by=CRM, at=world.at)  # the first of all makes the head
    with CaptureQueriesContext(connection) as asked:
        revise(risk, "changed risk", seen=1, by=CRM, at=world.at, words="SAP access is refused")
    said = [each["sql"] for each in asked if not each["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert "engagements_engagement" in said[0]
    assert [n for n, sql in enumerate(said) if "ledger_head" in sql] == [len(said) - 3, len(said) - 2]
    assert said[-1].startswith('INSERT INTO "ledger_entry"')
    if connection.vendor == "postgresql":
        assert said[0].endswith("FOR NO KEY UPDATE")


def test_what_a_savepoint_took_back_isnt_told(world):
    before = len(verbs())
    with deed(world.deal):
        record("said one", world.deal, by=CRM, at=world.at)
        for number, savepoint in (("two", transaction.atomic()), ("three", deed(world.deal))):
            with suppress(ZeroDivisionError), savepoint:
                record(f"said {number}", world.deal, by=CRM, at=world.at)
                raise ZeroDivisionError
        record("said four", world.deal, by=CRM, at=world.at)
    assert verbs()[before:] == ["said one", "said four"]


def test_a_deed_that_fails_tells_nothing_and_the_next_one_starts_afresh(world):
    before = len(verbs())
    with suppress(ZeroDivisionError), deed(world.deal):
        record("said one", world.deal, by=CRM, at=world.at)
        raise ZeroDivisionError
    with deed(world.deal):
        record("said two", world.deal, by=CRM, at=world.at)
    assert verbs()[before:] == ["said two"]
    assert not connection.run_on_commit


def test_what_waits_for_the_numbers_of_the_entries_gets_them(world):
    told: list[int | None] = []
    with deed(world.deal):
        entry = record("said one", world.deal, by=CRM, at=world.at)
        afterwards(lambda: told.append(entry.pk))
    assert told == [Entry.objects.latest("pk").pk]


def test_outside_of_any_deed_an_entry_is_written_at_once(world):
    assert record("said", world.deal, by=CRM, at=world.at).pk


@locks_deal
def rename(deal: Engagement, name: str) -> None:
    Engagement.objects.filter(pk=deal.pk).update(name=name)


def test_a_deal_that_is_asked_for_late_is_found(world):
    risk = Risk.objects.create(engagement=world.deal, words="SAP access arrives late")
    other = Engagement.objects.create(
        name="Other", account=world.client, stage=Stage.LEAD, stage_since=world.at, created_at=world.at
    )
    with deed(world.deal):
        record("said", world.deal, by=CRM, at=world.at)
        with pytest.raises(LateLock, match="begun to write"):
            rename(other, "x")
    with deed():
        Risk.objects.filter(pk=risk.pk).update(words="x")
        with pytest.raises(LateLock, match="begun to write"):
            rename(world.deal, "x")
    with deed():
        rename(other, "x")  # nothing was written before: no fault


def test_an_entry_on_a_deal_that_nobody_holds_is_found(world):
    with deed(), pytest.raises(LateLock, match="aren't held"):
        record_all([draft("said", world.deal, by=CRM, at=world.at)])


def test_a_deal_that_was_made_here_needs_no_lock(world):
    deal = Engagement(name="New", account=world.client, stage=Stage.LEAD, stage_since=world.at, created_at=world.at)
    with deed():
        add(deal, "created deal", by=CRM, at=world.at)
        record("said", deal, by=CRM, at=world.at)
    bulk = Engagement(name="Bulk", account=world.client, stage=Stage.LEAD, stage_since=world.at, created_at=world.at)
    with deed():
        bulk.save()
        made(Engagement, [bulk.pk])
        record_all([draft("imported", bulk, by=CRM, at=world.at)])
    assert verbs()[-2:] == ["said", "imported"]


@locks_deal
def judge(risk: Risk) -> str:
    """A verb as an action has it; answers what it judges by."""
    return f"{risk.engagement.stage} {risk.words} {risk.version}"


def test_a_verb_judges_by_what_is_there_once_the_deal_is_held(world):
    made_before = Risk.objects.create(engagement=world.deal, words="SAP access arrives late")
    old = Risk.objects.select_related("engagement").get(pk=made_before.pk)
    older = Risk.objects.get(pk=made_before.pk)  # without its deal
    Engagement.objects.filter(pk=world.deal.pk).update(stage=Stage.SCOPED)
    Risk.objects.filter(pk=old.pk).update(words="SAP access is refused", version=2)
    assert judge(old) == judge(older) == "scoped SAP access is refused 1"  # the version says what was read
    with pytest.raises(Stale):
        revise(old, "changed risk", seen=None, by=CRM, at=world.at, words="x")


def test_whoever_is_signed_in_is_held_as_the_person_they_are(world):
    sol = world.sol
    me = SimpleLazyObject(lambda: sol)
    with deed(me):
        assert me.pk == world.sol.pk


def test_a_row_that_is_gone_is_stale(world):
    old = Risk.objects.create(engagement=world.deal, words="SAP access arrives late")
    Risk.objects.filter(pk=old.pk).delete()
    with pytest.raises(Stale):
        judge(old)
