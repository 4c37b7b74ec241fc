"""Forms over rows: drawn as a browser takes them, sent back without a loss, refused without what was read."""

from datetime import date
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from django import forms
from django.db import models
from django.urls import get_resolver, reverse
from django.utils import translation

from tandem.clients.models import Contact
from tandem.engagements.actions import duty as duties
from tandem.engagements.models import Assumption, Engagement, Risk
from tandem.ledger.forms import UNSEEN, SeenForm, version_in
from tandem.ledger.models import Entry
from tandem.people.models import Person
from tandem.scoping.models import Vet
from tandem.web import fields as kept


def kinds(base: type) -> list[type]:
    return [kind for each in base.__subclasses__() for kind in (each, *kinds(each))]


def every_form() -> list[type[forms.BaseForm]]:
    get_resolver().url_patterns  # noqa: B018  every form is known once every address is

    return [kind for kind in kinds(forms.Form) if kind.__module__.startswith("tandem.")]


def test_there_are_many():
    assert len(every_form()) > 70


@pytest.mark.parametrize("language", ["en-gb", "en-us", "de", "fr"])
def test_every_day_and_moment_is_drawn_as_a_browser_takes_it(language):
    moment = date(2026, 12, 3)
    with translation.override(language):
        for kind in every_form():
            for name, field in kind.base_fields.items():
                if isinstance(field, forms.DateTimeField | forms.DateField | forms.TimeField):
                    assert isinstance(field.widget, kept.DayInput | kept.MomentInput), f"{kind}: {name}"
                    assert field.widget.format_value(moment).startswith("2026-12-03"), f"{kind}: {name}"
                    assert field.clean("2026-12-03T10:00" if isinstance(field, forms.DateTimeField) else "2026-12-03")
                if isinstance(field, forms.DecimalField | forms.FloatField | forms.IntegerField):
                    assert not field.localize, f"{kind}: {name}"
                    shown = field.widget.format_value(field.prepare_value(Decimal("1.5")))
                    assert "," not in str(shown), f"{kind}: {name}"


def test_every_box_of_a_form_over_a_row_says_that_it_was_drawn():
    boxes = (forms.CheckboxInput, forms.CheckboxSelectMultiple)
    for kind in kinds(SeenForm):
        for name, field in kind.base_fields.items():
            assert not isinstance(field.widget, boxes) or isinstance(field.widget, kept.Drawn), f"{kind}: {name}"


@pytest.mark.parametrize("text", ["", None, "x", "-1", "²", "1e3", "9" * 10, "9" * 30, "١", " 1", "1:2"])
def test_nothing_and_garbage_are_the_version_that_nobody_saw(text):
    assert version_in(text) == UNSEEN


class Inputs(HTMLParser):
    """The values of the inputs of a page, by name."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "input" and given.get("name"):
            self.values[given["name"]] = given.get("value") or ""


def whole(world) -> Engagement:
    deal = world.deal
    Engagement.objects.filter(pk=deal.pk).update(
        close_on=date(2026, 12, 3), starts_on=date(2027, 1, 4), ends_on=date(2027, 4, 1), amount=Decimal("1234.50"),
        paragraph="One.\nTwo.", lead=world.dee, seller=world.sol,
    )  # fmt: skip
    deal.refresh_from_db()
    return deal


def row_of(row: models.Model) -> dict:
    return type(row)._base_manager.filter(pk=row.pk).values().get()


def post(world, person, place, *keys, **data):
    return world.browser(person).post(reverse(place, args=keys), data)


def test_the_days_of_a_deal_are_in_its_form_and_saving_it_as_it_is_changes_nothing(world):
    deal = whole(world)
    before, told = row_of(deal), Entry.objects.count()
    shown = Inputs(world.browser(world.sol).get(reverse("deal_edit", args=[deal.pk])).content.decode()).values
    assert [shown[name] for name in ("close_on", "starts_on", "ends_on")] == ["2026-12-03", "2027-01-04", "2027-04-01"]
    data = {**shown, "seller": world.sol.pk, "lead": world.dee.pk, "paragraph": "One.\r\nTwo."}
    assert post(world, world.sol, "deal_edit", deal.pk, **data).status_code == 302
    assert row_of(deal) == before
    assert Entry.objects.count() == told


def test_what_a_form_was_not_asked_stays(world):
    deal = whole(world)
    before = row_of(deal)
    answer = post(world, world.sol, "deal_edit", deal.pk, version=deal.version, name="Another name")
    assert answer.status_code == 302
    changed = {name for name, value in row_of(deal).items() if before[name] != value}
    assert changed == {"name", "version"}
    assert row_of(deal)["name"] == "Another name"


def test_what_was_emptied_is_empty(world):
    deal = whole(world)
    post(world, world.sol, "deal_edit", deal.pk, version=deal.version, close_on="", paragraph="")
    assert (row_of(deal)["close_on"], row_of(deal)["paragraph"]) == (None, "")


@pytest.mark.parametrize("seen", [{}, {"version": ""}, {"version": "x"}, {"version": "9" * 40}, {"version": "²"}])
def test_a_deal_without_what_was_read_is_a_conflict_with_both_texts(world, seen):
    deal = whole(world)
    before = row_of(deal)
    answer = post(world, world.sol, "deal_edit", deal.pk, name="Another name", **seen)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Another name" in html
    assert deal.name in html
    assert row_of(deal) == before
    assert Inputs(html).values["version"] == str(deal.version)  # read now, it can be saved


@pytest.mark.parametrize("name", ["deal_qualify", "deal_confidential"])
def test_a_button_of_a_deal_without_its_version_is_refused(world, name):
    deal = whole(world)
    before = row_of(deal)
    assert post(world, world.sol, name, deal.pk, hidden="on").status_code == 409
    assert row_of(deal) == before


def test_a_deal_stays_confidential_when_nobody_asked(world):
    deal = whole(world)
    Engagement.objects.filter(pk=deal.pk).update(confidential=True)
    post(world, world.sol, "deal_confidential", deal.pk, version=deal.version)
    assert row_of(deal)["confidential"] is True


def risk_of(world, **more) -> Risk:
    return Risk.objects.create(
        engagement=whole(world), words="No access", size="major", impact_minutes=455, probability=Decimal("0.125"),
        priced=True, **more,
    )  # fmt: skip


def test_a_box_that_was_not_drawn_stays_ticked_and_one_that_was_can_be_cleared(world):
    risk = risk_of(world)
    keys = (risk.engagement_id, risk.pk)
    post(world, world.sol, "deal_risk", *keys, seen=1, words="No access at all")
    assert (row_of(risk)["priced"], row_of(risk)["impact_minutes"]) == (True, 455)
    post(world, world.sol, "deal_risk", *keys, seen=2, **{"priced-drawn": "1"})
    assert row_of(risk)["priced"] is False
    assert row_of(risk)["probability"] == Decimal("0.125")


def test_whoever_left_stays_where_they_are_named(world):
    gone = world.dov
    risk = risk_of(world, owner=gone)
    Person.objects.filter(pk=gone.pk).update(is_active=False)
    page = world.browser(world.sol).get(reverse("deal_risk", args=[risk.engagement_id, risk.pk])).content.decode()
    assert f'<option value="p{gone.pk}" selected' in page
    post(world, world.sol, "deal_risk", risk.engagement_id, risk.pk, seen=1, who=f"p{gone.pk}", words="Another")
    assert (row_of(risk)["owner_id"], row_of(risk)["words"]) == (gone.pk, "Another")


def test_whoever_left_stays_the_one_who_verifies(world):
    deal, gone = whole(world), world.dov
    row = Assumption.objects.create(
        engagement=deal, words="It holds", raised_by=world.sol, raised_at=world.at, verifier=gone
    )
    Person.objects.filter(pk=gone.pk).update(is_active=False)
    page = world.browser(world.sol).get(reverse("deal_assumption", args=[deal.pk, row.pk])).content.decode()
    assert f'<option value="{gone.pk}" selected' in page
    answer = post(
        world, world.sol, "deal_assumption", deal.pk, row.pk, seen=1, verifier=gone.pk, because="So it was said"
    )
    assert answer.status_code == 303
    assert (row_of(row)["verifier_id"], row_of(row)["because"]) == (gone.pk, "So it was said")


def test_letters_that_were_not_asked_stay(world):
    deal = whole(world)
    row = duties.add(deal, words="Give access", by=world.sol, at=world.at, letters={world.sol: "A", world.dee: "R"})
    post(world, world.sol, "deal_duty", deal.pk, row.pk, seen=row.version, words="Give access to SAP")
    assert {part.person: part.letter for part in row.parts.all()} == {world.sol: "A", world.dee: "R"}


@pytest.mark.parametrize("seen", [{}, {"seen": "1"}, {"seen": "x"}, {"seen": "0:x"}, {"seen": "9" * 30}])
def test_a_red_flag_stands_whatever_it_says_of_what_was_read(world, seen):
    deal = whole(world)
    for _again in range(2):
        answer = post(world, world.dee, "deal_flag_new", deal.pk, section="scope", words="It can't be done", **seen)
        assert answer.status_code == 303
    assert Vet.objects.filter(engagement=deal, word=Vet.Word.FLAG).count() == 2


@pytest.mark.parametrize("seen", [{}, {"seen": "1"}, {"seen": "x"}, {"seen": "0:x"}, {"seen": "²"}])
def test_a_word_on_a_section_without_what_was_read_is_a_conflict(world, seen):
    deal = whole(world)
    answer = post(world, world.dee, "deal_vet", deal.pk, "scope", word="fine", **seen)
    assert answer.status_code == 409
    assert not Vet.objects.exists()


def test_a_line_end_of_the_browser_is_no_change(world):
    row = Contact.objects.create(account=world.client, name="Ann  Ott ", title="Buys")
    data = {"seen": 1, "name": "Ann  Ott ", "title": "Buys", "email": "", "phone": ""}
    answer = post(world, world.sol, "client_contact", world.client.pk, row.pk, **data)
    assert answer.status_code == 302
    assert row_of(row)["name"] == "Ann  Ott "


def assumed(world, **more) -> Assumption:
    return Assumption.objects.create(
        engagement=whole(world), words="It holds", raised_by=world.sol, raised_at=world.at, minutes_if_false=455, **more
    )


def test_what_is_a_deed_is_done_with_the_same_in_it(world):
    """Known hours go into the price as they are; the same person is asked again; who said no is named again."""
    row = assumed(world, asked=world.dee, answer="agree", answered_by=world.dee, answered_at=world.at)
    keys = (row.engagement_id, row.pk)
    post(world, world.sol, "deal_assumption_price", *keys, seen=1, minutes_if_false="7.58")
    assert (row_of(row)["priced"], row_of(row)["minutes_if_false"]) == (True, 455)
    post(world, world.sol, "deal_assumption_ask", *keys, seen=2, asked=world.dee.pk)
    assert row_of(row)["answer"] == ""
    risk = Risk.objects.create(engagement=row.engagement, words="No access", owner=world.dov, declined_why="Not mine")
    post(world, world.sol, "deal_risk_owner", risk.engagement_id, risk.pk, seen=1, who=f"p{world.dov.pk}")
    assert row_of(risk)["declined_why"] == ""


def test_an_answer_that_is_given_already_is_not_given_again(world):
    row = assumed(world, answer="agree", answered_by=world.dov, answered_at=world.at)
    told = Entry.objects.count()
    answer = post(world, world.dee, "deal_assumption_answer", row.engagement_id, row.pk, seen=1, answer="agree")
    assert answer.status_code == 303
    assert (row_of(row)["answered_by_id"], Entry.objects.count()) == (world.dov.pk, told)
