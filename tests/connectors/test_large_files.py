"""A file on its way in holds up nobody, and what became of no import is swept up."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from tandem import clock
from tandem.connectors.actions import receive
from tandem.connectors.models import ImportBatch
from tandem.front.models import Sent
from tandem.storage import backend, files
from tests.connectors.conftest import FILE

DRAWN = {"csrfmiddlewaretoken": "a" * 64}


def listed() -> list[str]:
    return [file.name for file in files.listed()]


@pytest.mark.django_db(transaction=True)
def test_its_pieces_are_written_each_by_itself_and_what_it_became_with_its_form(world, monkeypatch):
    monkeypatch.setattr(backend, "PIECE_BYTES", 50)
    held: dict[str, list[bool]] = {"storage_piece": [], "connectors_importbatch": [], "front_sent": []}

    def watch(execute, sql, params, many, context):
        for table, seen in held.items():
            if sql.startswith(f'INSERT INTO "{table}"'):
                seen.append(connection.in_atomic_block)
        return execute(sql, params, many, context)

    browser = world.browser(world.sol)
    with connection.execute_wrapper(watch):
        answer = browser.post("/imports/", {**DRAWN, "file": SimpleUploadedFile("deals.csv", FILE.encode())})
    assert answer.status_code == 302
    assert len(held["storage_piece"]) > 5
    assert not any(held["storage_piece"]), "others may write between two pieces"
    assert held["connectors_importbatch"] == held["front_sent"] == [True]


@pytest.mark.django_db(transaction=True)
def test_sent_twice_it_is_one_import(world):
    browser = world.browser(world.sol)
    sent = [
        browser.post("/imports/", {**DRAWN, "file": SimpleUploadedFile("deals.csv", FILE.encode())}) for _n in range(2)
    ]
    assert [answer.status_code for answer in sent] == [302, 303]
    assert (ImportBatch.objects.count(), Sent.objects.count(), len(listed())) == (1, 1, 1)


@pytest.mark.django_db
def test_a_file_that_became_no_import_goes_a_day_later_and_no_other(world):
    at = clock.now()
    batch = receive.receive([FILE.encode()], "deals.csv", by=world.sol, at=at)
    lost = files.keep("imports/lost.import", [b"x"], most=10, too_large=ValueError())
    files.keep("elsewhere/kept", [b"x"], most=10, too_large=ValueError())
    assert lost
    assert receive.forget_lost_files(at + timedelta(hours=23)) == 0
    assert receive.forget_lost_files(at + timedelta(hours=25)) == 1
    assert listed() == ["elsewhere/kept", f"imports/{batch.stored_as}"]


@pytest.mark.django_db
def test_one_that_is_swept_up_while_it_is_written_is_not_called_kept(world):
    def pieces():
        yield b"x" * backend.PIECE_BYTES
        backend.StoredFile.objects.all().delete()

    with pytest.raises(FileNotFoundError):
        files.keep("imports/slow", pieces(), most=10**9, too_large=ValueError())
