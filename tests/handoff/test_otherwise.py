"""What the client saw otherwise on the last call, in a section of its own of the handoff: on the page and on paper."""

from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tandem.handoff.actions.compose import compose_again
from tandem.handoff.actions.outside import win_outside
from tandem.handoff.actions.sign import sign
from tandem.handoff.models import Handoff
from tandem.handoff.queries.brief import compose
from tandem.handoff.queries.sections import sections
from tandem.review.actions import pitch as verbs
from tandem.review.models import Probe, ReversePitch
from tests import dealing, pdf_text

HOW = {"how": "Sol told Ruth on the phone on Monday", "change": "Exclusion 4: SAP comes in phase 2"}
TITLE = "What the client saw otherwise"


def text(answer) -> str:
    return unescape(" ".join(answer.content.decode().split()))


def finding(world, deal, words="Does Karin know SAP is out?") -> Probe:
    row = Probe.objects.create(pitch=ReversePitch.objects.get(engagement=deal), words=words)
    return verbs.hear(row, heard="I thought phase 1", agrees=False, by=world.dee, at=world.at, seen=None)


def settle(world, row: Probe) -> None:
    verbs.resolve(row, **HOW, by=world.sol, at=world.at, seen=None)
    verbs.confirm(row, by=world.dee, at=world.at, seen=None)


@pytest.fixture
def told(world) -> Handoff:
    """Signed, with one thing that the client saw otherwise and both sides are through with."""
    deal = dealing.proposed(world, filled=True)
    settle(world, finding(world, deal))
    return sign(deal, client_name="Ruth", signed_on=world.today, by=world.sol, at=world.at, today=world.today)


def pages(world, handoff) -> tuple[str, str]:
    browser = world.browser(world.dee)
    page = text(browser.get(reverse("handoff", args=[handoff.pk])))
    return page, pdf_text.words_of(browser.get(reverse("handoff_pdf", args=[handoff.pk])).content)


def test_page_and_paper_tell_it_in_a_section_of_its_own(world, told):
    page, paper = pages(world, told)
    for words in (
        "Does Karin know SAP is out?",
        "“I thought phase 1”",
        *HOW.values(),
        "Dee Lund confirmed it",
        "24 Nov",
    ):
        assert words in page
        assert pdf_text.close(words) in paper
    assert f'<h2 id="otherwise"><span class="n">5</span>{TITLE}' in page
    assert '<h2 id="duties"><span class="n">6</span>' in page
    for words in (f"5{TITLE}", "6Who does what", "9Money and dates"):
        assert pdf_text.close(words) in paper
    assert "9 of 9 sections complete" in page
    for words in ("Not resolved", "has confirmed it."):
        assert words not in page
        assert pdf_text.close(words) not in paper


def test_without_any_there_is_no_such_section(world):
    handoff = dealing.signed(world)
    page, paper = pages(world, handoff)
    assert TITLE not in page
    assert pdf_text.close(TITLE) not in paper
    assert "8 of 8 sections complete" in page
    bad = world.browser(world.dee).post(
        reverse("handoff_ask", args=[handoff.pk]), {"section": "otherwise", "words": "Which?"}
    )
    assert bad.status_code == 422


def test_one_may_ask_about_it(world, told):
    asked = world.browser(world.dee).post(
        reverse("handoff_ask", args=[told.pk]), {"section": "otherwise", "words": "Who told Karin?"}
    )
    assert asked.status_code == 303
    page, paper = pages(world, told)
    assert f'<a class="link" href="#otherwise">{TITLE}</a>' in page
    assert pdf_text.close("Who told Karin?") in paper


def test_an_older_brief_reads_as_it_was_signed(world, told):
    for each in told.brief["otherwise"]:
        del each["confirmed_on"]
    Handoff.objects.filter(pk=told.pk).update(brief=told.brief)
    page, paper = pages(world, told)
    assert "Dee Lund confirmed it</span>" in page
    assert pdf_text.close("Dee Lund confirmed it") in paper


def test_what_was_won_past_it_is_open_on_both_until_it_is_resolved_and_sent_again(world):
    deal = dealing.proposed(world, filled=True)
    row = finding(world, deal)
    first = win_outside(deal, by=None, at=world.at, client_name="Ruth", signed_on=world.today, why="In the CRM")
    page, paper = pages(world, first)
    gap = "Not resolved with the client: “Does Karin know SAP is out?”."
    assert gap in page
    assert pdf_text.close("Not resolved.") in paper
    row.refresh_from_db()
    verbs.resolve(row, **HOW, by=world.sol, at=world.at, seen=None)
    second = compose_again(first, by=world.sol, at=world.at)
    page, paper = pages(world, second)
    assert gap in page  # the other side hasn't confirmed it
    assert pdf_text.close("Nobody of the other side has confirmed it.") in paper
    verbs.confirm(row, by=world.dee, at=world.at, seen=None)
    third = compose_again(second, by=world.sol, at=world.at)
    assert gap not in pages(world, third)[0]
    compared = text(world.browser(world.dee).get(f"/handoffs/{third.pk}/?compare=1"))
    assert f"<h3>{TITLE}</h3>" in compared
    assert HOW["how"] in compared


def test_only_what_is_open_lacks_in_the_brief(world, told):
    lacks = {each.key: each.missing for each in sections(told.brief, told.paragraph)}
    assert lacks["otherwise"] is None
    told.brief["otherwise"][0] |= {"confirmed_by": ""}
    lacks = {each.key: each.missing for each in sections(told.brief, told.paragraph)}
    assert lacks["otherwise"] == "Not resolved with the client: “Does Karin know SAP is out?”."


def test_one_and_fifty_cost_the_same(world, told):
    deal = told.engagement

    def cost() -> list[int]:
        fresh = Handoff.objects.get(pk=told.pk)
        with CaptureQueriesContext(connection) as composed:
            fresh.brief = compose([deal])[deal.pk]
        Handoff.objects.filter(pk=told.pk).update(brief=fresh.brief)
        found = [len(composed)]
        for name in ("handoff", "handoff_pdf"):
            browser, address = world.browser(world.dee), reverse(name, args=[told.pk])
            browser.get(address)
            with CaptureQueriesContext(connection) as seen:
                assert browser.get(address).status_code == 200
            found.append(len(seen))
        return found

    one = cost()
    row = Probe.objects.get()
    for n in range(49):
        row.pk, row.words = None, f"P{n}"
        row.save(force_insert=True)
    assert cost() == one
    assert len(compose([deal])[deal.pk]["otherwise"]) == 50
