"""Hidden fields: a canary in each, and no page, fragment, file, search or header that says it to the wrong person."""

import re

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from tandem.people.models import Access
from tandem.people.permissions import ADMIN
from tandem.people.rights import CLASSES, SEES, Sight, class_of, masked, sees
from tests.protection.crawl import Visit, gets_of
from tests.protection.firm import HIDDEN
from tests.protection.rows import plain_numbers

pytestmark = pytest.mark.django_db
ANSWERED = (200, 201, 404, 405, 409, 422)
WITHOUT_PRICES = (Access.RESOURCE, Access.CONSULTANT, ADMIN)
# Numbers that aren't anybody's money, rate or margin, though they're decimals.
PLAIN_NUMBERS = {
    "catalogue.libraryrisk.probability", "catalogue.tierclause.probability", "catalogue.tiermilestone.at_share",
    "clients.level.low", "clients.level.high", "clients.account.revenue_millions", "clients.level.share",
    "engagements.engagement.probability", "engagements.risk.probability", "engagements.stageodds.default",
}  # fmt: skip


# These hold what is a canary elsewhere (a fee), or are looked for by their words (sick); `rows` are rows of their own.
NO_CANARY = {"people.timeoff.kind", "review.policy.rows", "scoping.vet.said"}


def leaks(visits: list[Visit], firm, sights) -> str:
    """Which class of field which page told whom."""
    found = set()
    for visit in visits:
        if not visit.role or visit.status not in ANSWERED:
            continue
        for sight, words in firm.forbidden(visit.role).items():
            if sight in sights:
                told = {word for word in words if (word in visit.words if " " not in word else word in visit.said)}
                found |= {f"{visit}: {sight} {word}" for word in told}
    return "\n".join(sorted(found))


def test_every_number_of_money_has_a_class():
    unclassed = {
        f"{model._meta.label_lower}.{field.name}"
        for package in settings.PACKAGES
        for model in apps.get_app_config(package).get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.DecimalField)
    } - set(CLASSES)
    assert sorted(unclassed - PLAIN_NUMBERS) == []


def test_every_class_is_of_a_field_that_is_there():
    for label in CLASSES:
        model, _dot, field = label.rpartition(".")
        assert apps.get_model(model)._meta.get_field(field), label


def test_prices_and_margins_reach_only_those_who_may_see_them(gets, posts, built):
    assert leaks(gets + posts, built, {Sight.PRICE, Sight.MARGIN}) == ""


def test_costs_reach_only_those_who_may_see_them(gets, posts, built):
    assert leaks(gets + posts, built, {Sight.COST}) == ""


def test_why_somebody_is_away_reaches_nobody(gets, posts, built):
    assert leaks(gets + posts, built, {Sight.PERSONAL}) == ""
    told = {str(visit) for visit in gets if visit.role and {"sick", "Sick"} & visit.words}
    assert told == set()


def test_no_sum_of_money_at_all_reaches_those_without_prices(gets, posts):
    """Totals, averages and differences too: nothing with a currency stands on their pages."""
    told = {
        str(visit) for visit in gets + posts if visit.role in WITHOUT_PRICES and re.search(r"[£€$]\s?\d", visit.said)
    }
    assert "\n".join(sorted(told)) == ""


def test_a_confidential_deal_is_not_even_named(gets, posts, built):
    """Nor found, counted by name, completed, listed in somebody's week, or left over in a message."""
    told = {
        str(visit)
        for visit in gets + posts
        if visit.role and visit.role not in built.kept.seen_by and not visit.of_kept
        and any(HIDDEN in part for part in _without_the_client(visit, built))
    }  # fmt: skip
    assert "\n".join(sorted(told)) == ""


def test_the_figures_of_a_confidential_deal_reach_only_those_on_it(gets, posts, built):
    figures = {word for words in built.kept.make.canaries.values() for word in words if word.strip("£k.,").isalnum()}
    figures = {word for word in figures if "k" not in word}
    others = [visit for visit in gets + posts if visit.role and visit.role not in built.kept.seen_by]
    told = {f"{visit}: {sorted(figures & visit.words)}" for visit in others if figures & visit.words}
    assert "\n".join(sorted(told)) == ""


def test_no_margin_reaches_those_who_may_not_see_margins(gets):
    told = {
        str(visit) for visit in gets
        if visit.role in WITHOUT_PRICES and re.search(r"[Mm]argin[^<]{0,20}(<[^>]*>|\s){0,6}-?\d+(\.\d)?%", visit.said)
    }  # fmt: skip
    assert "\n".join(sorted(told)) == ""


def _without_the_client(visit: Visit, firm) -> list[str]:
    """Who the clients are, colleagues may know."""
    return visit.said.replace(firm.kept.client.name, "").splitlines()


# Fields that no page of this firm shows as they are, whoever asks: what is made of them is looked for instead.
ON_NO_PAGE = {
    "delivery.project.sold_by_role", "delivery.changeorder.by_role", "delivery.timeentry.cost", "people.costrate.hourly", "people.rolerate.bill_hourly",
    "people.rolerate.cost_hourly",
    # What is kept to be compared: a page says that it reads otherwise now, not how it read.
    "scoping.scopeversion.agreement", "review.verdictmark.judged", "review.proposal.said", "review.boardcall.figure",
    "review.boardcall.limit",
}  # fmt: skip


def found_by(visits: list[Visit]) -> set[str]:
    return set().union(*(visit.words for visit in visits))


def test_the_canaries_can_be_found(gets, built):
    """The control: of every field with a class, those who may see it do meet its very figure somewhere."""
    missed = set()
    for label, words in built.canaries_of_fields().items():
        sight = CLASSES[label]
        seers = [role for role, person in built.people.items() if sees(person, sight)]
        said = found_by([visit for visit in gets if visit.role in seers])
        if seers and not words & said:
            missed.add(label)
    assert missed == ON_NO_PAGE
    assert any(HIDDEN in visit.said for visit in gets if visit.role == Access.LEADERSHIP)


def test_every_field_with_a_class_holds_a_canary(built):
    """What has no row here can't be seen to leak."""
    assert set(CLASSES) - set(built.canaries_of_fields()) == NO_CANARY


def test_the_formats_are_all_among_what_is_opened(gets):
    """Pages, fragments, papers, sheets, calendars and searches of the deals, with something in each."""
    kinds = {visit.headers.get("Content-Type", "").partition(";")[0] for visit in gets if visit.status == 200}
    assert {"text/html", "text/csv", "text/calendar", "application/pdf"} <= kinds
    assert any("wordprocessingml" in kind for kind in kinds)


@pytest.mark.parametrize("role", [Access.DELIVERY, Access.CONSULTANT])
def test_a_page_that_forgot_to_ask_would_be_found(firm, monkeypatch, role):
    """The control that has to lose: with every class open to this role, the same crawl finds what it may not see."""
    may = SEES[role]
    monkeypatch.setitem(SEES, role, frozenset(Sight))
    visits = list(gets_of(firm, role))
    monkeypatch.setitem(SEES, role, may)
    told = leaks(visits, firm, {Sight.PRICE, Sight.MARGIN, Sight.COST} - may)
    for label in ("delivery.project.left_cost", "delivery.projectmonth.cost", "scoping.estimateline.cost_hourly"):
        if role == Access.DELIVERY:
            assert firm.canaries_of_fields()[label] & found_by(visits), label
    assert ": cost " in told
    assert (": price " in told) == (role == Access.CONSULTANT)


def test_delivery_estimates_hours_and_meets_no_cost(firm):
    """The form that showed one: neither drawn, nor after a refusal, nor in the answer to whoever came second."""
    project = firm.open["project"]
    path, browser = f"/projects/{firm.open.running.pk}/hours/", firm.browser(Access.DELIVERY)
    page = browser.get(path).content.decode()
    assert "left_hours" in page
    assert "left_cost" not in page
    costs = firm.open.make.canaries[str(Sight.COST)]
    for data in (
        {"left_hours": ""},
        {"left_hours": "x", "seen": 1},
        {"left_hours": "3", "left_cost": "5", "seen": project.version + 7},
    ):
        answer = browser.post(path, data)
        assert answer.status_code in (409, 422)
        assert not costs & plain_numbers(answer.content.decode())
    assert browser.post(path, {"left_hours": "10", "left_cost": "1", "seen": project.version}).status_code == 302
    project.refresh_from_db()
    assert project.left_minutes == 600
    assert project.left_cost == (project.sold_cost * 600 / project.sold_minutes).quantize(project.left_cost)


def test_history_leaves_out_what_its_reader_may_not_see(built):
    was = {"amount": "800.00", "stage": "lead"}
    for role, person in built.people.items():
        shown = masked(person, "engagements.engagement", was)
        assert ("amount" in shown) == sees(person, Sight.PRICE), role
        assert shown["stage"] == "lead"


@pytest.mark.parametrize("order", ["amount", "-amount", "margin", "-margin", "fee", "cost"])
def test_no_order_of_a_list_tells_what_its_rows_hide(firm, order):
    """Sorted by a hidden figure, a list would say who is dearer without saying how much."""
    for role in WITHOUT_PRICES:
        client = firm.browser(role)
        for address in ("/pipeline/?view=list", "/projects/?show=all", "/clients/?show=all"):
            usual = _links(client.get(address))
            assert _links(client.get(f"{address}&sort={order}&order={order}")) == usual, (role, address)


def _links(answer) -> list[str]:
    return re.findall(r'href="(/(?:deals|projects|clients)/\d+/)"', answer.content.decode())


def test_nothing_private_is_kept_by_a_cache(gets):
    kept = {
        str(visit)
        for visit in gets
        if visit.role and visit.address.name != "look" and visit.status == 200
        and not {"no-store", "private"} & set(re.split(r"[,\s]+", visit.headers.get("Cache-Control", "")))
    }  # fmt: skip
    tagged = {str(visit) for visit in gets if visit.role and "ETag" in visit.headers}
    assert (kept, tagged) == (set(), set())


def test_history_knows_the_class_of_every_field_it_may_meet():
    assert class_of("people.timeoff", "note") == Sight.PERSONAL
    assert class_of("delivery.timeentry", "cost") == Sight.COST
    assert class_of("engagements.engagement", "name") == Sight.INTERNAL
