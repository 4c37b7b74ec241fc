"""The handoff on paper: what the page says, each figure only to whom it belongs."""

from html import unescape

import pytest
from django.urls import reverse

from tandem.handoff.models import Handoff, Question
from tandem.handoff.queries import page as queries
from tandem.handoff.queries.paper import paper_of
from tandem.scoping.models import ScopeItem
from tests import dealing, pdf_text


def pdf_of(world, who, handoff):
    return world.browser(who).get(reverse("handoff_pdf", args=[handoff.pk]))


def test_the_paper_says_what_the_page_says(world):
    handoff = dealing.signed(world)
    Question.objects.create(
        handoff=handoff, section="done", words="By phone or by mail?", asked_by=world.dee, asked_at=world.at,
        answer="By phone.", answered_by=world.sol, answered_at=world.at,
    )  # fmt: skip
    answer = pdf_of(world, world.dee, handoff)
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == 'attachment; filename="handoff-asset-data-platform-1.pdf"'
    told = pdf_text.words_of(answer.content)
    page = unescape(world.browser(world.dee).get(reverse("handoff", args=[handoff.pk])).content.decode())
    for words in (
        "They run 41,000 assets", "Planners trust one register", "98% matched to the map", "One asset register",
        "The vans' devices", "You will see your own vans", "Give us access to SAP", "Keys reach us by 8 January",
        "SAP access arrives late", "Register live", "By phone or by mail?", "By phone.", handoff.digest[:12],
    ):  # fmt: skip
        assert pdf_text.close(words) in told, words
        assert words in page, words


@pytest.mark.parametrize(
    ("who", "price", "margin"), [("dee", True, True), ("sol", True, True), ("fay", True, True), ("rex", False, False), ("con", False, False)]
)  # fmt: skip
def test_figures_are_on_the_paper_of_those_who_may_see_them(world, who, price, margin):
    handoff = dealing.signed(world)
    world.join(world.con, handoff.engagement)
    told = pdf_text.words_of(pdf_of(world, getattr(world, who), handoff).content)
    assert ("£100,000" in told) is price
    assert ("40%" in told) is margin  # 100,000 for 1,000 hours at 60
    assert "60,000" not in told


def test_strangers_get_none(world):
    handoff = dealing.signed(world, confidential=True)
    assert pdf_of(world, world.dov, handoff).status_code == 404


def test_hostile_words_are_words_and_others_are_told(world):
    handoff = dealing.signed(world)
    Handoff.objects.filter(pk=handoff.pk).update(paragraph='#panic(1) *b* $x$ @y {{ z }} <a> "q" \\')
    told = pdf_text.words_of(pdf_of(world, world.dee, handoff).content)
    assert '#panic(1)*b*$x$@y{{z}}<a>"q"\\' in told
    Handoff.objects.filter(pk=handoff.pk).update(paragraph="漢字")
    answer = pdf_of(world, world.dee, handoff)
    assert answer.status_code == 422
    assert "No font here has “漢" in unescape(answer.content.decode())


def test_the_page_leads_to_it(world):
    handoff = dealing.signed(world)
    html = world.browser(world.dee).get(reverse("handoff", args=[handoff.pk])).content.decode()
    assert reverse("handoff_pdf", args=[handoff.pk]) in html


def test_how_it_is_accepted_and_changed_stands_in_a_brief_only_if_the_scope_says_so(world):
    handoff = dealing.signed(world)
    assert set(handoff.brief["scope"]) == {"number", "in", "out"}
    scope = dealing.scopes(handoff.engagement).get()
    ScopeItem.objects.create(scope=scope, kind="acc", words="Five days for each", position=3)
    from tandem.handoff.queries.brief import compose

    brief = compose([handoff.engagement])[handoff.engagement.pk]
    assert brief["scope"]["acceptance"] == ["Five days for each"]
    Handoff.objects.filter(pk=handoff.pk).update(brief=brief)
    handoff.refresh_from_db()
    assert "Five days for each" in world.browser(world.dee).get(reverse("handoff", args=[handoff.pk])).content.decode()
    assert paper_of(queries.document(handoff, world.dee, world.today))["scope"]["acceptance"] == ["Five days for each"]
