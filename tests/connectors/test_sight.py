"""An import sees what its importer sees: nobody's deal is taken over, and nothing tells that there is one."""

import io
import re
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tandem.clients.models import Fit, Profile
from tandem.connectors.actions import apply, over, receive
from tandem.connectors.models import ExternalRef, ImportBatch, SetAside
from tandem.connectors.queries.sight import eyes_of
from tandem.connectors.queries.waits import waits
from tandem.engagements.actions import deal as verbs
from tandem.engagements.models import Engagement, Stage
from tandem.handoff.models import Handoff
from tandem.ledger.actions import Stale
from tandem.ledger.queries import breaks
from tandem.people.models import Access
from tests.connectors.conftest import FILE, HEADER

State = SetAside.State
SELLERS = ("sue@brook.example", "sol@brook.example", "", "Nobody Here")
STAGES = ("Contract sent", "Closed won")


def row(key: str, name: str, stage: str, seller: str, amount: str = "1000", closes: str = "2026-12-11") -> str:
    return HEADER + f"{key},{name},{stage},{amount},{seller},{closes},2026-06-01,Brand New Client\n"


@pytest.fixture
def hidden(importer, world) -> Engagement:
    """A deal of Sue's, in another team than Sol's, that came by an import and that she keeps confidential."""
    importer.bring(row("K-1", "Merger of two banks", "Contract sent", world.sue.email), by=world.sue)
    deal = Engagement.objects.get(name="Merger of two banks")
    verbs.keep_confidential(deal, True, seen=deal.version, by=world.sue, at=world.at)
    return Engagement.objects.get(pk=deal.pk)


def as_it_is(deal: Engagement) -> dict:
    return Engagement.objects.filter(pk=deal.pk).values().get()


def refs(deal: Engagement) -> list[dict]:
    return list(ExternalRef.objects.filter(engagement=deal).order_by("pk").values())


def story_of(importer, world, key: str, stage: str, seller: str, *, by=None, undo: bool) -> list[str]:
    """All that the importer meets: the outlook, the result, the list, the same file again, its undo, the pipeline."""
    by = by or world.sol
    told = []
    browser = world.browser(by)

    def note(path: str) -> None:
        answer = browser.get(path)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        words = _counted(_plain(body.decode(), key))
        if path == "/":  # news of one moment stand in the order of their keys, where 10 comes before 9
            words = "<".join(sorted(words.split("<")))
        told.append(f"{answer.status_code} {words}")

    for amount in ("1000", "1000", "2000"):
        text = row(key, f"Deal {key}", stage, seller, amount)
        batch = importer.look(text, by=by)
        note(f"/imports/{batch.pk}/")
        apply.run(apply.start(batch, by=by, at=world.at), by=by, at=world.at)
        if undo:
            importer.undo(batch, by=by)
        for path in (f"/imports/{batch.pk}/", f"/imports/{batch.pk}/not-taken.csv", "/imports/", "/"):
            note(path)
    note("/pipeline/?view=list&stage=all")
    note(f"/search/?q=Deal+{key}")
    return told


def _plain(words: str, key: str) -> str:
    """Without what differs from one request or row to the next."""
    words = re.sub(r'"[0-9A-Za-z]{64}"', "", words).replace(key, "KEY")
    return re.sub(r"/(deals|imports|projects|clients|people)/\d+/|(aside|batch)-\d+|\d+ of \d+", r"/\1/N/", words)


@pytest.mark.parametrize(
    ("seller", "stage", "undo"),
    [
        *((seller, stage, False) for seller in SELLERS for stage in STAGES[:2]),
        *((seller, "Closed won", True) for seller in SELLERS[:2]),
        (SELLERS[0], "Closed lost", True),
    ],
)
def test_an_unseen_id_reads_as_a_new_one(importer, world, hidden, stage, seller, undo):
    """The whole story twice from the same start: once with an id that nobody has, once with the hidden deal's."""
    assert world.sol.team != world.sue.team
    before, said = as_it_is(hidden), refs(hidden)
    stories = []
    for key in ("Z-9", "K-1"):
        mark = transaction.savepoint()
        stories.append(story_of(importer, world, key, stage, seller, undo=undo))
        assert as_it_is(hidden) == before
        assert refs(hidden) == said
        transaction.savepoint_rollback(mark)
    for new, unseen in zip(*stories, strict=True):
        assert _counted(unseen) == _counted(new)


def _counted(words: str) -> str:
    """Row ids count on over a rollback on some databases."""
    return re.sub(r"(?<![\w,.])\d{1,7}(?=[\"/-])", "N", words)


def test_the_takeover_of_the_look(importer, world, hidden):
    """A seller brings a colleague's confidential deal by its id, with her own name on it."""
    before = as_it_is(hidden)
    batch = importer.bring(row("K-1", "Mine now", "Closed lost", world.sol.email, "1"))
    assert as_it_is(hidden) == before
    browser = world.browser(world.sol)
    assert browser.get(f"/deals/{hidden.pk}/").status_code == 404
    assert "Merger" not in browser.get(f"/imports/{batch.pk}/").content.decode()
    mine = Engagement.objects.get(name="Mine now")
    assert (mine.seller, mine.stage) == (world.sol, "lost")
    aside = SetAside.objects.get()
    assert (aside.engagement, aside.twin, aside.state) == (hidden, mine, State.OPEN)


def test_a_colleagues_open_deal_is_set_aside_and_asked_of_leadership_alone(importer, world, hidden):
    batch = importer.bring(row("K-1", "Merger renamed", "Closed won", world.sue.email, "5000"))
    assert (batch.created, batch.changed, batch.unchanged, batch.not_taken) == (1, 0, 0, 0)
    assert Engagement.objects.count() == 1
    assert [wait.title for wait in waits(world.at, on=world.lea)] == ["1 row names a deal that its importer can’t see"]
    for other in (world.sol, world.sue, world.dee, world.fay):
        assert not [wait for wait in waits(world.at, on=other) if "names a deal" in wait.title]
        assert world.browser(other).get(f"/imports/{batch.pk}/set-aside/").status_code == 403
    assert not waits(world.at, asker=world.sol)
    lea = world.browser(world.lea)
    inbox = lea.get("/", follow=True).content.decode()
    assert "1 row names a deal that its importer can’t see" in inbox
    item = re.search(r'href="(/[^"]*aside-[^"]*)"', inbox)
    assert item
    assert lea.get(item[1]).status_code == 200
    assert f"/imports/{batch.pk}/set-aside/" in lea.get(item[1]).content.decode()
    page = lea.get(f"/imports/{batch.pk}/set-aside/").content.decode()
    assert "Merger renamed" in page
    assert "Merger of two banks" in page
    assert "Sol Hart brought these in" in page


def test_an_open_deal_of_the_same_client_is_named_before_a_second_is_made(importer, world, hidden):
    """Its number isn't known here yet, so nothing is matched; leadership sees what may be meant."""
    batch = importer.bring(row("K-77", "Merger of two banks", "Closed won", world.sue.email, "5000"))
    aside = SetAside.objects.get()
    assert aside.engagement is None
    page = world.browser(world.lea).get(f"/imports/{batch.pk}/set-aside/").content.decode()
    assert "Open here for this client:" in page
    assert f'href="/deals/{hidden.pk}/"' in page


def test_leadership_takes_the_files_word_and_can_undo_it(importer, world, hidden):
    batch = importer.bring(row("K-1", "Merger renamed", "Closed won", world.sue.email, "5000"))
    browser, aside = world.browser(world.lea), SetAside.objects.get()
    answer = browser.post(f"/imports/{batch.pk}/set-aside/", {"row": aside.pk, "verb": "take"}, follow=True)
    assert "Done: 0 new deals, 1 changed." in answer.content.decode()
    deal = Engagement.objects.get()
    assert (deal.name, deal.amount, deal.stage, deal.ungated, deal.answerable, deal.confidential) == (
        "Merger renamed", Decimal(5000), "signed", True, world.sue, True,
    )  # fmt: skip
    assert Handoff.objects.get(engagement=deal).remedial
    assert not waits(world.at, on=world.lea) or not SetAside.objects.filter(state=State.OPEN).exists()
    batch.refresh_from_db()
    assert (batch.created, batch.changed) == (1, 0), "the importer's own page must not change"
    importer.undo(ImportBatch.objects.latest("pk"), by=world.lea)
    assert as_it_is(deal)["name"] == "Merger of two banks"
    assert list(breaks()) == []


def test_leadership_leaves_it_and_is_asked_again_only_about_something_new(importer, world, hidden):
    text = row("K-1", "Merger renamed", "Contract sent", world.sue.email, "5000")
    batch = importer.bring(text)
    over.leave(batch, [SetAside.objects.get().pk], by=world.lea, at=world.at)
    importer.bring(text)
    assert not SetAside.objects.filter(state=State.OPEN).exists()
    again = importer.bring(text.replace("5000", "6000"))
    assert SetAside.objects.get(state=State.OPEN).batch == again
    assert Engagement.objects.get().name == "Merger of two banks"


def test_a_row_is_decided_once_by_leadership_alone_and_as_it_was_read(importer, world, hidden):
    text = row("K-1", "Merger renamed", "Contract sent", world.sue.email)
    batch, url = importer.bring(text), ""
    aside, url = SetAside.objects.get(), f"/imports/{batch.pk}/set-aside/"
    for person in (world.sol, world.sue, world.dee, world.fay):
        with pytest.raises(PermissionDenied):
            over.take(batch, [aside.pk], by=person, at=world.at)
        assert world.browser(person).post(url, {"row": aside.pk, "verb": "take"}).status_code == 403
    lea = world.browser(world.lea)
    assert lea.post(url, {"verb": "take"}).status_code == 422
    assert lea.post(url, {"row": [aside.pk, "x", "²", "9" * 30], "verb": "steal"}).status_code == 422
    importer.bring(
        text.replace("1000", "7000")
    )  # said anew: what leadership has before them isn't what's asked any more
    assert lea.post(url, {"row": aside.pk, "verb": "take"}).status_code in (404, 409)
    newest = SetAside.objects.get().batch
    over.leave(newest, [aside.pk], by=world.lea, at=world.at)
    with pytest.raises(Stale):
        over.take(newest, [aside.pk], by=world.lea, at=world.at)
    assert Engagement.objects.get().amount == 1000


def test_an_import_that_is_undone_asks_nothing_any_more(importer, world, hidden):
    batch = importer.bring(row("K-1", "Merger renamed", "Contract sent", world.sue.email))
    before = as_it_is(hidden)
    importer.undo(batch, by=world.sol)
    assert (SetAside.objects.count(), as_it_is(hidden)) == (0, before)


def test_what_was_hidden_since_is_neither_changed_nor_undone(importer, world):
    """Sol brought it and may not see it any more: his next file changes nothing, and his undo doesn't either."""
    first = importer.bring(row("K-2", "Own deal", "Contract sent", world.sol.email))
    second = importer.bring(row("K-2", "Own deal", "Contract sent", world.sol.email, "2000"))
    deal = Engagement.objects.get()
    verbs.edit(deal, seen=deal.version, by=world.lea, at=world.at, seller=world.sue, confidential=True)
    before = as_it_is(deal)
    third = importer.bring(row("K-2", "Renamed", "Closed lost", world.sol.email, "3"))
    assert (third.created, third.changed, third.unchanged) == (0, 0, 1)
    assert as_it_is(deal) == before
    for batch in (second, first):
        page = importer.undo(batch, by=world.sol)
        assert as_it_is(deal) == before
        shown = world.browser(world.sol).get(f"/imports/{page.pk}/").content.decode()
        assert f"/deals/{deal.pk}/" not in shown
    assert [(each.engagement, each.batch) for each in SetAside.objects.all()] == [(deal, third)]


def test_a_deal_that_is_hidden_between_the_match_and_the_lock_is_put_aside(importer, world, monkeypatch):
    from tandem.connectors.actions import chunk

    importer.bring(row("K-3", "Own deal", "Contract sent", world.sol.email))
    deal, compare = Engagement.objects.get(), chunk.compare

    def hide_after(*told):
        found = compare(*told)
        Engagement.objects.filter(pk=deal.pk).update(seller=world.sue, confidential=True)
        return found

    monkeypatch.setattr(chunk, "compare", hide_after)
    batch = importer.bring(row("K-3", "Taken", "Contract sent", world.sol.email))
    assert (batch.changed, batch.unchanged) == (0, 1)
    assert Engagement.objects.get().name == "Own deal"
    assert SetAside.objects.get().engagement == deal


def test_the_same_file_by_two_teams_makes_no_deal_twice(importer, world):
    both = FILE + "7,Sues own,Contract sent,10,sue@brook.example,2026-12-11,2026-06-01,Halden\n"
    assert world.sue
    importer.bring(both)
    importer.bring(both, by=world.sue)
    importer.bring(both)
    assert Engagement.objects.count() == 5


@pytest.mark.parametrize("who", ["lea", "sol", "sue", "con", "dee", "rex"])
def test_the_eyes_are_those_of_the_pages(importer, world, who):
    """`visible_to` says what is seen of deals that are here; `Eyes` foretells it of deals that aren't yet."""
    person = getattr(world, who)
    mate = world.person("Mia Mate", Access.SALES, team=world.sales_team)
    eyes = eyes_of(person)
    for seller in (None, world.sol, world.sue, mate, person):
        deal = world.engagement(name="x", seller=seller, lead=None)
        assert eyes.would_see(seller.pk if seller else None) == (deal.pk in eyes.visible([deal.pk]))
        Engagement.objects.filter(pk=deal.pk).update(stage=Stage.SIGNED)
        seen_signed = deal.pk in eyes.visible([deal.pk])
        assert eyes.would_learn(seller.pk if seller else None, "signed") == (
            seen_signed and not eyes.would_see(seller.pk if seller else None)
        )


def test_who_sees_an_import(importer, world):
    """A file's samples and rows name deals: it's its importer's and leadership's."""
    ada = world.person("Ada Stern", Access.CONSULTANT, is_admin=True)
    batch = importer.bring(FILE)
    for person, status in ((world.sol, 200), (world.lea, 200), (world.sue, 404), (ada, 404)):
        browser = world.browser(person)
        assert browser.get(f"/imports/{batch.pk}/").status_code == status, person
        assert (batch.file_name in browser.get("/imports/").content.decode()) == (status == 200)
        if status == 404:
            for verb in ("start", "undo"):
                assert browser.post(f"/imports/{batch.pk}/{verb}/", {"seen": batch.version}).status_code == 404
    call = receive.receive([FILE.encode()], "nightly.csv", by=_program(), at=world.at)
    for person, status in ((ada, 200), (world.lea, 200), (world.sol, 404)):
        assert world.browser(person).get(f"/imports/{call.pk}/").status_code == status


def _program():
    from tandem.ledger.actions import Program

    return Program("tandem import")


def test_the_work_is_the_same_for_a_new_id_and_an_unseen_one(importer, world, hidden):
    """As many queries to read it and, give or take the one row that is written, to bring it in."""
    asked = {}
    for key in ("warm", "Z-9", "K-1"):
        with CaptureQueriesContext(
            connection,
        ) as looking:
            batch = importer.look(row(key, "A", "Contract sent", world.sue.email))
        with CaptureQueriesContext(connection) as bringing:
            apply.run(apply.start(batch, by=world.sol, at=world.at), by=world.sol, at=world.at)
        asked[key] = len(looking), len(bringing)
    assert asked["Z-9"][0] == asked["K-1"][0]
    assert abs(asked["Z-9"][1] - asked["K-1"][1]) <= 12


# What the file claims and what it's taken for.
OPEN = (Stage.LEAD, Stage.QUALIFIED, Stage.SCOPED, Stage.AGREED, Stage.PROPOSED)


@pytest.mark.parametrize("closes", ["2025-12-30", "2020-01-01", "2026-10-01", ""])
@pytest.mark.parametrize("stage", OPEN)
def test_an_open_deal_that_comes_back_won_went_past_its_gates_whatever_its_day(importer, world, stage, closes):
    importer.bring(row("1", "A", "Contract sent", world.sol.email))
    Engagement.objects.update(stage=stage)
    importer.bring(row("1", "A", "Closed won", world.sol.email, closes=closes))
    deal = Engagement.objects.get()
    assert (deal.stage, deal.ungated, deal.answerable) == ("signed", True, world.sol)
    assert Handoff.objects.get(engagement=deal).remedial


def test_one_that_was_lost_here_was_open_here(importer, world):
    importer.bring(row("1", "A", "Contract sent", world.sol.email))
    deal = Engagement.objects.get()
    verbs.lose(deal, reason="Price", by=world.sol, at=world.at)
    importer.bring(row("1", "A", "Closed won", world.sol.email, closes="2025-12-30"))
    assert Engagement.objects.get().ungated


def test_one_that_arrived_as_lost_and_was_won_before_tandem_is_history(importer, world):
    importer.bring(row("1", "A", "Closed lost", world.sol.email, closes="2025-12-30"))
    importer.bring(row("1", "A", "Closed won", world.sol.email, closes="2025-12-30"))
    deal = Engagement.objects.get()
    assert (deal.stage, deal.ungated) == ("signed", False)


@pytest.mark.parametrize(
    ("closes", "since", "ungated"),
    [
        ("2025-12-31", date(2026, 1, 1), False),
        ("2026-01-01", date(2026, 1, 1), True),
        ("", date(2026, 1, 1), True),
        ("2020-01-01", None, True),
        ("", None, True),
    ],
)
def test_only_a_day_from_before_the_firms_first_makes_a_win_history(importer, world, closes, since, ungated):
    world.firm.uses_tandem_since = since
    world.firm.save()
    importer.bring(row("1", "A", "Closed won", world.sol.email, closes=closes))
    deal = Engagement.objects.get()
    assert (deal.stage, deal.ungated, Handoff.objects.exists()) == ("signed", ungated, ungated)
    assert (deal.answerable == world.sol) == ungated


def _fit(world, score: int, *, stops: bool = False, current: bool = True) -> Fit:
    profile = Profile.objects.create(number=1, current=current, floor=60, published_at=world.at)
    return Fit.objects.create(account=world.client, profile=profile, score=score, disqualified=stops, made_at=world.at)


@pytest.mark.parametrize(
    ("score", "stops", "current", "stage"),
    [
        (None, False, True, "lead"),
        (59, False, True, "lead"),
        (60, False, True, "qualified"),
        (90, True, True, "lead"),
        (90, False, False, "lead"),
    ],
)
@pytest.mark.parametrize("claimed", ["Contract sent", "Qualified to buy", "Presentation scheduled"])
def test_a_row_arrives_qualified_only_with_a_fit_that_meets_the_profile(
    importer, world, claimed, score, stops, current, stage
):
    fit = _fit(world, score, stops=stops, current=current) if score is not None else None
    text = row("1", "A", claimed, world.sol.email).replace("Brand New Client", "Halden Water")
    assert world.client
    batch = importer.look(text)
    assert set(batch.findings["by_stage"]) == {stage}
    assert any("isn't judged here yet" in words for words in batch.findings["notes"]) == (stage == "lead")
    importer.bring(text)
    deal = Engagement.objects.get()
    assert (deal.stage, deal.fit, deal.crm_stage) == (stage, fit if stage == "qualified" else None, claimed)


def test_a_lost_deal_that_is_open_again_needs_its_fit_too(importer, world):
    importer.bring(row("1", "A", "Closed lost", world.sol.email))
    Engagement.objects.update(fit=_fit(world, 80))
    importer.bring(row("1", "A", "Contract sent", world.sol.email))
    assert Engagement.objects.get().stage == "qualified"


@pytest.mark.parametrize("who", ["dee", "con", "fay", "rex", "gone"])
def test_nobody_brings_a_file_in_under_a_name_that_may_not(importer, world, tmp_path, who):
    person = world.person("Gus Gone", Access.SALES, is_active=False) if who == "gone" else getattr(world, who)
    path = tmp_path / "deals.csv"
    path.write_text(FILE)
    with pytest.raises(CommandError, match=f"{person.name} may not bring files in"):
        call_command("import", "deals", str(path), "--by", person.email, stdout=io.StringIO())
    assert (Engagement.objects.count(), ImportBatch.objects.count()) == (0, 0)
    batch = importer.look(FILE)
    for verb in (
        lambda: receive.receive([b"x"], "a.csv", by=person, at=world.at),
        lambda: apply.start(batch, by=person, at=world.at),
        lambda: importer.undo(batch, by=person),
    ):
        with pytest.raises(PermissionDenied):
            verb()


def test_the_command_under_a_sellers_name_sees_what_the_seller_sees(importer, world, hidden, tmp_path):
    path, before = tmp_path / "deals.csv", as_it_is(hidden)
    path.write_text(row("K-1", "Mine", "Closed won", world.sue.email, "1"))
    said = {}
    for key in ("K-1", "Z-9"):
        path.write_text(row(key, "Mine", "Closed won", world.sue.email, "1"))
        out = io.StringIO()
        call_command("import", "deals", str(path), "--by", world.sol.email, stdout=out)
        said[key] = re.sub(r"[\d,]+ rows a second", "", out.getvalue())
    assert said["K-1"] == said["Z-9"]
    assert as_it_is(hidden) == before
