"""An import by hand: choose a file, answer what it leaves open, bring it in, see what came of it, take it back."""

from datetime import timedelta

import pytest

from tandem import clock
from tandem.connectors.models import ImportBatch
from tandem.engagements.models import Engagement
from tests.working import beside

FILE = (
    "Record ID,Deal Name,Deal Stage,Amount,Deal owner,Close Date,Create Date,Associated Company\n"
    "1,Asset platform,Contract sent,286000,Sol Hart,03/04/2027,2026-06-01,Halden Water\n"
    "2,Data audit,Appointment scheduled,48000,Ida Ridge,05/06/2027,2026-06-02,Orchard Ltd\n"
    "3,Old review,Closed won,30000,Ida Ridge,01/02/2025,2024-12-01,Orchard\n"
    "4,Field rollout,Pitch,call me,Sol Hart,04/05/2027,2026-09-05,\n"
)


@pytest.fixture
def at_once():
    with beside(clock.now):
        yield


@pytest.mark.django_db(transaction=True)
def test_a_file_comes_in_and_goes_again(page, live_server, sign_in, axe, shot, world, at_once, tmp_path):
    export = tmp_path / "hubspot-deals.csv"
    export.write_text(FILE)
    sign_in(world.sol)
    page.goto(f"{live_server.url}/imports/")
    axe(page)
    page.get_by_label("File").set_input_files(export)
    page.get_by_role("button", name="Look at the file").click()
    page.get_by_text("2 answers are missing before this can come in.").wait_for()
    axe(page)
    shot(page, "import-asks", full_page=True)
    page.get_by_label("The day: 31/12").check()
    page.get_by_label("Where does a deal in “Pitch” arrive?").select_option("lead")
    page.get_by_role("button", name="Look again").first.click()
    page.get_by_role("button", name="Bring in 3 deals").wait_for()
    axe(page)
    page.get_by_text("Which column is which").click()
    axe(page)
    shot(page, "import-ready", full_page=True)
    page.get_by_role("button", name="Bring in 3 deals").click()
    page.get_by_text("Done: 3 new deals, 0 changed.").wait_for()
    axe(page)
    shot(page, "import-done", full_page=True)
    assert Engagement.objects.count() == 3
    page.get_by_role("button", name="Undo this import").click()
    page.get_by_text("Undone: what this file brought is gone").wait_for()
    axe(page)
    page.get_by_role("link", name="Imports").first.click()
    page.get_by_role("link", name="hubspot-deals.csv").wait_for()
    axe(page)
    shot(page, "imports")
    assert Engagement.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_running_import_is_followed_to_its_end(page, live_server, sign_in, axe, shot, world, at_once):
    now = clock.now()
    batch = ImportBatch.objects.create(
        file_name="deals.csv", system="hubspot", state="running", rows_total=8800, rows_done=3000, not_taken=3,
        made_at=now, started_at=now, beat_at=now, by=world.sol, findings={"unmapped": {}},
    )  # fmt: skip
    sign_in(world.sol)
    page.goto(f"{live_server.url}/imports/{batch.pk}/")
    page.get_by_text("3,000 of 8,800").wait_for()
    axe(page)
    shot(page, "import-running")
    ImportBatch.objects.update(rows_done=6000, beat_at=now + timedelta(seconds=2))
    page.get_by_text("6,000 of 8,800").wait_for()
    ImportBatch.objects.update(state="done", rows_done=8800, created=8797)
    page.get_by_text("Done: 8,797 new deals, 0 changed.").wait_for()
