"""The firm's own paper: who brings it, what is told when it can't be used, which version papers are drawn with."""

from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tandem.gates import Refused
from tandem.ledger.actions import Stale
from tandem.ledger.models import Entry
from tandem.scoping.actions import template as templates
from tandem.scoping.actions.document import DOCX, draw, draw_to_send
from tandem.scoping.documents.example import AT, example
from tandem.scoping.models import DocumentTemplate
from tests.docx_file import changed, template, words_of

GOOD = template("House paper: {{ title }}")
OTHER = template("Second paper: {{ title }}")


EXAMPLE = example("GBP")


def bring(world, content: bytes = GOOD, kind: str = "sow", name: str = "House") -> DocumentTemplate:
    return templates.bring(kind, name, content, by=world.lea, at=world.at)


def upload(world, content: bytes, name: str = "House", file_name: str = "house.docx"):
    data = {"kind": "sow", "name": name, "file": SimpleUploadedFile(file_name, content)}
    return world.browser(world.lea).post(reverse("settings_documents"), data)


def test_the_newest_version_is_used_and_older_ones_stay(world):
    first, second = bring(world), bring(world, OTHER, name="House again")
    assert [(row.number, row.current) for row in DocumentTemplate.objects.order_by("number")] == [(1, False), (2, True)]
    assert (first.digest == second.digest, len(second.digest)) == (False, 64)
    assert "Second paper: Asset data platform" in words_of(draw({**EXAMPLE, "mark": ""}, DOCX, at=AT).content)
    assert Entry.objects.filter(verb="brought template").count() == 2


def test_going_back_to_an_older_version_and_to_the_built_in_one(world):
    first, second = bring(world), bring(world, OTHER)
    first.refresh_from_db()
    templates.use(first, by=world.lea, at=world.at, seen=first.version)
    second.refresh_from_db()
    assert (first.current, second.current) == (True, False)
    templates.set_aside(first, by=world.lea, at=world.at, seen=first.version)
    drawn = draw({**EXAMPLE, "mark": ""}, DOCX, at=AT)
    assert drawn.template is None
    assert "Statement of work · Halden Water" in words_of(drawn.content)


def test_a_docx_goes_out_only_if_the_firm_has_a_template(world):
    assert [each.format for each in draw_to_send(EXAMPLE, at=AT)] == ["pdf"]
    bring(world)
    assert [each.format for each in draw_to_send(EXAMPLE, at=AT)] == ["pdf", "docx"]
    assert [each.format for each in draw_to_send({**EXAMPLE, "kind": "proposal"}, at=AT)] == ["pdf"]


def test_a_name_that_went_meanwhile_is_told_when_drawing(world):
    row = bring(world)
    DocumentTemplate.objects.filter(pk=row.pk).update(content=template("{{ gone }}"))
    with pytest.raises(Refused, match="'gone' is undefined"):
        draw(EXAMPLE, DOCX, at=AT)


def test_who_came_second_is_told(world):
    row = bring(world)
    bring(world, OTHER)
    with pytest.raises(Stale):
        templates.use(row, by=world.lea, at=world.at, seen=1)
    assert DocumentTemplate.objects.get(current=True).number == 2


@pytest.mark.parametrize("who", ["sol", "dee", "rex", "fay", "con"])
def test_only_leadership_chooses_the_paper(world, who):
    person = getattr(world, who)
    row = bring(world)
    with pytest.raises(PermissionDenied):
        templates.bring("sow", "Mine", GOOD, by=person, at=world.at)
    browser = world.browser(person)
    for name, args in (
        ("settings_documents", []), ("settings_document_file", [row.pk]), ("settings_document_built_in", ["sow"]),
        ("settings_document_example", ["sow"]),
    ):  # fmt: skip
        assert browser.get(reverse(name, args=args)).status_code == 403
    assert browser.post(reverse("settings_document_use", args=[row.pk]), {"seen": row.version}).status_code == 403


def test_a_template_is_brought_by_the_page(world):
    assert upload(world, GOOD).status_code == 303
    html = unescape(world.browser(world.lea).get(reverse("settings_documents")).content.decode())
    assert "drawn with House, version 1" in html
    assert DocumentTemplate.objects.get().digest[:12] in html
    again = world.browser(world.lea).get(reverse("settings_document_file", args=[DocumentTemplate.objects.get().pk]))
    assert again.content == GOOD
    assert again["Content-Disposition"] == 'attachment; filename="house-version-1.docx"'
    assert (again["X-Content-Type-Options"], again["Cache-Control"]) == ("nosniff", "no-store, private")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"not a file", "It isn’t a DOCX file."),
        (template("{{ margin }} and {{ cost }}"), "'margin' is undefined"),
        (template("{{ title.__class__ }}"), "reaches for what it may not have"),
        (changed(GOOD, {"word/vbaProject.bin": b"x"}), "It holds a macro"),
    ],
)
def test_what_cant_be_used_is_422_with_what_was_typed(world, content, problem):
    answer = upload(world, content, name="Our <house> paper")
    html = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert problem in html
    assert 'value="Our <house> paper"' in html
    assert not DocumentTemplate.objects.exists()


def test_no_file_and_too_large_a_file_are_told(world):
    browser = world.browser(world.lea)
    answer = browser.post(reverse("settings_documents"), {"kind": "sow", "name": "House"})
    assert (answer.status_code, "Choose a DOCX file." in answer.content.decode()) == (422, True)
    assert "larger than 5 MB" in unescape(upload(world, b"x" * (5 * 1024 * 1024 + 1)).content.decode())


def test_using_and_setting_aside_by_the_page(world):
    row = bring(world)
    bring(world, OTHER)
    row.refresh_from_db()
    browser, address = world.browser(world.lea), reverse("settings_document_use", args=[row.pk])
    assert browser.post(address, {"seen": row.version - 1}).status_code == 409
    assert browser.post(address, {"seen": row.version}).status_code == 303
    row.refresh_from_db()
    assert row.current
    assert browser.post(address, {"seen": row.version}).status_code == 303
    assert "drawn with the built-in template" in browser.get(reverse("settings_documents")).content.decode()


@pytest.mark.parametrize("kind", ["sow", "proposal"])
def test_the_built_in_template_and_an_example_can_be_had(world, kind):
    browser = world.browser(world.lea)
    own = browser.get(reverse("settings_document_built_in", args=[kind]))
    assert "{{ title }}" in words_of(own.content)
    assert "Example" in words_of(browser.get(reverse("settings_document_example", args=[kind])).content)
    assert browser.get(reverse("settings_document_example", args=["invoice"])).status_code == 404


def test_as_many_queries_for_50_versions_as_for_one(world):
    counts = []
    for n in (1, 49):
        last = DocumentTemplate.objects.count()
        DocumentTemplate.objects.bulk_create(
            DocumentTemplate(
                kind="sow", number=last + each + 1, name="N", content=b"x", current=False, made_by=world.lea,
                made_at=world.at,
            )
            for each in range(n)
        )  # fmt: skip
        browser = world.browser(world.lea)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(reverse("settings_documents")).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
