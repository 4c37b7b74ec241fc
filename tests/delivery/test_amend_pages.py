"""What was signed, as people meet it: nobody types in vain, nobody signs a change that they can't see."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tandem.delivery.actions.amendment import agree, propose
from tandem.engagements.models import Amendment, Assumption, Duty, Outcome, OutcomeSignature, Risk
from tandem.engagements.queries.outcome import signed_words
from tests import dealing
from tests.feedback import linked


@pytest.fixture
def deal(world):
    return dealing.signed(world, handed=False).engagement


def words(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


class TestWhereItStands:
    """A form over signed words shows them, and leads to where they change."""

    @pytest.mark.parametrize(("name", "noun", "model"), [("deal_duty", "duty", Duty), ("deal_risk", "risk", Risk)])
    def test_its_words_are_shown_and_not_asked_for(self, world, deal, name, noun, model):
        if not model.objects.exists():
            model.objects.create(engagement=deal, words="SAP late", size="minor", owner=world.dee)
        row = model.objects.first()
        page = world.browser(world.dee).get(reverse(name, args=[deal.pk, row.pk])).content.decode()
        assert "Its words were signed" in page
        assert f'href="{reverse("deal_amendment_new", args=[deal.pk, noun, row.pk])}"' in page
        field = re.search(r'<input[^>]*name="words"[^>]*>', page)
        assert field
        assert "readonly" in field[0]

    def test_what_came_later_is_edited_as_ever(self, world, deal):
        browser = world.browser(world.dee)
        form = {"words": "Keys get lost", "size": "minor", "probability": "", "impact_minutes": "", "mitigation": ""}
        assert browser.post(reverse("deal_risk_new", args=[deal.pk]), form).status_code == 303
        page = browser.get(reverse("deal_risk", args=[deal.pk, Risk.objects.latest("pk").pk])).content.decode()
        assert "Its words were signed" not in page


class TestTheForm:
    def test_hours_are_typed_as_hours(self, world, deal):
        row = Assumption.objects.first()
        Assumption.objects.filter(pk=row.pk).update(minutes_if_false=8 * 60)
        browser = world.browser(world.dee)
        url = reverse("deal_amendment_new", args=[deal.pk, "assumption", row.pk])
        page = browser.get(url).content.decode()
        assert "Hours if it’s false" in page
        assert re.search(r'name="minutes_if_false"[^>]*value="8"|value="8"[^>]*name="minutes_if_false"', page)
        typed = {"words": row.words, "because": row.because, "seen": row.version, "why": "They measured it"}
        assert browser.post(url, {**typed, "minutes_if_false": "12.5"}).status_code == 303
        assert Amendment.objects.get().after == {"minutes_if_false": 750}
        assert "12.5 h" in words(browser.get(reverse("deal_amendments", args=[deal.pk])))

    @pytest.mark.parametrize("noun", ["outcome", "assumption", "duty"])
    def test_what_is_added_was_never_signed(self, world, deal, noun):
        page = words(world.browser(world.dee).get(reverse("deal_amendment_add", args=[deal.pk, noun])))
        assert "Add: " in page
        assert "was signed" not in page.replace("to what was signed", "")

    def test_where_the_client_signs_by_link_the_link_is_a_click_away(self, world, deal):
        client_signs(deal, world)
        propose(deal, "outcome", Outcome.objects.get(), {"target": "97"}, why="They asked", by=world.sol, at=world.at)
        page = world.browser(world.sol).get(reverse("deal_amendments", args=[deal.pk])).content.decode()
        assert "signs it through their link" in page
        assert f'href="{reverse("deal_client_links", args=[deal.pk])}"' in page


def client_signs(deal, world) -> Outcome:
    row = Outcome.objects.get()
    Outcome.objects.filter(pk=row.pk).update(target="98", measured_on=date(2027, 5, 7))
    row.refresh_from_db()
    kept = signed_words(row)
    OutcomeSignature.objects.filter(outcome=row).update(digest=kept["digest"])
    evidence = {**kept["evidence"], "mailed_to": linked.ruth(world).email}
    OutcomeSignature.objects.create(
        outcome=row, revision=row.revision, side="client", client_name="Ruth Castellan", at=world.at,
        digest=kept["digest"], evidence=evidence,
    )  # fmt: skip
    return row


class TestTheClient:
    """She sees what would change, under the number that she knows."""

    @pytest.fixture
    def secret(self, world, deal):
        row = client_signs(deal, world)
        changes = {"target": "97", "measured_on": date(2027, 6, 4), "not_done": "The other vans"}
        asked = propose(deal, "outcome", row, changes, why="They asked", by=world.sol, at=world.at)
        agree(asked, by=world.dee, at=world.at, seen=asked.version)
        return linked.linked(world, deal)[1]

    @pytest.mark.parametrize("part", ["", "sign"])
    def test_what_changes_is_marked(self, secret, part):
        page = Client().get(linked.address(secret, part) if part else linked.address(secret)).content.decode()
        changed = page[page.index("-new") :]
        for was, now in (("98", "97"), ("7 May 2027", "4 Jun 2027")):
            assert re.search(rf"<del>{was}</del>\s*<ins>{now}</ins>", changed)
        assert "<ins>The other vans</ins>" in changed
        assert re.search(r'<span class="faint num">1</span> ', changed)
        assert '<span class="faint num">2</span>' not in page

    def test_her_copy_reads_as_what_she_signed(self, secret):
        page = words(Client().get(linked.address(secret, "copy")))
        assert "7 May 2027" in page
        assert "2027-05-07" not in page
