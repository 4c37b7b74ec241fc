"""Clients, the catalogue, the ideal client, surprises of a project: who reads what."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tandem.catalogue.models import Offering, Tier
from tandem.clients.models import Account, Contact, Criterion, Fit, Level, Profile
from tandem.engagements.models import Stage
from tandem.feedback.models import Surprise, Survey
from tests.delivery.world import project, promise


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())).replace("&#39;", "'")


@pytest.fixture
def tier(world):
    offering = Offering.objects.create(name="Data platform", slug="data-platform", line="Data")
    made = Tier.objects.create(offering=offering, grade="gold", fee=Decimal(286543), weeks=20, made_at=world.at)
    made.clauses.create(kind="exclusion", words="The vans' devices")
    made.deliverables.create(words="One register")
    made.estimate.create(role=world.engineer, minutes=6000)
    made.milestones.create(name="Live", at_share=Decimal("0.5"))
    return made


@pytest.fixture
def told(world):
    """A project whose client answered and was surprised."""
    row = project(world)
    promise(world, row)
    Surprise.objects.create(
        engagement=row.engagement, words="No test data", origin="duty", logged_by=world.dee, logged_at=world.at
    )
    Survey.objects.create(
        engagement=row.engagement, account=world.client, contact_name="Ruth Castellan", asked_at=world.at,
        answered_at=world.at, score=5, words="Dee never called", owner=world.dee,
    )  # fmt: skip
    return row


class TestClients:
    def test_the_list_says_what_is_between_us(self, world, told):
        seen = text(world.browser(world.sol).get("/clients/"))
        assert "Halden Water" in seen
        assert "client" in seen

    def test_a_client_with_promises_surprises_and_answers(self, world, told):
        seen = text(world.browser(world.sol).get(f"/clients/{world.client.pk}/"))
        for words in ("It works in the van", "No test data", "Dee never called", "Asset data platform", "£100,000"):
            assert words in seen

    @pytest.mark.parametrize("who", ["rex", "con"])
    def test_no_money_without_the_right(self, world, told, who):
        world.join(world.con, told.engagement)
        seen = text(world.browser(getattr(world, who)).get(f"/clients/{world.client.pk}/"))
        assert "Asset data platform" in seen
        assert "100,000" not in seen

    def test_a_consultant_reads_nothing_of_deals_that_arent_theirs(self, world, told):
        assert world.ruth.account == world.client
        seen = text(world.browser(world.con).get(f"/clients/{world.client.pk}/"))
        for words in ("Asset data platform", "It works in the van", "No test data", "Dee never called", "Ruth"):
            assert words not in seen

    def test_a_named_consultant_doesnt_read_the_clients_words(self, world, told):
        world.join(world.con, told.engagement)
        for path in (f"/clients/{world.client.pk}/", f"/projects/{told.engagement_id}/surprises/"):
            assert "Dee never called" not in text(world.browser(world.con).get(path))

    def test_filters(self, world, told):
        Account.objects.create(name="Pell", key="pell", created_at=world.at)
        sol = world.browser(world.sol)
        assert "Pell" not in text(sol.get("/clients/?show=clients"))
        assert "Halden" not in text(sol.get("/clients/?show=prospects"))
        assert "No clients here" in text(sol.get("/clients/?q=nobody"))

    def test_as_many_queries_for_one_as_for_fifty(self, world):
        sol, counted = world.browser(world.sol), []
        sol.get("/clients/")  # what a process asks once and keeps
        for rows in (1, 49):
            for n in range(rows):
                Account.objects.create(name=f"Client {rows}-{n}", key=f"client{rows}x{n}", created_at=world.at)
            with CaptureQueriesContext(connection) as found:
                sol.get("/clients/")
            counted.append(len(found))
        assert counted == [8, 8]


class TestContacts:
    def test_added_and_changed(self, world):
        sol = world.browser(world.sol)
        sol.post(f"/clients/{world.client.pk}/contacts/new/", {"name": "Ruth Castellan", "title": "Head of assets"})
        row = Contact.objects.get()
        values = {"name": "Ruth C.", "title": "", "seen": row.version}
        sol.post(f"/clients/{world.client.pk}/contacts/{row.pk}/", values)
        row.refresh_from_db()
        assert row.name == "Ruth C."

    def test_bad_input_is_kept(self, world):
        values = {"name": "Ruth", "email": "not an address"}
        answer = world.browser(world.sol).post(f"/clients/{world.client.pk}/contacts/new/", values)
        assert answer.status_code == 422
        assert "This isn't an e-mail address." in text(answer)
        assert 'value="not an address"' in answer.content.decode()

    def test_somebody_else_was_first(self, world):
        row = world.ruth
        Contact.objects.filter(pk=row.pk).update(version=4, title="Director")
        values = {"name": "Ruth", "title": "Head", "seen": 1}
        answer = world.browser(world.sol).post(f"/clients/{world.client.pk}/contacts/{row.pk}/", values)
        assert answer.status_code == 409
        assert "Director" in text(answer)

    def test_not_by_planners(self, world):
        assert world.browser(world.rex).get(f"/clients/{world.client.pk}/contacts/new/").status_code == 403


class TestCatalogue:
    def test_tiers_side_by_side(self, world, tier):
        seen = text(world.browser(world.sol).get("/catalogue/data-platform/"))
        for words in ("£286,543", "One register", "The vans' devices", "100 h", "week 10", "New deal from Gold"):
            assert words in seen

    @pytest.mark.parametrize("path", ["/catalogue/", "/catalogue/data-platform/"])
    def test_no_fee_and_no_margin_without_the_right(self, world, tier, path):
        seen = text(world.browser(world.con).get(path))
        assert "286,543" not in seen
        assert "Margin" not in seen

    def test_what_became_of_it(self, world, tier):
        row = project(world)
        row.engagement.tier = tier
        row.engagement.save()
        seen = text(world.browser(world.dee).get("/catalogue/data-platform/"))
        assert "1 sold, 0 open" in seen
        assert "too few" in seen

    def test_what_isnt_sold_is_404(self, world):
        assert world.browser(world.sol).get("/catalogue/nothing/").status_code == 404


class TestIdealClient:
    def test_questions_and_how_many_open_deals_fit(self, world):
        profile = Profile.objects.create(number=3, floor=65, published_at=world.at, current=True)
        question = Criterion.objects.create(profile=profile, question="Do they own their data?", weight=20)
        Level.objects.create(criterion=question, words="All of it", share=1)
        fit = Fit.objects.create(account=world.client, profile=profile, score=80, made_at=world.at)
        world.engagement("Fits", stage=Stage.QUALIFIED, fit=fit)
        world.engagement("Not judged", stage=Stage.LEAD)
        seen = text(world.browser(world.sol).get("/icp/"))
        assert "Do they own their data?" in seen
        assert "Open deals that are strong 1 of 2" in seen

    def test_without_a_profile(self, world):
        assert "No profile yet" in text(world.browser(world.sol).get("/icp/"))


def test_a_stranger_finds_no_surprises(world, told):
    path = f"/projects/{told.engagement_id}/surprises/"
    assert "No test data" in text(world.browser(world.sol).get(path))
    assert world.browser(world.con).get(path).status_code == 404
