"""The pipeline: filters, orders, pages, totals, what is hidden from whom, saved views."""

import re
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from tandem.catalogue.models import Offering, Tier
from tandem.engagements.models import Assumption, Duty, Engagement, Outcome, Risk, SavedView, Stage
from tandem.engagements.queries import pipeline, standing_in_the_way
from tandem.engagements.queries.pipeline import Filters
from tests.engagements.test_deal_verbs import fit

LIST = "/pipeline/"


def names(html: str) -> list[str]:
    """The deals of the list, in its order."""
    return re.findall(r'<th scope="row"><a href="/deals/\d+/">([^<]+)</a>', html)


def get(world, who, **query):
    answer = world.browser(who).get(f"{LIST}?{urlencode(query)}")
    return answer, answer.content.decode()


FILTERS = [
    ({}, {"Lead", "Proposed"}),
    ({"stage": "lead"}, {"Lead"}),
    ({"stage": "signed"}, {"Signed"}),
    ({"stage": "lost"}, {"Lost"}),
    ({"stage": "all"}, {"Lead", "Proposed", "Signed", "Lost"}),
    ({"client": "halden", "stage": "all"}, {"Lead", "Proposed", "Signed", "Lost"}),
    ({"client": "nobody"}, set()),
    ({"client": "PROPO"}, {"Proposed"}),
    ({"seller": "sue"}, {"Proposed"}),
    ({"mine": "on"}, {"Lead"}),
    ({"ungated": "on", "stage": "all"}, {"Signed"}),
    ({"close_from": "2026-12-11"}, {"Lead"}),
    ({"close_to": "2026-12-10"}, {"Proposed"}),
    ({"fit": "off"}, {"Proposed"}),
    ({"fit": "fits"}, set()),
    ({"fit": "unknown"}, {"Lead"}),
]


@pytest.fixture
def four(world):
    world.engagement("Lead")
    world.engagement("Proposed", stage=Stage.PROPOSED, seller=world.sue, close_on=date(2026, 12, 1), fit=fit(world, 10))
    world.engagement("Signed", stage=Stage.SIGNED, ungated=True, closed_at=world.at, answerable=world.sol)
    world.engagement("Lost", stage=Stage.LOST, lost_reason="Too dear.")
    return world


@pytest.mark.parametrize(("query", "found"), FILTERS)
def test_each_filter_lists_what_it_says(four, query, found):
    viewer = four.sol if "mine" in query else four.lea
    answer, html = get(four, viewer, **query)
    assert answer.status_code == 200
    assert set(names(html)) == found


def test_the_offering_narrows_too(world):
    offering = Offering.objects.create(name="Data platform", slug="data", line="Data")
    tier = Tier.objects.create(offering=offering, grade="gold", fee=1, weeks=20, made_at=world.at)
    world.engagement("With", tier=tier)
    world.engagement("Without")
    _answer, html = get(world, world.lea, offering=offering.pk)
    assert names(html) == ["With"]
    assert "Gold" in html


def test_who_sees_which_deals(four):
    assert set(names(get(four, four.sue, stage="all")[1])) == {"Proposed", "Signed"}
    assert set(names(get(four, four.dov, stage="all")[1])) == {"Lead", "Proposed", "Signed", "Lost"}
    assert names(get(four, four.con, stage="all")[1]) == []


def test_nonsense_is_said_at_its_field_and_kept(world):
    answer, html = get(world, world.sol, close_from="tomorrow", client="halden")
    assert answer.status_code == 422
    assert "There is a problem" in html
    assert 'value="tomorrow"' in html
    assert 'value="halden"' in html
    answer, html = get(world, world.sol, close_from="2026-12-02", close_to="2026-12-01")
    assert answer.status_code == 422
    assert "The last day is before the first." in html


NONSENSE = ["after=x", "after=1.x", "before=-", "sort=nothing", "sort=-", "view=what", "after=9.2026-99-99", "after=1"]


@pytest.mark.parametrize("query", NONSENSE)
def test_an_address_somebody_changed_by_hand_still_answers(world, query):
    world.engagement("Here")
    answer = world.browser(world.sol).get(f"{LIST}?{query}&stage=all")
    assert answer.status_code == 200


class TestPrices:
    """£286,000 is read by sales, delivery, leadership, finance; never by planners and consultants."""

    SECRET = ("286,000", "286000", "286k", "£")

    @pytest.mark.parametrize("who", ["sol", "dee", "lea", "fay"])
    def test_who_may_see_them_does(self, world, who):
        world.engagement()
        assert "£286,000" in get(world, getattr(world, who))[1]
        assert "£286k" in get(world, getattr(world, who), view="board")[1]

    @pytest.mark.parametrize("who", ["rex", "con"])
    @pytest.mark.parametrize("view", ["list", "board"])
    def test_who_may_not_finds_them_nowhere(self, world, who, view):
        deal = world.engagement(stage=Stage.PROPOSED)
        world.join(getattr(world, who), deal)
        _answer, html = get(world, getattr(world, who), view=view)
        assert "Asset data platform" in html
        assert [word for word in self.SECRET if word in html] == []

    @pytest.mark.parametrize("sort", ["value", "-value"])
    def test_an_order_tells_no_hidden_figure(self, world, sort):
        for number, amount in enumerate([5, 1, 9, 3, 7]):
            world.engagement(f"Deal {number}", amount=Decimal(amount), close_on=world.today + timedelta(days=number))
        assert names(get(world, world.rex, sort=sort)[1]) == names(get(world, world.rex)[1])
        assert names(get(world, world.sol, sort=sort)[1]) != names(get(world, world.sol)[1])

    def test_the_order_of_a_saved_view_tells_it_neither(self, world):
        client = world.browser(world.rex)
        client.post("/pipeline/views/", {"name": "Dear ones", "query": "sort=-value"})
        assert SavedView.objects.get().query == ""


KEYS = ["name", "client", "stage", "value", "close", "seller", "fit"]


def oracle(deals, key: str, descending: bool) -> list[int]:
    """What a person with a pencil would do: rows without a value last, equal ones by number."""
    read = {
        "name": lambda deal: deal.name,
        "client": lambda deal: deal.account.name if deal.account else None,
        "stage": lambda deal: Stage.values.index(deal.stage),
        "value": lambda deal: deal.amount,
        "close": lambda deal: deal.close_on,
        "seller": lambda deal: deal.seller.name if deal.seller else None,
        "fit": lambda deal: deal.fit.score if deal.fit else None,
    }[key]
    ordered = sorted(deals, key=lambda deal: deal.pk)
    known = [deal for deal in ordered if read(deal) is not None]
    known.sort(key=read, reverse=False)
    if descending:
        known = sorted(sorted(known, key=lambda deal: deal.pk), key=read, reverse=True)
        known = _same_by_number(known, read)
    return [deal.pk for deal in [*known, *(deal for deal in ordered if read(deal) is None)]]


def _same_by_number(rows, read):
    return sorted(rows, key=lambda deal: (_Down(read(deal)), deal.pk))


class _Down:
    """Orders the other way round."""

    def __init__(self, value) -> None:
        self.value = value

    def __lt__(self, other) -> bool:
        return other.value < self.value

    def __eq__(self, other) -> bool:
        return self.value == other.value


@pytest.fixture
def many(world):
    """61 deals with equal, missing and unequal values of everything."""
    good, bad = fit(world, 80), fit(world, 20)
    for number in range(61):
        world.engagement(
            f"Deal {number % 17:02}",
            account=None if number % 11 == 0 else world.client,
            stage=list(Stage)[number % 5],
            amount=None if number % 7 == 0 else Decimal(number % 13 * 1000),
            close_on=None if number % 6 == 0 else world.today + timedelta(days=number % 9),
            seller=None if number % 5 == 0 else (world.sol, world.sue)[number % 2],
            fit=(None, good, bad)[number % 3],
        )
    return world


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("down", ["", "-"])
def test_pages_forwards_and_backwards_are_the_whole_in_order(many, key, down):
    filters = Filters(stage="all", sort=down + key)
    deals = list(Engagement.objects.select_related("account", "seller", "fit"))
    whole = oracle(deals, key, bool(down))
    pages = [pipeline.page(filters, many.lea, size=8)]
    while pages[-1].next:
        pages.append(pipeline.page(filters, many.lea, after=pages[-1].next, size=8))
    assert [row.pk for page in pages for row in page.rows] == whole
    back = [pages[-1]]
    while back[-1].previous:
        back.append(pipeline.page(filters, many.lea, before=back[-1].previous, size=8))
    assert [[row.pk for row in page.rows] for page in reversed(back)] == [[row.pk for row in p.rows] for p in pages]
    assert pages[0].previous is None


def test_the_next_page_is_behind_a_link(world):
    for number in range(60):
        world.engagement(f"Deal {number:02}")
    _answer, first = get(world, world.sol, sort="name")
    assert len(names(first)) == 50
    link = re.search(r'href="(\?[^"]*after=[^"]*)"', first)[1].replace("&amp;", "&")
    second = world.browser(world.sol).get(LIST + link).content.decode()
    assert names(second) == [f"Deal {number:02}" for number in range(50, 60)]
    assert "60" in first


def test_totals_are_the_sums_of_what_is_listed(many):
    found = pipeline.totals(Filters(stage="all"), many.lea, many.today)
    deals = list(Engagement.objects.all())
    chances = {"lead": "0.1", "qualified": "0.25", "scoped": "0.4", "agreed": "0.6", "proposed": "0.75"}
    assert found.count.number == 61
    assert found.worth == sum(deal.amount or 0 for deal in deals)
    assert found.weighted == sum((deal.amount or 0) * Decimal(chances[deal.stage]) for deal in deals)


def test_a_deals_own_probability_outweighs_its_stages(world):
    world.engagement(amount=Decimal(1000), probability=Decimal("0.5"))
    assert pipeline.totals(Filters(), world.lea, world.today).weighted == 500
    assert pipeline.totals(Filters(), world.rex, world.today).weighted is None


LIST_QUERIES = 10
BOARD_QUERIES = 20


@pytest.mark.parametrize("rows", [1, 50])
@pytest.mark.parametrize(("view", "queries"), [("list", LIST_QUERIES), ("board", BOARD_QUERIES)])
def test_as_many_queries_for_50_rows_as_for_one(world, django_assert_num_queries, rows, view, queries):
    client = world.browser(world.lea)
    for number in range(rows):
        deal = world.engagement(f"Deal {number:02}", stage=list(Stage)[number % 5])
        Risk.objects.create(engagement=deal, words="Late", size="major")
    client.get(LIST)
    with django_assert_num_queries(queries):
        html = client.get(f"{LIST}?view={view}&stage=all").content.decode()
    assert "Deal 00" in html


def test_fifty_rows_weigh_little(world):
    """What is the list's own: head, filter, rows. The frame around it is the same on every page."""
    for number in range(50):
        world.engagement(f"Asset data platform {number:02}", stage=list(Stage)[number % 5])
    _answer, html = get(world, world.lea)
    assert len(names(html)) == 50
    own = html[html.index("<main") : html.index("</main>")]
    assert len(own.encode()) <= 14 * 1024


def test_a_column_shows_a_few_cards_and_says_how_many_there_are(world):
    for number in range(15):
        world.engagement(f"Deal {number:02}")
    _answer, html = get(world, world.sol, view="board")
    assert html.count('class="board-card"') == 12
    assert "Show all 15" in html


def test_only_who_may_move_a_card_has_its_arrow(world):
    deal = world.engagement()
    arrow = f'formaction="/deals/{deal.pk}/move/?version=1"'
    assert arrow in get(world, world.sol, view="board")[1]
    assert arrow not in get(world, world.rex, view="board")[1]


def test_a_full_board_weighs_little(world):
    for number in range(80):
        world.engagement(f"Asset data platform {number:02}", stage=list(Stage)[number % 6], closed_at=world.at)
    _answer, html = get(world, world.lea, view="board")
    assert html.count('class="board-card"') == 72
    own = html[html.index("<main") : html.index("</main>")]
    assert len(own.encode()) <= 64 * 1024


def test_a_card_says_what_stands_in_the_way(world):
    deal = world.engagement()
    for number in range(2):
        Risk.objects.create(engagement=deal, words=f"Risk {number}", size="major")
    Risk.objects.create(engagement=deal, words="Small", size="minor")
    Outcome.objects.create(engagement=deal, title="Trust")
    Assumption.objects.create(engagement=deal, words="They have SAP", raised_by=world.sol, raised_at=world.at)
    Duty.objects.create(engagement=deal, words="Give access")
    found = standing_in_the_way.of([deal.pk])
    assert found == {deal.pk: ["2 risks", "1 outcome", "1 assumption", "1 duty"]}
    assert "Open: the client&#39;s fit, 2 risks, 1 outcome" in get(world, world.sol, view="board")[1]


def test_only_what_was_signed_lately_has_a_column(world):
    world.engagement("New", stage=Stage.SIGNED, closed_at=world.at)
    world.engagement("Old", stage=Stage.SIGNED, closed_at=world.at - timedelta(days=40))
    columns = pipeline.board(Filters(), world.lea, world.today)
    assert [card.row.name for card in columns[-1].cards] == ["New"]


class TestSavedViews:
    def test_saved_renamed_deleted(self, world):
        client = world.browser(world.sol)
        kept = client.post("/pipeline/views/", {"name": "Big ones", "query": "sort=-value&client=halden&after=9.1"})
        assert kept["Location"] == "/pipeline/?client=halden&sort=-value"
        view = SavedView.objects.get()
        assert "Big ones" in client.get(kept["Location"]).content.decode()
        client.post(reverse("pipeline_view_rename", args=[view.pk]), {"name": "Bigger ones"})
        assert SavedView.objects.get().name == "Bigger ones"
        client.post(reverse("pipeline_view_delete", args=[view.pk]))
        assert not SavedView.objects.exists()

    @pytest.mark.parametrize(
        ("name", "words"), [("", "Give the view a name."), ("Mine", "You have a view of that name.")]
    )
    def test_a_bad_name_is_said_and_the_filter_stays(self, world, name, words):
        SavedView.objects.create(person=world.sol, name="Mine", query="stage=lost")
        answer = world.browser(world.sol).post("/pipeline/views/", {"name": name, "query": "client=halden"})
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert 'value="halden"' in answer.content.decode()

    def test_somebody_elses_view_is_not_there(self, world):
        view = SavedView.objects.create(person=world.sol, name="Mine", query="")
        client = world.browser(world.dee)
        assert client.post(reverse("pipeline_view_rename", args=[view.pk]), {"name": "x"}).status_code == 404
        assert client.post(reverse("pipeline_view_delete", args=[view.pk])).status_code == 404
        assert SavedView.objects.get().name == "Mine"


def test_every_sort_link_leads_somewhere_else(world):
    world.engagement("A")
    world.engagement("B")
    _answer, html = get(world, world.sol)
    links = re.findall(r'<a class="sort" href="([^"]+)"', html)
    assert len(links) == len(KEYS)
    assert all(first != second for first, second in pairwise(links))
