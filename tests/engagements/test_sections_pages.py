"""Every section of a deal as the right person, the wrong person, with bad input, and with a stale form."""

import pytest
from django.urls import reverse

from tandem.engagements.models import Assumption, Duty, DutyPart, Outcome, OutcomeSignature, Promise, Risk

HOSTILE = "<script>alert('x')</script>"
SECTIONS = ("deal_success", "deal_assumptions", "deal_raci", "deal_risks", "deal_promises")


def risk(world, **fields) -> Risk:
    return Risk.objects.create(engagement=world.deal, **{"words": "SAP access arrives late", **fields})


def outcome(world, **fields) -> Outcome:
    words = {"title": "One register", "expects": "One list of our assets.", "proves": "98% matched."}
    return Outcome.objects.create(engagement=world.deal, **{**words, **fields})


def assumption(world, **fields) -> Assumption:
    words = {"words": "The extract is clean.", "raised_by": world.sol, "raised_at": world.at}
    return Assumption.objects.create(engagement=world.deal, **{**words, **fields})


def promise(world, **fields) -> Promise:
    words = {"quote": "Works in the van.", "said_by": world.sol, "said_on": world.today}
    return Promise.objects.create(engagement=world.deal, **{**words, **fields})


def duty(world, *parts, **fields) -> Duty:
    row = Duty.objects.create(engagement=world.deal, **{"words": "Give SAP access", **fields})
    DutyPart.objects.bulk_create(DutyPart(duty=row, person=who, letter=letter) for who, letter in parts)
    return row


def fill(world, n: int) -> None:
    for i in range(n):
        kept = outcome(world, title=f"Outcome {i}")
        OutcomeSignature.objects.create(outcome=kept, revision=1, side="sales", person=world.sol, at=world.at)
        risk(world, words=f"Risk {i}", owner=world.dee, size="major")
        assumption(
            world, words=f"Assumption {i}", asked=world.dee, answer="agree", answered_by=world.dee, answered_at=world.at
        )
        promise(world, quote=f"Promise {i}", verdict="feasible", judged_by=world.dee, judged_at=world.at)
        duty(world, (world.sol, "A"), (world.dee, "R"), words=f"Duty {i}")


@pytest.mark.parametrize("name", SECTIONS)
class TestEverySection:
    def test_an_empty_one_says_what_it_is_for_and_offers_one_action(self, world, name):
        answer = world.browser(world.sol).get(reverse(name, args=[world.deal.pk]))
        assert answer.status_code == 200
        assert 'class="btn primary"' in answer.content.decode()

    def test_a_stranger_gets_404_and_a_named_consultant_reads_without_buttons(self, world, name):
        address = reverse(name, args=[world.deal.pk])
        assert world.browser(world.con).get(address).status_code == 404
        assert world.browser(world.sue).get(address).status_code == 404
        world.join(world.con, world.deal)
        fill(world, 1)
        html = world.browser(world.con).get(address).content.decode()
        assert "/new/" not in html
        assert 'method="post" action="/deals' not in html

    def test_htmx_gets_the_main_block_alone(self, world, name):
        html = (
            world.browser(world.sol)
            .get(reverse(name, args=[world.deal.pk]), headers={"HX-Request": "true"})
            .content.decode()
        )
        assert "<html" not in html
        assert "<h1" in html
