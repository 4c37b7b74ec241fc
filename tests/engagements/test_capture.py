"""Quick capture: notes are read, promises proposed, and only what somebody ticked is written down."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tandem.calc.capture import LIMIT
from tandem.catalogue.models import Phrase
from tandem.engagements.actions import promise as actions
from tandem.engagements.forms.capture import MOST
from tandem.engagements.models import Promise
from tandem.ledger.models import Entry
from tests.engagements.made import HOSTILE, HTMX, promise

NOTES = """Call with Halden, 24 November

Sol: We will have the register live by the end of March, as needed.
Ruth: We will give you access to SAP on Friday.
Dee: That should be fine.
Somebody: We'll bring the vans.
"""


@pytest.fixture
def words(world):
    """The firm's phrases are the test's own."""
    Phrase.objects.all().delete()
    for kind, each in (
        ("committed", "we will"),
        ("committed", "we'll"),
        ("implied", "should be fine"),
        ("mentioned", "we might"),
    ):
        Phrase.objects.create(kind=kind, words=each)
    Phrase.objects.create(kind="vague", words="as needed", hint="Say how many hours.")
    assert world.ruth
    return world


def send(world, person=None, **data):
    browser = world.browser(person or world.sol)
    values = {
        "notes": NOTES,
        "held_on": "2026-11-24",
        "said_by": world.sol.pk,
        "said_to": "Ruth Castellan",
        "what": "read",
        **data,
    }
    return browser.post(reverse("deal_promise_capture", args=[world.deal.pk]), values)


def row(n, **fields):
    values = {
        "quote": f"Promise {n}.",
        "strength": "committed",
        "said_by": "",
        "said_to": "Ruth",
        "due_on": "",
        "found": f"Promise {n}.",
        **fields,
    }
    return {f"said-{n}-{name}": value for name, value in values.items() if value is not None}


def rows(*given):
    many = {"said-TOTAL_FORMS": len(given), "said-INITIAL_FORMS": len(given)}
    for each in given:
        many.update(each)
    return {"what": "write", **many}


def test_likely_promises_are_proposed_and_nothing_is_recorded(words):
    before = Entry.objects.count()
    answer = send(words)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "3 sentences sound like a promise" in html
    assert "<mark>as needed</mark>" in html
    assert "Say how many hours." in html
    assert 'value="2027-03-31"' in html
    assert "We will give you access to SAP" in html  # in the notes that travel along
    assert 'value="We will give you access to SAP on Friday."' not in html
    assert not Promise.objects.exists()
    assert Entry.objects.count() == before


def test_the_name_before_the_colon_is_who_said_it(words):
    html = send(words).content.decode()
    assert f'<option value="{words.sol.pk}" selected>Sol Hart</option>' in html
    assert f'<option value="{words.dee.pk}" selected>Dee Lund</option>' in html
    assert html.count('<option value="" selected>Choose somebody</option>') == 1  # Somebody is nobody of ours


def test_only_what_was_committed_to_is_ticked_and_nothing_twice(words):
    html = send(words).content.decode()
    assert html.count("checked") == 2
    promise(words, quote="We will have the register live, by the end of March as needed")
    assert send(words).content.decode().count("checked") == 1


def test_what_is_ticked_is_written_down_as_it_was_put_right_and_nothing_else(words):
    data = rows(
        row(0, take="on", quote="One register by March.", said_by=words.sol.pk, due_on="2027-03-31"),
        row(1, take="on", strength="implied", said_by=words.dee.pk, said_to="Femi"),
        row(2, quote="", said_by=""),
    )
    answer = send(words, said_where="Scoping call", held_on="2026-11-20", **data)
    assert answer.status_code == 303
    assert answer["Location"] == reverse("deal_promises", args=[words.deal.pk])
    found = Promise.objects.order_by("pk").values_list(
        "quote", "strength", "said_by__name", "said_to", "said_on", "said_where", "due_on"
    )
    assert [tuple(map(str, each)) for each in found] == [
        ("One register by March.", "committed", "Sol Hart", "Ruth", "2026-11-20", "Scoping call", "2027-03-31"),
        ("Promise 1.", "implied", "Dee Lund", "Femi", "2026-11-20", "Scoping call", "None"),
    ]
    told = Entry.objects.filter(subject_type="engagements.promise").values_list("verb", "actor_name", "engagement_id")
    assert list(told) == [("wrote down promise", "Sol Hart", words.deal.pk)] * 2


def test_one_bad_row_and_nothing_is_recorded_and_nothing_is_lost(words):
    data = rows(
        row(0, take="on", said_by=words.sol.pk, quote="Typed anew."),
        row(1, take="on", quote="", said_by="", due_on="never"),
    )
    answer = send(words, **data)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "There is a problem" in html
    assert "Say who said it." in html
    assert "Enter a valid date." in html
    assert "Typed anew." in html
    assert "Dee: That should be fine." in html
    assert not Promise.objects.exists()


def test_nothing_ticked_says_so(words):
    answer = send(words, **rows(row(0), row(1)))
    assert answer.status_code == 422
    assert "Tick what was promised" in answer.content.decode()


def test_all_or_nothing_is_one_transaction(words, monkeypatch):
    def fails(entries):
        raise RuntimeError

    monkeypatch.setattr(actions.ledger, "record_all", fails)
    with pytest.raises(RuntimeError):
        actions.capture(
            words.deal, [{"quote": "Q", "said_by": words.sol, "said_on": words.today}], by=words.sol, at=words.at
        )
    assert not Promise.objects.exists()


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ({"notes": ""}, "Paste the notes first."),
        ({"notes": "We will. " * 5556}, f"{LIMIT} are read at once. Paste a part."),
        ({"held_on": "yesterday"}, "Enter a valid date."),
        ({"said_by": "999999"}, "Select a valid choice."),
    ],
)
def test_bad_input_keeps_the_notes(words, data, problem):
    answer = send(words, **data)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert problem in html
    assert data.get("notes", NOTES).strip()[:20] in html


def test_fifty_thousand_characters_are_read_and_a_hundred_proposals_shown(words):
    lines = "".join(f"We will do the thing {n}.\n" for n in range(150))
    html = send(words, notes=lines + "x" * (LIMIT - len(lines) - 200)).content.decode()
    assert html.count("<article") == MOST
    assert "50 more were found" in html


@pytest.mark.parametrize(
    "junk", [{"said-TOTAL_FORMS": "lots"}, {"said-TOTAL_FORMS": "100000", "said-INITIAL_FORMS": "0"}, {}]
)
def test_a_broken_form_is_no_server_error(words, junk):
    assert send(words, what="write", **junk).status_code == 422


def test_notes_without_a_promise_say_so(words):
    html = send(words, notes="Thank you for coming.\nSee you on Friday.").content.decode()
    assert "Nothing in these notes sounds like a promise" in html
    assert "Thank you for coming." in html


def test_who_may(words):
    words.join(words.con, words.deal)
    for person, status in ((words.dee, 200), (words.lea, 200), (words.sue, 404), (words.fay, 403), (words.con, 403)):
        assert send(words, person).status_code == status
    assert words.browser(words.sol).get(reverse("deal_promise_capture", args=[words.deal.pk])).status_code == 200


def test_hostile_notes_are_shown_as_words(words):
    html = send(words, notes=f"We will {HOSTILE} by Friday.").content.decode()
    assert HOSTILE not in html
    assert "&lt;script&gt;" in html


def test_htmx_gets_the_main_block_alone(words):
    browser = words.browser(words.sol)
    data = {"notes": NOTES, "held_on": "2026-11-24", "said_by": words.sol.pk, "what": "read"}
    html = browser.post(reverse("deal_promise_capture", args=[words.deal.pk]), data, headers=HTMX).content.decode()
    assert "<html" not in html
    assert "3 sentences sound like a promise" in html


def test_as_many_queries_for_a_hundred_proposals_as_for_one(words):
    counts = []
    send(words)
    for n in (1, 100):
        with CaptureQueriesContext(connection) as asked:
            html = send(words, notes="".join(f"We will do thing {i}.\n" for i in range(n))).content.decode()
        assert html.count("<article") == n
        counts.append(len(asked))
    assert counts[0] == counts[1]
