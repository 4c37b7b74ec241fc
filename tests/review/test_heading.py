"""The name of the deal and of its client head every paper: they are agreed, voted on and signed like the rest of it."""

import pytest

from tandem.clients.models import Account
from tandem.engagements.actions.deal import edit
from tandem.engagements.actions.settled import Settled
from tandem.engagements.models import Engagement
from tandem.gates import Refused
from tandem.handoff.actions.sign import sign
from tandem.review.actions.propose import propose
from tandem.review.models import VerdictMark
from tandem.review.queries.gate import propose_checklist, sign_checklist
from tandem.review.queries.judged import judged
from tests import dealing
from tests.checklists import qualify_checklist

NAME = "Asset data platform, support for five years included"


def rename(world, deal: Engagement, name: str = NAME) -> None:
    edit(deal, seen=deal.version, by=world.sol, at=world.at, name=name)


def other_client() -> Account:
    from tests.world import AT

    return Account.objects.create(name="Orchard", key="orchard", created_at=AT)


def shut(findings) -> list[str]:
    return [each.rule for each in findings if not each.passes]


def test_another_name_asks_the_seats_again(world):
    deal = dealing.agreed(world)
    rename(world, deal)
    assert judged(deal, world.today).changed("delivery") == ("scope",)
    assert "only_what_was_judged" in shut(propose_checklist(deal, world.today))
    with pytest.raises(Refused):
        propose(deal, sent_to="Ruth", valid_until=None, by=world.sol, at=world.at, today=world.today)


def test_another_client_too(world):
    deal = dealing.agreed(world)
    Engagement.objects.update(account=other_client())  # as an import may
    deal.refresh_from_db()
    assert judged(deal, world.today).changed("delivery") == ("scope",)


def test_named_as_before_the_words_hold_again(world):
    deal = dealing.agreed(world)
    before = deal.name
    rename(world, deal)
    rename(world, deal, before)
    assert judged(deal, world.today).changed("delivery") == ()


def test_the_client_signs_under_the_heading_that_they_have(world):
    deal = dealing.proposed(world, filled=True)
    rename(world, deal)
    findings = {each.rule: each for each in sign_checklist(deal, world.today)}
    assert findings["still_the_judged_scope"].words.startswith("Name changed since scope 1 went to the client.")
    with pytest.raises(Refused):
        sign(deal, client_name="Ruth", signed_on=world.today, by=world.sol, at=world.at, today=world.today)


def test_words_from_before_headings_were_kept_say_nothing_of_them(world):
    deal = dealing.agreed(world)
    for mark in VerdictMark.objects.filter(matter="scope"):
        mark.judged["scope"] = [each for each in mark.judged["scope"] if each["is"] != "heading"]
        mark.save()
    rename(world, deal)
    assert judged(deal, world.today).changed("delivery") == ()


def test_once_signed_the_name_is(world):
    deal = dealing.signed(world).engagement
    deal.refresh_from_db()
    with pytest.raises(Settled):
        rename(world, deal)


def test_the_fit_of_another_client_opens_no_gate(world):
    deal = world.engagement(fit=dealing.fit(world, 90))
    assert shut(qualify_checklist(deal, world.today)) == []
    deal.account = other_client()
    deal.save()
    assert shut(qualify_checklist(deal, world.today)) == ["the_client_has_a_fit", "the_fit_meets_the_profile"]
