"""One click takes an import back, but not what somebody did since."""

from decimal import Decimal

import pytest

from tandem.clients.models import Account
from tandem.connectors.actions.apply import NotReady
from tandem.connectors.models import ExternalRef, ImportBatch
from tandem.engagements.actions import deal as verbs
from tandem.engagements.models import Engagement, StageChange
from tandem.handoff.models import Handoff
from tandem.ledger.models import Entry
from tandem.ledger.queries import breaks
from tandem.review.models import Signature
from tests.connectors.conftest import FILE, HEADER

State = ImportBatch.State


def rows() -> list[dict]:
    return [{**row, "version": 0} for row in Engagement.objects.order_by("pk").values()]


def test_what_an_import_made_goes_with_its_clients(importer, world):
    assert world.deal
    batch = importer.undo(importer.bring(FILE))
    assert (batch.state, batch.kept) == (State.UNDONE, [])
    assert list(Engagement.objects.values_list("name", flat=True)) == ["Asset data platform"]
    assert list(Account.objects.values_list("name", flat=True)) == ["Halden Water"]
    assert (ExternalRef.objects.count(), Signature.objects.count()) == (0, 0)
    assert Entry.objects.filter(verb="removed by an undo", subject_type="engagements.engagement").count() == 4
    assert list(breaks()) == []


def test_after_an_undo_the_file_can_come_in_again(importer):
    importer.undo(importer.bring(FILE))
    assert importer.bring(FILE).created == 4


def test_what_an_import_changed_is_as_it_was(importer):
    importer.bring(FILE)
    before, said = rows(), list(ExternalRef.objects.order_by("key").values_list("said", flat=True))
    changed = FILE.replace("Contract sent,1000", "Closed won,1500").replace("Data audit", "Audit")
    batch = importer.bring(
        changed.replace("2025-03-01", "2025-03-02").replace("Closed lost,4000", "Contract sent,4000")
    )
    assert batch.changed == 3  # what was won before stays as it was signed
    assert Handoff.objects.count() == 1
    importer.undo(batch)
    assert rows() == before
    assert list(ExternalRef.objects.order_by("key").values_list("said", flat=True)) == said
    assert (Handoff.objects.count(), StageChange.objects.count()) == (0, 0)
    assert Signature.objects.count() == 1
    assert importer.bring(FILE).unchanged == 4


def test_a_deal_that_was_worked_on_since_is_kept_and_named(importer, world):
    batch = importer.bring(FILE)
    deal = Engagement.objects.get(name="Data audit")
    verbs.edit(deal, seen=deal.version, by=world.sol, at=world.at, paragraph="We spoke.")
    batch = importer.undo(batch)
    assert batch.kept == [[deal.pk, "Data audit"]]
    assert list(Engagement.objects.values_list("name", flat=True)) == ["Data audit"]
    assert Account.objects.get().name == "Orchard Ltd"


def test_a_column_that_was_changed_since_is_kept_the_others_go_back(importer, world):
    importer.bring(FILE)
    batch = importer.bring(FILE.replace("Asset platform,Contract sent,1000", "Platform,Contract sent,1500"))
    deal = Engagement.objects.get(name="Platform")
    verbs.edit(deal, seen=deal.version, by=world.sol, at=world.at, amount=Decimal(1600))
    batch = importer.undo(batch)
    deal.refresh_from_db()
    assert (deal.name, deal.amount) == ("Asset platform", Decimal("1600.00"))
    assert batch.kept == [[deal.pk, "Platform"]]


def test_an_earlier_import_gives_way_to_a_later_one(importer):
    first = importer.bring(FILE)
    importer.bring(FILE.replace("Contract sent,1000", "Contract sent,1500"))
    first = importer.undo(first)
    assert [name for _pk, name in first.kept] == ["Asset platform"]
    assert Engagement.objects.get().amount == Decimal("1500.00")


def test_an_undo_is_done_once(importer, world):
    batch = importer.bring(FILE)
    importer.undo(batch)
    with pytest.raises(NotReady):
        importer.undo(batch)


def test_what_never_ran_cannot_be_undone(importer):
    with pytest.raises(NotReady):
        importer.undo(importer.look(FILE))


def test_an_ungated_win_goes_with_its_handoff(importer):
    batch = importer.bring(HEADER + "9,Fast deal,Closed won,5000,Sol Hart,2026-10-01,2026-09-01,Orchard\n")
    assert Handoff.objects.count() == 1
    importer.undo(batch)
    assert (Engagement.objects.count(), Handoff.objects.count(), Signature.objects.count()) == (0, 0, 0)
