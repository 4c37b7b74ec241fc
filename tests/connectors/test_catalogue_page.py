"""The catalogue's file on its pages: what would happen first, drafts afterwards, nothing sold."""

import re
from decimal import Decimal
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tandem.catalogue.actions.draft import start
from tandem.catalogue.models import Offering, Tier

PATH = "/catalogue/file/import/"


def text(answer) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def hidden(answer) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(text|name|seen)" value="([^"]*)"', answer.content.decode())
    return {name: unescape(value) for name, value in found}


def file(words: str | bytes, name: str = "catalogue.csv") -> dict:
    return {"file": SimpleUploadedFile(name, words.encode() if isinstance(words, str) else words)}


@pytest.fixture
def gold(world) -> Tier:
    offering = Offering.objects.create(name="Data platform", slug="data-platform", line="Data", summary="=HYPERLINK(1)")
    tier = Tier.objects.create(offering=offering, grade="gold", fee=Decimal(90000), weeks=20, made_at=world.at)
    tier.deliverables.create(words="One register")
    tier.estimate.create(role=world.engineer, minutes=36000)
    return tier


class TestExport:
    def test_what_is_sold_with_its_fee(self, world, gold):
        answer = world.browser(world.sol).get("/catalogue/file/export.csv")
        words = answer.content.decode()
        assert answer["Content-Disposition"] == 'attachment; filename="catalogue-2026-11-24.csv"'
        assert words.startswith("\ufeffoffering,line,grade,part")
        assert "Data platform,Data,gold,tier,,,,,,,20,90000.00," in words
        assert "Data platform,Data,gold,estimate,,Data engineer,600,,,,,," in words
        assert ",'=HYPERLINK(1)," in words

    @pytest.mark.parametrize("who", ["con", "rex"])
    def test_no_fee_without_the_right(self, world, gold, who):
        words = world.browser(getattr(world, who)).get("/catalogue/file/export.csv").content.decode()
        assert "90000" not in words
        assert "fee" not in words.splitlines()[0]
        assert "One register" in words

    def test_open_drafts_in_place_of_what_is_sold(self, world, gold):
        draft = start(gold.offering, "gold", by=world.sol, at=world.at)
        Tier.objects.filter(pk=draft.pk).update(weeks=7)
        sol = world.browser(world.sol)
        assert ",20,90000.00," in sol.get("/catalogue/file/export.csv").content.decode()
        assert ",7,90000.00," in sol.get("/catalogue/file/export.csv?drafts=1").content.decode()


class TestImport:
    def test_out_changed_and_in_again_as_a_draft(self, world, gold):
        sol = world.browser(world.sol)
        words = sol.get("/catalogue/file/export.csv").content.decode().replace("One register", "Two registers")
        answer = sol.post(PATH, file(words))
        seen = text(answer)
        for told in ("Drafts 1", "2 changes", "Two registers", "Make 1 draft"):
            assert told in seen
        assert not Tier.objects.filter(state="draft").exists()
        answer = sol.post(PATH, hidden(answer))
        assert (answer.status_code, answer["Location"]) == (303, "/catalogue/")
        draft = Tier.objects.get(state="draft")
        assert list(draft.deliverables.values_list("words", flat=True)) == ["Two registers"]
        assert Tier.objects.get(current=True) == gold
        assert "1 draft made." in text(sol.get("/catalogue/"))

    def test_the_export_says_nothing_new(self, world, gold):
        sol = world.browser(world.sol)
        answer = sol.post(PATH, file(sol.get("/catalogue/file/export.csv").content))
        assert "The file says what the catalogue says already." in text(answer)
        assert hidden(answer) == {}

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    def test_whatever_the_encoding_and_the_delimiter(self, world, gold, encoding):
        words = "Offering;Line;Grade;Part;Words;Weeks;Fee\r\nPrüfung;Beratung;gold;tier;Größe;3;1250,50\r\n"
        answer = world.browser(world.sol).post(PATH, file(words.encode(encoding)))
        assert "Prüfung Beratung new" in text(answer)
        world.browser(world.sol).post(PATH, hidden(answer))
        tier = Tier.objects.get(offering__name="Prüfung")
        assert (tier.promise, tier.fee, tier.state) == ("Größe", Decimal("1250.50"), "draft")

    def test_bad_rows_are_named_and_the_rest_comes(self, world, gold):
        words = (
            "offering,line,grade,part,words,role,hours,weeks,fee,mine\n"
            "Audit,Advice,gold,tier,Ours,,,3,500,x\nAudit,Advice,gold,estimate,,Wizard,5,,,x\n"
            "Audit,Advice,silver,tier,Ours,,,2,300,x\n"
        )
        answer = world.browser(world.sol).post(PATH, file(words))
        seen = text(answer)
        for told in ("Rows not taken 1", "3 Audit Gold There is no role “Wizard” in the firm.", "aren’t read: mine"):
            assert told in seen
        world.browser(world.sol).post(PATH, hidden(answer))
        assert list(Tier.objects.filter(state="draft").values_list("grade", flat=True)) == ["silver"]

    @pytest.mark.parametrize(
        ("words", "told"),
        [
            (b"", "The file is empty."),
            (b"a,b\n1,2\n", "The first row has to name the columns; these are missing: offering, part, words."),
            (b"%PDF-1.7 \x00\x01", "This isn't a table"),
            (b"x" * 1_000_001, "The file is larger than 1 MB, so it isn't a catalogue."),
        ],
    )
    def test_what_is_no_catalogue(self, world, words, told):
        answer = world.browser(world.sol).post(PATH, file(words))
        assert answer.status_code == 422
        assert told in text(answer)

    def test_without_a_file(self, world):
        answer = world.browser(world.sol).post(PATH, {})
        assert answer.status_code == 422
        assert "Choose a file." in text(answer)

    def test_somebody_changed_the_catalogue_meanwhile(self, world, gold):
        sol = world.browser(world.sol)
        words = sol.get("/catalogue/file/export.csv").content.decode().replace("One register", "Two registers")
        shown = hidden(sol.post(PATH, file(words)))
        start(gold.offering, "gold", by=world.dee, at=world.at)
        answer = sol.post(PATH, shown)
        assert answer.status_code == 409
        assert "Somebody changed the catalogue meanwhile." in text(answer)
        assert "Dee Lund has a draft of it open" in text(answer)
        assert Tier.objects.filter(state="draft").count() == 1

    def test_a_text_that_didnt_arrive_whole(self, world):
        answer = world.browser(world.sol).post(PATH, {"text": "%%%", "name": "c.csv", "seen": "x"})
        assert answer.status_code == 422
        assert "Choose it again" in text(answer)

    @pytest.mark.parametrize("who", ["rex", "fay", "con"])
    def test_not_by_others(self, world, who):
        other = world.browser(getattr(world, who))
        assert other.get(PATH).status_code == 403
        assert other.post(PATH, file("x")).status_code == 403
