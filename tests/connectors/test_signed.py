"""What was signed here, or is closed, no file changes: by the page and by the command alike."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command

from tandem.connectors.models import RowProblem
from tandem.engagements.models import Engagement, Stage
from tests.connectors.conftest import HEADER

ROW = "1,Asset platform,Contract sent,1000,sol@brook.example,2026-12-11,2026-06-01,Halden Water\n"
OTHER = ROW.replace("1000", "7").replace("2026-12-11", "2029-01-01").replace("Asset platform", "Renamed")


def brought(importer, stage: str, **more) -> Engagement:
    importer.bring(HEADER + ROW)
    lost = {"lost_reason": "Price"} if stage == Stage.LOST else {}
    Engagement.objects.update(stage=stage, **lost, **more)
    return Engagement.objects.get()


def figures() -> tuple:
    return Engagement.objects.values_list("amount", "close_on").get()


@pytest.mark.parametrize("stage", [Stage.SIGNED, Stage.DELIVERING, Stage.DELIVERED, Stage.LEARNT])
def test_price_and_dates_stay_and_the_import_says_so(importer, stage):
    brought(importer, stage)
    before = figures()
    batch = importer.bring(HEADER + OTHER)
    assert figures() == before
    assert Engagement.objects.get().name == "Asset platform"
    said = " ".join(RowProblem.objects.filter(batch=batch).values_list("words", flat=True))
    assert "stays as it is here: name, price and expected close." in said
    assert "Ask for an amendment if the file is right." in said


def test_a_lost_deal_stays_as_it_was_lost(importer):
    importer.bring(HEADER + ROW.replace("Contract sent", "Closed lost"))
    before = figures()
    importer.bring(HEADER + OTHER.replace("Contract sent", "Closed lost"))
    assert figures() == before


def test_one_that_the_file_opens_again_is_taken_as_it_has_it(importer):
    importer.bring(HEADER + ROW.replace("Contract sent", "Closed lost"))
    importer.bring(HEADER + OTHER)
    assert figures() == (Decimal(7), date(2029, 1, 1))


@pytest.mark.parametrize("stage", [Stage.LEAD, Stage.PROPOSED])
def test_before_the_signature_the_file_is_followed(importer, stage):
    brought(importer, stage)
    importer.bring(HEADER + OTHER)
    assert figures() == (Decimal(7), date(2029, 1, 1))


def test_by_the_command_too(importer, world, tmp_path):
    brought(importer, Stage.DELIVERING)
    before = figures()
    file = tmp_path / "deals.csv"
    file.write_text(HEADER + OTHER)
    call_command("import", "deals", str(file), "--by", world.sol.email)
    assert figures() == before


def test_undoing_an_import_takes_nothing_back_from_what_was_signed_since(importer):
    importer.bring(HEADER + ROW)
    batch = importer.bring(HEADER + OTHER)
    Engagement.objects.update(stage=Stage.SIGNED)
    signed = figures()
    importer.undo(batch)
    assert figures() == signed


def test_the_same_file_twice_says_it_once(importer):
    brought(importer, Stage.DELIVERING)
    importer.bring(HEADER + OTHER)
    again = importer.bring(HEADER + OTHER)
    assert not RowProblem.objects.filter(batch=again).exists()
