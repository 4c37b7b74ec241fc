"""What "done" means: two voices, two keys, and what an edit does to them."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.urls import reverse

from tandem.engagements.actions import outcome as actions
from tandem.engagements.models import Outcome, OutcomeSignature
from tandem.engagements.queries import outcome as queries
from tandem.ledger.actions import Stale
from tandem.ledger.models import Entry
from tests.engagements.made import outcome, sign

WORDS = {"title": "One register", "expects": "One list.", "proves": "98% matched.", "target": "98", "unit": "%"}


def page(world, person, name, *args, data=None):
    browser, address = world.browser(person), reverse(name, args=[world.deal.pk, *args])
    return browser.get(address) if data is None else browser.post(address, data)


def test_an_outcome_is_written_and_shown_in_both_voices(world):
    answer = page(world, world.sol, "deal_outcome_new", data={**WORDS, "measured_on": "2027-04-30"})
    assert answer.status_code == 303
    html = page(world, world.dee, "deal_success").content.decode()
    assert "“One list.”" in html
    assert "98% matched." in html
    assert "nobody has signed" in html
    assert "Sign for delivery" in html
    assert "Sign for sales" not in html


@pytest.mark.parametrize(("who", "side"), [("sol", "sales"), ("dee", "delivery")])
def test_each_side_signs_for_itself(world, who, side):
    row = outcome(world)
    person = getattr(world, who)
    assert page(world, person, "deal_outcome_sign", row.pk, data={"seen": row.version}).status_code == 303
    key = OutcomeSignature.objects.get()
    assert (key.side, key.person, key.revision) == (side, person, 1)
    assert Entry.objects.get(subject_type="engagements.outcome").verb == f"signed for {side}"


def test_both_keys_agree_and_signing_twice_is_one_signature(world):
    row = outcome(world)
    for person in (world.sol, world.dee, world.dov):
        actions.sign(row, by=person, at=world.at, seen=1)
    assert queries.rows(world.deal)[0].agreed
    assert OutcomeSignature.objects.count() == 2
    assert "signed by both" in page(world, world.sol, "deal_success").content.decode()


@pytest.mark.parametrize("who", ["lea", "rex", "fay", "con"])
def test_who_holds_no_key_signs_nothing(world, who):
    with pytest.raises(PermissionDenied):
        actions.sign(outcome(world), by=getattr(world, who), at=world.at, seen=1)


def test_one_voice_is_not_enough_to_sign(world):
    row = outcome(world, proves="")
    answer = page(world, world.sol, "deal_outcome_sign", row.pk, data={"seen": 1})
    assert answer.status_code == 422
    assert "Both voices are needed" in answer.content.decode()
    assert not OutcomeSignature.objects.exists()


@pytest.mark.parametrize("field", actions.MEANING)
def test_any_change_of_meaning_voids_the_signatures(world, field):
    row = outcome(world)
    sign(row, "sales", world.sol, world.at)
    sign(row, "delivery", world.dee, world.at)
    value = world.today if field == "measured_on" else "Something else"
    actions.revise(row, by=world.sol, at=world.at, seen=1, **{field: value})
    shown = queries.rows(world.deal)[0]
    assert (shown.sales, shown.delivery, shown.superseded) == (False, False, 2)
    assert "changed since it was signed" in page(world, world.dee, "deal_success").content.decode()


def test_saving_the_same_words_voids_nothing(world):
    row = outcome(world)
    sign(row, "sales", world.sol, world.at)
    actions.revise(row, by=world.dee, at=world.at, seen=1, title=row.title, expects=row.expects)
    assert queries.rows(world.deal)[0].sales


def test_the_form_says_beforehand_that_signatures_are_voided(world):
    row = outcome(world)
    assert "voids the signatures" not in page(world, world.sol, "deal_outcome", row.pk).content.decode()
    sign(row, "sales", world.sol, world.at)
    assert "voids the signatures" in page(world, world.sol, "deal_outcome", row.pk).content.decode()


def test_what_was_changed_meanwhile_cannot_be_signed_unread(world):
    row = outcome(world)
    actions.revise(row, by=world.sol, at=world.at, seen=1, proves="99% matched.")
    answer = page(world, world.dee, "deal_outcome_sign", row.pk, data={"seen": 1})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Sol Hart changed this" in html
    assert "99% matched." in html
    assert not OutcomeSignature.objects.exists()


def test_a_stale_form_keeps_both_texts_and_saves_on_the_second_try(world):
    row = outcome(world)
    actions.revise(Outcome.objects.get(), by=world.dee, at=world.at, seen=1, proves="Dee's proof.")
    typed = {**WORDS, "proves": "Sol's proof.", "seen": "1"}
    answer = page(world, world.sol, "deal_outcome", row.pk, data=typed)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Dee Lund changed this" in html
    assert "Sol&#39;s proof." in html
    assert "Dee&#39;s proof." in html
    assert 'name="seen" value="2"' in html
    assert page(world, world.sol, "deal_outcome", row.pk, data={**typed, "seen": "2"}).status_code == 303
    assert Outcome.objects.get().proves == "Sol's proof."


def test_bad_input_keeps_what_was_typed(world):
    answer = page(world, world.sol, "deal_outcome_new", data={**WORDS, "title": "x" * 161, "measured_on": "31.2.2027"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "x" * 161 in html
    assert "One list." in html
    assert "31.2.2027" in html


@pytest.mark.parametrize("seen", ["0", "-1", "two", "99999999999999999999"])
def test_a_forged_version_is_a_conflict_not_an_error(world, seen):
    row = outcome(world)
    assert page(world, world.sol, "deal_outcome", row.pk, data={**WORDS, "title": "B", "seen": seen}).status_code == 409


def test_another_deals_outcome_is_not_there(world):
    row = outcome(world)
    other = world.engagement("Another deal")
    assert world.browser(world.sol).get(reverse("deal_outcome", args=[other.pk, row.pk])).status_code == 404


def test_the_database_keeps_one_key_per_side_and_revision(world):
    row = outcome(world)
    sign(row, "sales", world.sol, world.at)
    with pytest.raises(IntegrityError):
        sign(row, "sales", world.sue, world.at)


def test_a_stale_verb_writes_nothing(world):
    row = outcome(world)
    before = Entry.objects.count()
    with pytest.raises(Stale):
        actions.revise(row, by=world.sol, at=world.at, seen=7, title="B")
    assert (Outcome.objects.get().title, Entry.objects.count()) == ("One register", before)
