"""What is accepted was attested by whoever sold it, and read as it is; a risk that was major is handed over as one."""

import pytest

from tandem.engagements.actions import handover, risk
from tandem.engagements.models import Risk
from tandem.gates import Refused
from tandem.handoff.actions import accept, compose, document
from tandem.handoff.models import Handoff
from tandem.handoff.queries.gate import accept_checklist
from tests import dealing


def shut(deal, today) -> list[str]:
    return [each.rule for each in accept_checklist(deal, today) if not each.passes]


def take(world, handoff):
    return accept.accept(handoff, by=world.dee, at=world.at, today=world.today)


def test_what_its_seller_hasnt_attested_isnt_accepted(world):
    handoff = dealing.signed(world, attested=False)
    with pytest.raises(Refused, match="Sol Hart hasn’t said"):
        take(world, handoff)
    document.attest(handoff, by=world.sol, at=world.at, seen=handoff.version)
    assert take(world, handoff).accepted


def test_other_words_and_another_number_are_attested_anew(world):
    handoff = dealing.signed(world)
    document.write_paragraph(handoff, "Everything, for ever", by=world.sol, at=world.at, seen=handoff.version)
    assert shut(handoff.engagement, world.today) == ["the_seller_attests"]
    document.attest(handoff, by=world.sol, at=world.at, seen=handoff.version)
    compose.compose_again(handoff, by=world.sol, at=world.at, seen=handoff.version)
    assert shut(handoff.engagement, world.today) == ["the_seller_attests"]


def test_where_nobody_sold_it_nobody_is_waited_for(world):
    handoff = dealing.signed(world, attested=False)
    Handoff.objects.update(from_person=None)
    assert shut(handoff.engagement, world.today) == []


def test_other_words_arent_read_yet(world):
    handoff = dealing.signed(world)
    document.read_to_end(handoff, by=world.dee, at=world.at)
    document.write_paragraph(handoff, "Everything, for ever", by=world.sol, at=world.at, seen=handoff.version)
    handoff.refresh_from_db()
    assert handoff.read_at is None


def test_a_risk_that_shrinks_after_the_signature_is_handed_over_all_the_same(world):
    handoff = dealing.signed(world, handed=False)
    row = Risk.objects.get()
    risk.revise(row, size="minor", seen=None, by=world.sol, at=world.at)
    compose.compose_again(handoff, by=world.sol, at=world.at, seen=handoff.version)
    assert "every_open_major_risk_is_handed_over" in shut(handoff.engagement, world.today)
    row.refresh_from_db()
    handover.keep(row, by=world.sol, at=world.at, seen=None)
    assert "every_open_major_risk_is_handed_over" not in shut(handoff.engagement, world.today)


def test_nor_is_it_the_clients_by_one_sides_word(world):
    handoff = dealing.signed(world, handed=False)
    row = Risk.objects.get()
    risk.name_owner(row, owner=None, owner_contact=world.ruth, seen=None, by=world.sol, at=world.at)
    risk.accept(row, note="On the phone", seen=None, by=world.sol, at=world.at)
    assert "every_open_major_risk_is_handed_over" in shut(handoff.engagement, world.today)


def test_what_was_the_clients_stays_theirs(world):
    handoff = dealing.signed(world, handed=False)
    Risk.objects.update(owner=None, owner_contact=world.ruth)
    brief = handoff.brief
    brief["risks"][0]["side"] = "c"
    Handoff.objects.update(brief=brief)
    assert "every_open_major_risk_is_handed_over" not in shut(handoff.engagement, world.today)
