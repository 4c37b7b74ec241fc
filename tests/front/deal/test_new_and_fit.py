"""A new deal, and how its client fits."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from tandem.catalogue.models import Deliverable, Offering, Tier, TierClause, TierEstimate
from tandem.clients.models import Account, Fit, Level
from tandem.engagements.models import Engagement
from tandem.ledger.queries import history
from tandem.people.models import Role
from tandem.scoping.models import ScopeVersion
from tests.clients.test_fit import answers
from tests.engagements.test_deal_verbs import fit, profile
from tests.front.deal.test_deal_pages import text

NEW = "/deals/new/"


@pytest.fixture
def gold(world) -> Tier:
    offering = Offering.objects.create(name="Asset data platform", slug="assets", line="Data")
    tier = Tier.objects.create(
        offering=offering, grade="gold", fee=Decimal(286000), weeks=24, promise="One register.", made_at=world.at
    )
    for kind, words in (("assumption", "They have SAP"), ("duty", "Give access"), ("risk", "Access arrives late")):
        TierClause.objects.create(tier=tier, kind=kind, words=words)
    return tier


def answered(made, *words) -> dict:
    return {f"q{question}": level for question, level in answers(made, *words).items()}


class TestNew:
    def test_the_page_offers_tiers_questions_and_myself(self, world, gold):
        profile(world)
        html = world.browser(world.sol).get(NEW).content.decode()
        assert "One register." in html
        assert "£286,000" in html
        assert "Which sector?" in html
        assert re.search(rf'<option value="{world.sol.pk}" selected>', html)

    def test_from_a_tier_takes_its_fee_weeks_and_clauses(self, world, gold):
        made = profile(world)
        answer = world.browser(world.sol).post(NEW, {
            "client": "Port of Leith", "name": "Crane data", "tier": gold.pk,
            "seller": world.sol.pk, "lead": world.dee.pk,
            "starts_on": "2027-01-11", "close_on": "2026-12-11", **answered(made, "Right", "Nearly"),
        })  # fmt: skip
        deal = Engagement.objects.get()
        assert answer["Location"] == f"/deals/{deal.pk}/"
        assert (deal.account.name, deal.amount, deal.ends_on) == ("Port of Leith", Decimal(286000), date(2027, 6, 27))
        assert (deal.seller, deal.lead, deal.stage, deal.fit.score) == (world.sol, world.dee, "lead", 80)
        assert deal.assumptions.get().words == "They have SAP"
        assert deal.duties.get().for_client
        assert deal.risks.get().words == "Access arrives late"
        assert "created deal" in [entry.verb for entry in history(deal.pk)]

    def test_its_scope_is_drafted_too(self, world, gold):
        TierEstimate.objects.create(tier=gold, role=world.engineer, minutes=6000)
        Deliverable.objects.create(tier=gold, words="One register")
        world.browser(world.sol).post(NEW, {"client": "Port of Leith", "name": "Crane data", "tier": gold.pk})
        scope = ScopeVersion.objects.get()
        assert scope.lines.get().minutes == 6000
        assert [item.words for item in scope.items.filter(kind="in")] == ["One register"]

    def test_a_package_that_has_no_price_today_makes_nothing(self, world, gold):
        TierEstimate.objects.create(tier=gold, role=Role.objects.create(name="Astrologer"), minutes=600)
        answer = world.browser(world.sol).post(NEW, {"client": "Port of Leith", "name": "Crane data", "tier": gold.pk})
        assert answer.status_code == 422
        assert "Astrologer" in text(answer)
        assert 'value="Crane data"' in answer.content.decode()
        assert not Engagement.objects.exists()

    def test_without_a_package_and_for_a_known_client(self, world):
        assert world.client.name == "Halden Water"
        world.browser(world.dee).post(NEW, {"client": "halden water ltd", "name": "Vans", "tier": "", "amount": "5000"})
        deal = Engagement.objects.get()
        assert (deal.account, deal.amount, deal.tier, deal.fit) == (world.client, Decimal(5000), None, None)
        assert Account.objects.count() == 1

    BAD = [
        ({"client": ""}, "Name the client."),
        ({"client": "!!"}, "Name the client."),
        ({"name": ""}, "Give the deal a name."),
        ({"tier": "999"}, "That package isn't sold any more; choose another."),
        ({"amount": "lots"}, "Enter a number."),
        ({"close_on": "32.13.2026"}, "Enter a valid date."),
    ]

    @pytest.mark.parametrize(("changes", "words"), BAD)
    def test_bad_input_is_said_and_what_was_typed_is_kept(self, world, changes, words):
        typed = {"client": "Port of Leith", "name": "Crane data", "tier": "", "starts_on": "2027-01-11", **changes}
        answer = world.browser(world.sol).post(NEW, typed)
        assert answer.status_code == 422
        assert words in text(answer)
        assert 'value="2027-01-11"' in answer.content.decode()
        assert not Engagement.objects.exists()
        assert not Account.objects.exists()

    def test_half_a_judgement_is_none(self, world):
        made = profile(world)
        answer = world.browser(world.sol).post(NEW, {"client": "A", "name": "B", **answered(made, "Right", "")})
        assert answer.status_code == 422
        assert "Answer every question about the client's fit, or none of them yet." in text(answer)
        assert re.search(r'<input type="radio" name="q\d+" value="\d+"[^>]* checked', answer.content.decode())

    @pytest.mark.parametrize("who", ["rex", "fay", "con"])
    def test_only_the_two_sides_and_leadership_start_one(self, world, who):
        client = world.browser(getattr(world, who))
        assert client.get(NEW).status_code == 403
        assert client.post(NEW, {"client": "A", "name": "B"}).status_code == 403

    def test_clients_by_a_few_letters(self, world):
        for number in range(12):
            Account.objects.create(name=f"Halden {number:02}", key=f"halden{number:02}", created_at=world.at)
        html = world.browser(world.sol).get("/deals/new/clients/", {"client": "HALD"}).content.decode()
        assert html.count('name="account"') == 9  # eight known and "new client"
        assert "New client “HALD”" in html
        assert "<html" not in html

    def test_the_score_follows_the_answers(self, world):
        made = profile(world)
        html = world.browser(world.sol).get("/deals/new/fit/", answered(made, "Right", "Nearly")).content.decode()
        assert "<b>80</b>" in html
        assert not Fit.objects.exists()


class TestFitPage:
    def where(self, world) -> str:
        return reverse("deal_fit", args=[world.deal.pk])

    def test_kept_and_explained(self, world):
        made = profile(world)
        client = world.browser(world.sol)
        client.post(self.where(world), {**answered(made, "Right", "Nearly"), "version": 1})
        said = text(client.get(self.where(world)))
        assert "80 of 100" in said
        assert "Which sector? Right 60 / 60" in said
        assert "80 of 100 is at or above the floor of 65." in said
        assert Engagement.objects.get().fit.score == 80

    def test_below_the_floor_leads_to_leadership(self, world):
        deal = world.engagement(fit=fit(world, 40))
        html = world.browser(world.sol).get(reverse("deal_fit", args=[deal.pk])).content.decode()
        assert f"/deals/{deal.pk}/waivers/?rule=the_fit_meets_the_profile" in html

    def test_an_open_question_is_named_and_the_others_stay(self, world):
        made = profile(world)
        answer = world.browser(world.sol).post(self.where(world), {**answered(made, "", "Right"), "version": 1})
        assert answer.status_code == 422
        assert "Answer “Which sector?”." in text(answer)
        assert "checked" in answer.content.decode()
        assert not Fit.objects.exists()

    def test_somebody_was_first(self, world):
        made = profile(world)
        client = world.browser(world.sol)
        client.post(self.where(world), {**answered(made, "Wrong", "Wrong"), "version": 1})
        answer = client.post(self.where(world), {**answered(made, "Right", "Right"), "version": 1})
        assert answer.status_code == 409
        assert "The answers there now score 0 of 100." in text(answer)
        assert Fit.objects.count() == 1

    @pytest.mark.parametrize("who", ["rex", "fay"])
    def test_others_read_it_without_a_button(self, world, who):
        made = profile(world)
        client = world.browser(getattr(world, who))
        assert "Keep this judgement" not in text(client.get(self.where(world)))
        assert client.post(self.where(world), answered(made, "Right", "Right")).status_code == 403

    def test_the_live_score_keeps_nothing(self, world):
        made = profile(world)
        found = world.browser(world.sol).get(
            reverse("deal_fit_score", args=[world.deal.pk]), {**answered(made, "Right", "Wrong"), "qx": "1", "q99": "x"}
        )
        assert "60 of 100, floor is 65 · below the floor" in text(found)
        assert "<html" not in found.content.decode()
        assert not Fit.objects.exists()

    def test_without_a_profile_there_is_nothing_to_answer(self, world):
        assert "No ideal client profile yet" in text(world.browser(world.sol).get(self.where(world)))

    def test_what_is_known_of_the_client_is_the_first_answer(self, world):
        made = profile(world)
        other = world.engagement("Earlier")
        client = world.browser(world.sol)
        client.post(reverse("deal_fit", args=[other.pk]), {**answered(made, "Nearly", "Right"), "version": 1})
        html = client.get(self.where(world)).content.decode()
        nearly = Level.objects.filter(words="Nearly").first()
        assert re.search(rf'value="{nearly.pk}"[^>]*checked', html)
