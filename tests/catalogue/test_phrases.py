"""The firm's own words: a list from the first day on, that both sides change and everybody reads."""

from importlib import import_module

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from tandem.calc.phrases import find
from tandem.catalogue.actions import phrase as verbs
from tandem.catalogue.models import Phrase
from tandem.catalogue.queries import phrases as queries
from tandem.gates import Refused
from tandem.ledger.models import Entry

FIRST = import_module("tandem.catalogue.migrations.0003_phrases_to_start_with")


@pytest.fixture
def none_yet(world):
    """A list of the test's own: what a new firm begins with is left aside."""
    Phrase.objects.all().delete()
    return world


def add(world, words="as needed", kind="vague", hint="Say how many hours.", **more):
    return verbs.add(words=words, kind=kind, hint=hint, by=world.dee, at=world.at, **more)


def page(world, who, name="settings_words", *args, data=None, query=""):
    browser, address = world.browser(getattr(world, who)), reverse(name, args=args) + query
    return browser.get(address) if data is None else browser.post(address, data)


def test_a_firm_begins_with_words_of_each_kind():
    assert {kind: len(getattr(FIRST, kind.upper())) for kind in Phrase.Kind.values} == {
        "vague": 28, "committed": 26, "implied": 24, "mentioned": 13,
    }  # fmt: skip
    assert all(hint.endswith(".") for _words, hint in FIRST.VAGUE)
    every = [words for words, _hint in FIRST.VAGUE] + FIRST.COMMITTED + FIRST.IMPLIED + FIRST.MENTIONED
    assert len({words.lower() for words in every}) == len(every)
    assert [words for words in every if not find(f"So {words}, then.", [words])] == []


def test_the_first_list_can_be_written_twice(none_yet):
    class Apps:
        get_model = staticmethod(lambda _app, _model: Phrase)

    for _again in range(2):
        FIRST.add(Apps, None)
    assert Phrase.objects.count() == 91


def test_by_kind_names_every_kind_in_one_query(none_yet, django_assert_num_queries):
    add(none_yet)
    add(none_yet, words="asap", hint="")
    verbs.retire(add(none_yet, words="shortly"), by=none_yet.dee, at=none_yet.at, seen=1)
    with django_assert_num_queries(1):
        found = queries.by_kind()
    assert {kind: [row.words for row in rows] for kind, rows in found.items()} == {
        "vague": ["as needed", "asap"], "committed": [], "implied": [], "mentioned": [],
    }  # fmt: skip
    with django_assert_num_queries(1):
        assert queries.hints() == {"as needed": "Say how many hours.", "asap": ""}
    assert queries.words_by_kind()["vague"] == ["as needed", "asap"]


def test_words_are_added_changed_retired_and_taken_up_again(none_yet):
    world = none_yet
    answer = page(world, "sol", "settings_word_new", data={"words": " as   needed ", "kind": "vague", "hint": "Hours."})
    assert answer.status_code == 303
    row = Phrase.objects.get()
    assert row.words == "as needed"
    data = {"words": "as required", "kind": "vague", "hint": "Give hours.", "seen": 1}
    assert page(world, "dee", "settings_word", row.pk, data=data).status_code == 303
    html = page(world, "con").content.decode()
    assert "as required" in html
    assert "Give hours." in html
    assert "Change" not in html
    assert page(world, "lea", "settings_word_retire", row.pk, data={"seen": 2}).status_code == 303
    assert queries.hints() == {}
    assert "Look for it again" in page(world, "sol").content.decode()
    page(world, "sol", "settings_word_retire", row.pk, data={"seen": 3, "again": "1"})
    assert queries.hints() == {"as required": "Give hours."}
    told = Entry.objects.filter(subject_type="catalogue.phrase").order_by("pk").values_list("actor_name", "verb")
    assert list(told) == [
        ("Sol Hart", "added phrase"), ("Dee Lund", "changed phrase"), ("Lea Marsh", "retired phrase"),
        ("Sol Hart", "took up phrase again"),
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["fay", "rex", "con"])
def test_others_read_only(none_yet, who):
    row = add(none_yet)
    assert "as needed" in page(none_yet, who).content.decode()
    data = {"words": "anything", "kind": "vague", "seen": 1}
    assert page(none_yet, who, "settings_word_new", data=data).status_code == 403
    assert page(none_yet, who, "settings_word", row.pk, data=data).status_code == 403
    assert page(none_yet, who, "settings_word_retire", row.pk, data={"seen": 1}).status_code == 403
    with pytest.raises(PermissionDenied):
        verbs.retire(row, by=getattr(none_yet, who), at=none_yet.at, seen=1)
    assert Phrase.objects.get().words == "as needed"


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ({"words": ""}, "Say which words to look for."),
        ({"words": "—"}, "Give at least two letters."),
        ({"words": "As  Needed"}, "“As Needed” is in this list already."),
        ({"words": "x" * 81}, "at most 80 characters"),
        ({"words": "asap", "kind": "lovely"}, "Select a valid choice"),
    ],
)
def test_bad_input_keeps_what_was_typed(none_yet, data, problem):
    add(none_yet)
    answer = page(none_yet, "sol", "settings_word_new", data={"kind": "vague", "hint": "Typed hint.", **data})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert problem in html
    assert "Typed hint." in html
    assert Phrase.objects.count() == 1


def test_a_retired_one_is_taken_up_again_rather_than_added(none_yet):
    verbs.retire(add(none_yet), by=none_yet.dee, at=none_yet.at, seen=1)
    with pytest.raises(Refused, match="take it up again"):
        add(none_yet, words="AS NEEDED")


def test_two_who_change_the_same_words_lose_nothing(none_yet):
    row = add(none_yet)
    verbs.change(row, words="as needed", kind="vague", hint="Dee’s hint.", by=none_yet.dee, at=none_yet.at, seen=1)
    data = {"words": "as needed", "kind": "vague", "hint": "Sol’s hint.", "seen": 1}
    answer = page(none_yet, "sol", "settings_word", row.pk, data=data)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Dee’s hint." in html
    assert "Sol’s hint." in html
    assert page(none_yet, "sol", "settings_word_retire", row.pk, data={"seen": 1}).status_code == 409


def test_a_sentence_is_tried_out(none_yet):
    add(none_yet)
    html = page(none_yet, "con", query="?text=Reports+%3Cb%3Eas+needed").content.decode()
    assert "Reports &lt;b&gt;<mark>as needed</mark>" in html


def test_as_many_queries_for_one_as_for_three_hundred(none_yet, django_assert_num_queries):
    add(none_yet)
    browser = none_yet.browser(none_yet.dee)
    browser.get(reverse("settings_words"))
    with django_assert_num_queries(4):
        browser.get(reverse("settings_words"))
    Phrase.objects.bulk_create(Phrase(words=f"vague {n}", kind="vague") for n in range(300))
    with django_assert_num_queries(4):
        assert "vague 299" in browser.get(reverse("settings_words")).content.decode()
