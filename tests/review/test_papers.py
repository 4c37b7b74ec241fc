"""The papers of a deal: under a mark until they're sent, kept byte for byte, refused for a client below the floor."""

import hashlib
from datetime import date, timedelta
from html import unescape

import pytest
from django.urls import reverse

from tandem.catalogue.models import TierMilestone
from tandem.engagements.models import Engagement, Outcome, Stage, Waiver
from tandem.gates import Refused
from tandem.ledger.actions import Stale
from tandem.review.actions import propose as proposing
from tandem.review.actions.propose import propose
from tandem.review.queries.gate import propose_checklist
from tandem.scoping.actions import draft
from tandem.scoping.actions import template as templates
from tandem.scoping.models import Document, ScopeItem
from tests import dealing, pdf_text
from tests.docx_file import template, words_of

RULE = "the_fit_meets_the_profile"


def paper(world, who, deal, kind="proposal", ending="pdf", query=""):
    return world.browser(who).get(reverse("deal_paper", args=[deal.pk, kind, ending]) + query)


def page_of(world, who, deal) -> str:
    return unescape(world.browser(who).get(reverse("deal_proposal", args=[deal.pk])).content.decode())


def send(world, deal, **fields):
    given = {"sent_to": "Ruth Castellan", "valid_until": date(2027, 1, 15), **fields}
    return propose(deal, **given, by=world.sol, at=world.at, today=world.today)


def below(world) -> Engagement:
    """The seats have judged a client below the floor."""
    return dealing.agreed(world, fit=dealing.fit(world, score=40))


def let_pass(world, deal, until=None) -> Waiver:
    return Waiver.objects.create(
        engagement=deal, rule=RULE, asked_by=world.sol, asked_at=world.at, asked_why="W", decided_by=world.lea,
        decided_at=world.at, granted=True, reason="A first step into water", expires_on=until,
    )  # fmt: skip


# Marks


def test_each_state_has_its_mark(world):
    deal = dealing.scoped(world)
    assert "Draft,notjudged" in pdf_text.words_of(paper(world, world.sol, deal).content)
    deal = dealing.agreed(world, name="Another")
    told = pdf_text.words_of(paper(world, world.sol, deal).content)
    assert "Judged,notsent" in told
    assert "SalesSolHartagreed24Nov2026DeliveryDeeLundagreed24Nov2026" in told
    draft.start_again(dealing.scopes(deal).get(), by=world.sol, at=world.at)
    assert "Draft,notjudged" in pdf_text.words_of(paper(world, world.sol, deal, "sow").content)
    assert "Draft,notjudged" in pdf_text.words_of(paper(world, world.sol, deal, "sow", query="?version=1").content)


@pytest.mark.parametrize("ending", ["pdf", "docx"])
def test_a_download_is_a_file_and_nothing_else(world, ending):
    deal = dealing.scoped(world, name='../../etc/"x"\r\nSet-Cookie: a=b; <b>')
    answer = paper(world, world.sol, deal, "sow", ending)
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == (
        f'attachment; filename="halden-water-etcx-set-cookie-ab-b-statement-of-work-1-draft.{ending}"'
    )
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "no-store, private")
    assert answer.content[:4] == {"pdf": b"%PDF", "docx": b"PK\x03\x04"}[ending]


# Who


@pytest.mark.parametrize(("who", "status"), [("lea", 200), ("sol", 200), ("dee", 200), ("fay", 200), ("rex", 403)])
def test_papers_are_for_whoever_sees_prices(world, who, status):
    deal = dealing.proposed(world)
    kept = Document.objects.filter(kind="sow").get()
    person = getattr(world, who)
    assert paper(world, person, deal, "sow", "docx").status_code == status
    address = reverse("deal_paper_kept", args=[deal.pk, kept.pk])
    assert world.browser(person).get(address).status_code == status
    assert (kept.digest[:16] in page_of(world, person, deal)) is (status == 200)


def test_a_consultant_and_a_stranger_get_none(world):
    deal = dealing.proposed(world)
    kept = Document.objects.first()
    world.join(world.con, deal)
    assert paper(world, world.con, deal).status_code == 403
    for name, args in (("deal_paper", [deal.pk, "sow", "pdf"]), ("deal_paper_kept", [deal.pk, kept.pk])):
        assert world.browser(world.sue).get(reverse(name, args=args)).status_code == 404
    other = world.engagement("Another")
    assert world.browser(world.sol).get(reverse("deal_paper_kept", args=[other.pk, kept.pk])).status_code == 404


@pytest.mark.parametrize(
    ("kind", "ending", "query"),
    [("invoice", "pdf", ""), ("sow", "exe", ""), ("sow", "pdf", "?version=9"), ("sow", "pdf", "?version=" + "9" * 30)],
)
def test_what_isnt_there_is_404_or_the_newest(world, kind, ending, query):
    deal = dealing.scoped(world)
    wanted = 200 if query.endswith("9" * 30) else 404
    assert paper(world, world.sol, deal, kind, ending, query).status_code == wanted
    assert paper(world, world.sol, world.engagement("No scope"), "sow").status_code == 404


# Sent


def test_what_was_sent_is_kept_byte_for_byte(world):
    deal = dealing.agreed(world)
    proposal = send(world, deal)
    kept = {row.kind: row for row in Document.objects.order_by("pk")}
    assert set(kept) == {"proposal", "sow"}
    for row in kept.values():
        content = bytes(row.content)
        assert row.digest == hashlib.sha256(content).hexdigest()
        told = pdf_text.words_of(content)
        for words in ("RuthCastellan", "15Jan2027", "£100,000", "Oneassetregister", "Thevans'devices"):
            assert words.replace("'", "’") in told.replace("'", "’")
        assert "Draft" not in told
        assert proposal.digest[:12] in told
    address = reverse("deal_paper_kept", args=[deal.pk, kept["proposal"].pk])
    first = world.browser(world.sol).get(address).content
    Outcome.objects.create(engagement=deal, title="Written later")
    assert world.browser(world.dee).get(address).content == first == bytes(kept["proposal"].content)
    drawn = world.browser(world.sol).get(reverse("deal_paper", args=[deal.pk, "proposal", "pdf"]))
    assert (drawn.status_code, drawn["Location"]) == (302, address)
    assert "Not the copy that was sent" in words_of(paper(world, world.sol, deal, "proposal", "docx").content)


def test_a_docx_of_the_firms_own_goes_with_it(world):
    templates.bring("proposal", "House", template("House: {{ title }} {{ price }}"), by=world.lea, at=world.at)
    send(world, dealing.agreed(world))
    row = Document.objects.get(format="docx")
    assert words_of(bytes(row.content)).strip() == "House: Asset data platform £100,000"
    assert row.template.name == "House"


def test_letters_that_cant_be_drawn_stop_the_sending_in_words(world):
    deal = dealing.agreed(world, paragraph="漢字")
    data = {"sent_to": "Ruth", "valid_until": ""}
    answer = world.browser(world.sol).post(reverse("deal_proposal", args=[deal.pk]), data)
    html = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "No font here has “漢" in html
    assert 'value="Ruth"' in html
    assert not Document.objects.exists()
    assert Engagement.objects.get(pk=deal.pk).stage == Stage.AGREED
    refused = paper(world, world.sol, deal)
    assert refused.status_code == 422
    assert "This paper can’t be drawn yet" in unescape(refused.content.decode())


def test_what_changed_while_it_was_drawn_isnt_sent(world, monkeypatch):
    deal = dealing.agreed(world)
    drawing = proposing.draw_to_send

    def slowly(data, *, at):
        TierMilestone.objects.filter(name="Handed over").update(name="Somebody else's")
        return drawing(data, at=at)

    monkeypatch.setattr(proposing, "draw_to_send", slowly)
    with pytest.raises(Stale):
        send(world, deal)
    assert not Document.objects.exists()
    assert Engagement.objects.get(pk=deal.pk).stage == Stage.AGREED


@pytest.mark.django_db(transaction=True)
def test_nothing_is_drawn_while_a_lock_is_held(world, monkeypatch):
    from django.db import connection

    deal = dealing.agreed(world)
    drawing, held = proposing.draw_to_send, []

    def watched(data, *, at):
        held.append(connection.in_atomic_block)
        return drawing(data, at=at)

    monkeypatch.setattr(proposing, "draw_to_send", watched)
    send(world, deal)
    assert held == [False, False]


# The ideal client


def test_a_proposal_below_the_floor_is_drawn_for_nobody(world):
    deal = below(world)
    answer = paper(world, world.sol, deal)
    assert answer.status_code == 422
    assert "40 of 100 is below the floor of 65" in answer.content.decode()
    assert paper(world, world.sol, deal, "sow").status_code == 200
    with pytest.raises(Refused, match="below the floor") as refused:
        send(world, deal)
    assert [finding.rule for finding in refused.value.findings] == [RULE]
    assert [each.rule for each in propose_checklist(deal, world.today) if not each.passes] == [RULE]
    html = page_of(world, world.sol, deal)
    assert "Locked: this can’t go to the client yet" in html
    assert "Fit 40 of 100 by ideal client profile 1, whose floor is 65." in html


def test_nobody_judged_the_fit(world):
    deal = dealing.agreed(world)
    deal.fit = None
    deal.save(update_fields=["fit"])
    assert "Not known until the questions are answered." in paper(world, world.sol, deal).content.decode()
    assert "so no proposal is drawn" in page_of(world, world.sol, deal)


@pytest.mark.parametrize(("days", "drawn"), [(None, True), (0, True), (5, True), (-1, False)])
def test_leaderships_waiver_lets_it_pass_while_it_stands(world, days, drawn):
    deal = below(world)
    waiver = let_pass(world, deal, None if days is None else world.today + timedelta(days=days))
    assert (paper(world, world.sol, deal).status_code == 200) is drawn
    html = page_of(world, world.sol, deal)
    assert "Lea Marsh" in html
    assert "let it pass: “A first step into water”" in html
    if drawn:
        send(world, deal)
        waiver.refresh_from_db()
        assert waiver.used_at == world.at
    else:
        assert "ran out on" in html
        with pytest.raises(Refused):
            send(world, deal)


def test_the_client_reads_nothing_of_the_fit(world):
    deal = below(world)
    let_pass(world, deal)
    told = pdf_text.words_of(paper(world, world.sol, deal).content)
    for words in ("40of100", "floor", "waiver", "Afirststepintowater", "profile"):
        assert words.lower() not in told.lower()


# The page


def test_the_page_says_how_it_is_accepted_and_changed(world):
    deal = dealing.scoped(world)
    scope = dealing.scopes(deal).get()
    ScopeItem.objects.create(scope=scope, kind="acc", words="Five days for each", position=3)
    ScopeItem.objects.create(scope=scope, kind="chg", words="In writing", position=4)
    html = page_of(world, world.sol, deal)
    for words in ("How it’s accepted", "Five days for each", "How it’s changed", "In writing", "Register live"):
        assert words in html


def test_the_signatures_page_shows_what_the_client_has(world):
    deal = dealing.proposed(world)
    html = world.browser(world.sol).get(reverse("deal_sign", args=[deal.pk])).content.decode()
    for row in Document.objects.all():
        assert row.digest[:16] in html
