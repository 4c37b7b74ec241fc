"""Clauses with their promises and reasons: the two never disagree, nothing is lost, the same numbers everywhere."""

from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tandem.calc.phrases import find
from tandem.catalogue.models import Phrase
from tandem.catalogue.queries.phrases import hints
from tandem.engagements.actions import promise as promises
from tandem.engagements.models import Promise
from tandem.gates import Refused, check, insist
from tandem.ledger.actions import Stale
from tandem.ledger.models import Entry
from tandem.review.queries.gate import sign_facts
from tandem.scoping.actions import draft, items
from tandem.scoping.actions.freeze import digest_of, freeze
from tandem.scoping.actions.standard import clauses
from tandem.scoping.gate import rules as gate
from tandem.scoping.models import ScopeItem
from tandem.scoping.queries import scope as queries
from tandem.scoping.queries.compare import compare
from tandem.scoping.queries.gate import freeze_facts
from tandem.scoping.queries.trail import links_of, trail
from tandem.scoping.queries.vague import vague
from tests import dealing


def by(world, who: str = "sol") -> dict:
    return {"by": getattr(world, who), "at": world.at}


def promised(world, quote: str = "You will have one list.", **fields) -> Promise:
    return Promise.objects.create(
        engagement=world.deal, quote=quote, said_by=world.sol, said_on=world.today, **fields
    )  # fmt: skip


def page(world, person, name, *args, data=None, query=""):
    browser, address = world.browser(person), reverse(name, args=[world.deal.pk, *args]) + query
    return browser.get(address) if data is None else browser.post(address, data)


def section_of(answer) -> str:
    html = answer.content.decode()
    return unescape(html[html.index('id="section"') :].split('id="rail"')[0])


# A draft begins with how it's accepted and changed


def test_a_draft_begins_with_how_it_is_accepted_and_changed(world):
    scope = draft.start(world.deal, **by(world))
    assert list(scope.items.order_by("pk").values_list("kind", "words")) == clauses()
    assert {item.kind for item in scope.items.all()} == {"acc", "chg"}


def test_no_standard_clause_has_a_word_of_the_firms_vague_list(world):
    assert hints()
    assert [find(words, hints()) for _kind, words in clauses()] == [[], []]


def test_a_later_version_takes_over_reasons_and_promises_and_no_second_ending(world, ready, drafted):
    said = promised(world)
    item = drafted.items.get(kind="in")
    items.revise(item, **by(world), seen=None, words=item.words, kind="in", promises=[said], because="Asked for")
    first = freeze(ready, **by(world), today=world.today)
    second = draft.start_again(first, **by(world))
    told = [(each.kind, each.words, each.because, list(each.promises.all())) for each in queries.content(second).items]
    assert told == [
        (each.kind, each.words, each.because, list(each.promises.all())) for each in queries.content(first).items
    ]
    assert ("in", "One asset register", "Asked for", [said]) in told
    assert digest_of(queries.content(second)) == first.digest


def test_what_both_tiers_say_keeps_its_promise_and_the_rest_lets_go(world, gold):
    scope = draft.start_from_tier(world.deal, gold, **by(world), today=world.today)
    kept, gone = promised(world, "One list."), promised(world, "Training is in.")
    for said, words in ((kept, "One asset register"), (gone, "Training for two people")):
        item = scope.items.get(words=words)
        items.revise(item, **by(world), seen=None, words=words, kind="in", promises=[said])
    gold.deliverables.filter(words="Training for two people").delete()
    draft.start_from_tier(world.deal, gold, **by(world), today=world.today)
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (kept.paper, kept.paper_words) == ("clause", "One asset register")
    assert gone.paper == ""
    assert scope.items.get(words="One asset register").promises.get() == kept


# Clause and promise say the same, in one transaction


@pytest.mark.parametrize(
    ("kind", "paper"), [("in", "clause"), ("out", "excluded"), ("acc", "clause"), ("chg", "clause")]
)
def test_choosing_a_promise_papers_it_in_the_clauses_words(world, drafted, kind, paper):
    said = promised(world)
    items.add(drafted, **by(world), kind=kind, words="One list of everything", promises=[said])
    said.refresh_from_db()
    assert (said.paper, said.paper_words) == (paper, "One list of everything")
    assert Entry.objects.filter(verb="papered promise", subject_id=said.pk).exists()


def test_a_reworded_clause_rewords_the_promises_paper(world, drafted):
    said = promised(world)
    item = items.add(drafted, **by(world), kind="in", words="One list", promises=[said])
    items.revise(item, **by(world), seen=None, words="Not in: one list", kind="out")
    said.refresh_from_db()
    assert (said.paper, said.paper_words) == ("excluded", "Not in: one list")


@pytest.mark.parametrize("how", ["unticked", "taken out"])
def test_a_promise_that_lost_its_only_clause_is_on_no_paper_again(world, drafted, how):
    said = promised(world)
    item = items.add(drafted, **by(world), kind="in", words="One list", promises=[said])
    if how == "unticked":
        items.revise(item, **by(world), seen=None, words="One list", kind="in", promises=[])
    else:
        items.remove(item, **by(world), seen=None)
    said.refresh_from_db()
    assert (said.paper, said.paper_words) == ("", "")
    assert Entry.objects.filter(verb="took promise off paper", subject_id=said.pk).exists()


def test_a_promise_that_another_clause_says_stays_on_paper(world, drafted):
    said = promised(world)
    first = items.add(drafted, **by(world), kind="in", words="One list", promises=[said])
    items.add(drafted, **by(world), kind="acc", words="Accepted when there is one list", promises=[said])
    items.remove(first, **by(world), seen=None)
    said.refresh_from_db()
    assert said.paper == "clause"


def test_a_promise_withdrawn_since_stays_withdrawn(world, drafted):
    said = promised(world)
    item = items.add(drafted, **by(world), kind="in", words="One list", promises=[said])
    said.refresh_from_db()
    told = {"told_by": world.sol, "told_to": "Ruth", "told_on": said.said_on, "told_how": "By phone"}
    promises.paper(said, **by(world), seen=None, paper="withdrawn", paper_words="Told Ruth on the 20th", **told)
    items.remove(item, **by(world), seen=None)
    said.refresh_from_db()
    assert (said.paper, said.paper_words) == ("withdrawn", "Told Ruth on the 20th")


def test_if_the_promise_moved_meanwhile_neither_is_written(world, drafted):
    said = promised(world)
    Promise.objects.filter(pk=said.pk).update(version=5)
    with pytest.raises(Stale):
        items.add(drafted, **by(world), kind="in", words="One list", promises=[said])
    assert not drafted.items.filter(words="One list").exists()


@pytest.mark.parametrize(
    "change",
    [
        {"words": "One list", "kind": "out"},
        {"words": "One list", "kind": "in", "because": "B"},
        {"words": "One list", "kind": "in", "promises": True},
    ],
)
def test_whatever_somebody_changed_of_a_clause_makes_the_other_come_second(world, drafted, change):
    said = promised(world)
    item = items.add(drafted, **by(world), kind="in", words="One list")
    read = items.as_read(item, [])
    if change.get("promises"):
        change = {**change, "promises": [said]}
    items.revise(item, **by(world, "dee"), seen=read, **change)
    with pytest.raises(Stale):
        items.revise(item, **by(world), seen=read, words="My list", kind="in")


# The trail


def test_the_scopes_numbers_are_those_of_the_signatures_gate(world, drafted):
    for number, paper in enumerate(("", "clause", "excluded", "unwritten", "withdrawn", "")):
        said = promised(world, f"Promise {number}", paper=paper, paper_words="x")
        if paper in ("clause", "excluded"):
            kind = "in" if paper == "clause" else "out"
            ScopeItem.objects.create(scope=drafted, kind=kind, words="x").promises.add(said)
    found = trail(world.deal, queries.content(drafted))
    facts = sign_facts(world.deal, world.today)
    by_hand = [each.quote for each in Promise.objects.order_by("pk") if each.paper in ("", "unwritten")]
    assert [each.quote for each in found.unpapered] == list(facts.unpapered) == by_hand
    assert len(found.said.promises) == facts.promises == 6


def test_a_clause_is_explained_by_the_tier_a_promise_or_a_reason(world, gold):
    scope = draft.start_from_tier(world.deal, gold, **by(world), today=world.today)
    said = promised(world)
    items.add(scope, **by(world), kind="in", words="By promise", promises=[said])
    items.add(scope, **by(world), kind="in", words="By reason", because="They asked")
    items.add(scope, **by(world), kind="out", words="Excluded by nobody")
    items.add(scope, **by(world), kind="in", words="Gold-plating")
    found = trail(world.deal, queries.content(scope))
    assert [item.words for item in found.unexplained] == ["Gold-plating"]
    assert {each.words for each in ScopeItem.objects.filter(pk__in=found.links)} == {"By promise"}


@pytest.mark.parametrize("n", [3, 300])
def test_the_trail_takes_three_queries_whatever_the_rows(world, drafted, n, django_assert_num_queries):
    said = [promised(world, f"P{each}") for each in range(n)]
    rows = ScopeItem.objects.bulk_create(
        ScopeItem(scope=drafted, kind="in", words=f"C{each} as needed") for each in range(n)
    )
    through = ScopeItem.promises.through
    through.objects.bulk_create(through(scopeitem=row, promise=each) for row, each in zip(rows, said, strict=True))
    content = queries.content(drafted)
    with django_assert_num_queries(3):
        found = trail(world.deal, content)
    assert len(found.vague) == n
    assert len(found.links) == n == len(links_of(content.items))


# Vague words


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Support as needed", ["as needed"]),
        ("Support AS  NEEDED, and so-on", ["as  needed", "so-on"]),
        ("Two training days, recorded", []),
        ("etc", ["etc"]),
        ("Fetching sketches", []),
    ],
)
def test_vague_words_are_found_where_they_stand(words, found):
    item = ScopeItem(words=words)
    told = vague([item], {"as needed": "Say how much.", "so on": "List it.", "etc": ""})
    assert [part for each in told for part, _hint in each.words] == [each.lower() for each in found]
    assert "".join(text for each in told for text, _hint in each.runs) == (words if found else "")


def test_vague_clauses_shut_the_freeze_until_reworded_or_kept(world, ready, drafted):
    item = items.add(drafted, **by(world), kind="in", words="Support as needed")
    dealing.vet_all(world, ready)
    with pytest.raises(Refused) as shut:
        freeze(ready, **by(world), today=world.today)
    assert [finding.rule for finding in shut.value.findings] == ["clauses_say_what_they_mean"]
    assert "“Support as needed”" in str(shut.value)
    items.explain(item, **by(world), seen=None, because="Capped at 20 hours in the estimate")
    freeze(ready, **by(world), today=world.today)


def test_a_retired_phrase_shuts_nothing(world, ready, drafted):
    items.add(drafted, **by(world), kind="in", words="Support as needed")
    Phrase.objects.filter(words="as needed").update(retired=True)
    dealing.vet_all(world, ready)
    freeze(ready, **by(world), today=world.today)


def test_frozen_words_are_not_read_again(world, ready, drafted):
    freeze(ready, **by(world), today=world.today)
    Phrase.objects.create(words="asset register", kind="vague")
    assert freeze_facts(ready).vague == ()


@pytest.mark.parametrize(
    ("facts", "state", "note"),
    [
        (gate.ScopeFacts(clauses=3), "done", ""),
        (gate.ScopeFacts(clauses=3, vague=(gate.VagueFact("A", kept=True),)), "done", "1 kept with a reason"),
        (gate.ScopeFacts(clauses=3, vague=(gate.VagueFact("A"),)), "open", "1 of 3 clauses vague"),
        (
            gate.ScopeFacts(clauses=3, vague=(gate.VagueFact("A", kept=True), gate.VagueFact("B"))),
            "open",
            "1 of 3 clauses vague",
        ),
    ],
)
def test_the_rule(facts, state, note):
    finding = check([gate.clauses_say_what_they_mean], facts)[0]
    assert (finding.state, finding.note) == (state, note)
    assert finding.waivable


def test_the_rule_names_the_first_and_counts_the_rest():
    facts = gate.ScopeFacts(clauses=9, vague=tuple(gate.VagueFact(f"C{n}") for n in range(5)), seller="Sol")
    with pytest.raises(Refused, match="“C0”; “C1” and 3 more"):
        insist([gate.clauses_say_what_they_mean], facts)
    assert check([gate.clauses_say_what_they_mean], facts)[0].waits_on == ("Sol",)


# Versions


def test_a_scope_without_the_new_kinds_keeps_the_digest_it_always_had(world, drafted):
    drafted.items.filter(kind__in=("acc", "chg")).delete()
    items.add(drafted, **by(world), kind="out", words="Vans")
    drafted.refresh_from_db()
    found = queries.content(drafted)
    # Worked out by the former way of writing it down: kind and words of each clause, in their order.
    import hashlib
    import json

    said = {
        "tier": [None, ""],
        "items": [["in", "One asset register"], ["out", "Vans"]],
        "lines": [["Data engineer", 6000, "120.00", "60.00"]],
        "price": ["12000.00", "0.00", 0],
        "dates": ["2027-01-11", "2027-06-25"],
    }
    assert digest_of(found) == hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


@pytest.mark.parametrize("kind", ["acc", "chg"])
def test_other_words_of_acceptance_or_change_are_another_scope(world, drafted, kind):
    before = digest_of(queries.content(drafted))
    item = drafted.items.get(kind=kind)
    items.revise(item, **by(world), seen=None, words="Otherwise", kind=kind)
    assert digest_of(queries.content(drafted)) != before
    items.explain(item, **by(world), seen=None, because="Only we read this")
    assert digest_of(queries.content(drafted)) == digest_of(queries.content(drafted))


def test_versions_are_compared_in_every_kind_with_contingency_and_dates(world, ready, drafted):
    first = freeze(ready, **by(world), today=world.today)
    second = draft.start_again(first, **by(world))
    accepted = second.items.get(kind="acc")
    items.revise(accepted, **by(world), seen=None, words=accepted.words.replace("five", "ten"), kind="acc")
    second.contingency_minutes, second.starts_on = 600, world.today
    second.save()
    told = compare(queries.content(first), queries.content(second), world.sol)
    assert [(change.where, change.kind) for change in told.clauses] == [("acc", "reworded")]
    assert ("dropped", "five") in [(kind, words.strip()) for kind, words in told.clauses[0].runs]
    assert (told.contingency.before, told.contingency.after) == (0, 600)
    assert [(row.what, row.before, row.after) for row in told.dates] == [("Starts", first.starts_on, world.today)]
    assert compare(queries.content(first), queries.content(first), world.sol).same


# Pages


def test_the_page_marks_counts_and_lists(world, gold):
    scope = draft.start_from_tier(world.deal, gold, **by(world), today=world.today)
    said = promised(world, "You will have one list.")
    promised(world, "And a map.")
    items.add(scope, **by(world), kind="in", words="One list as needed", promises=[said])
    items.add(scope, **by(world), kind="in", words="A bonus dashboard")
    html = section_of(page(world, world.sol, "deal_scope"))
    assert '<mark class="vague" title="Say how many hours or rounds are in it.">as needed</mark>' in html
    assert "Vague: “as needed”: Say how many hours or rounds are in it." in html
    assert "3 to look at" in html
    aside = html[: html.index('id="scope-h"')]
    assert "And a map." in aside
    assert "You will have one list." not in aside
    assert "A bonus dashboard" in aside
    for words in ("How it’s accepted", "How it’s changed", "promised:"):
        assert words in html


def test_readers_see_the_marks_and_nothing_to_press(world, drafted):
    items.add(drafted, **by(world), kind="in", words="Support as needed")
    html = section_of(page(world, world.fay, "deal_scope"))
    assert "<mark" in html
    assert "<form" not in html
    assert "Said and written" not in html


def test_a_clause_from_a_promises_words_in_two_clicks(world, drafted):
    said = promised(world, "It works in the van with no signal.")
    form = section_of(page(world, world.sol, "deal_scope_item_new", query=f"?kind=in&promise={said.pk}"))
    assert ">\nIt works in the van with no signal.</textarea>" in form
    assert f'value="{said.pk}" id="id_promises_0" checked' in form
    data = {"words": "Offline look-up in six vans", "kind": "in", "promises": [said.pk]}
    assert page(world, world.sol, "deal_scope_item_new", data=data).status_code == 303
    said.refresh_from_db()
    assert (said.paper, said.paper_words) == ("clause", "Offline look-up in six vans")
    assert "all of it agrees" not in section_of(page(world, world.sol, "deal_scope"))


def test_a_promise_is_linked_to_the_clause_that_says_it(world, drafted):
    said = promised(world)
    item = drafted.items.get(kind="in")
    assert "Which clause says it" in section_of(page(world, world.sol, "deal_scope_link", said.pk))
    data = {"item": item.pk, "seen": f"{item.pk}:{items.as_read(item, [])}"}
    assert page(world, world.sol, "deal_scope_link", said.pk, data={"item": item.pk}).status_code == 409
    assert page(world, world.sol, "deal_scope_link", said.pk, data=data).status_code == 303
    said.refresh_from_db()
    assert (said.paper, said.paper_words) == ("clause", "One asset register")


@pytest.mark.parametrize("chosen", ["", "999999", "x"])
def test_no_clause_chosen_is_422(world, drafted, chosen):
    said = promised(world)
    assert page(world, world.sol, "deal_scope_link", said.pk, data={"item": chosen}).status_code == 422


def test_promises_and_clauses_of_other_deals_cant_be_named(world, drafted):
    other = world.engagement("Another")
    theirs = Promise.objects.create(engagement=other, quote="Theirs", said_by=world.sol, said_on=world.today)
    scope = draft.start(other, **by(world))
    clause = items.add(scope, **by(world), kind="in", words="Theirs")
    mine = promised(world)
    data = {"words": "Mine", "kind": "in", "promises": [theirs.pk]}
    assert page(world, world.sol, "deal_scope_item_new", data=data).status_code == 422
    assert page(world, world.sol, "deal_scope_link", theirs.pk).status_code == 404
    assert page(world, world.sol, "deal_scope_link", mine.pk, data={"item": clause.pk}).status_code == 422
    assert page(world, world.sol, "deal_scope_item_why", clause.pk).status_code == 404
    assert "Theirs" not in section_of(page(world, world.sol, "deal_scope_item_new", query=f"?promise={theirs.pk}"))


def test_a_reason_is_given_and_shown(world, drafted):
    item = items.add(drafted, **by(world), kind="in", words="A bonus dashboard")
    data = {"because": "Ruth asked on the call", "seen": items.as_read(item, [])}
    assert page(world, world.dee, "deal_scope_item_why", item.pk, data=data).status_code == 303
    assert "why: Ruth asked on the call" in section_of(page(world, world.sol, "deal_scope"))
    empty = page(world, world.dee, "deal_scope_item_why", item.pk, data={"because": ""})
    assert empty.status_code == 422


def test_two_browsers_on_one_clause_lose_nothing(world, drafted):
    item = drafted.items.get(kind="in")
    address = reverse("deal_scope_item", args=[world.deal.pk, item.pk])
    sol, dee = world.browser(world.sol), world.browser(world.dee)
    seen = {who: browser.get(address).content.decode() for who, browser in (("sol", sol), ("dee", dee))}
    read = {who: html.split('name="seen" value="')[1].split('"')[0] for who, html in seen.items()}
    first = dee.post(address, {"words": "Dee's register", "kind": "in", "seen": read["dee"], "because": "D"})
    assert first.status_code == 303
    second = sol.post(address, {"words": "Sol's register", "kind": "out", "seen": read["sol"], "because": "S"})
    html = unescape(second.content.decode())
    assert second.status_code == 409
    for words in ("Dee Lund changed this", "Dee's register", "Sol's register", "In scope", "Not in scope"):
        assert words in html
    assert 'value="S"' in html
    again = html.split('name="seen" value="')[1].split('"')[0]
    assert sol.post(address, {"words": "Both registers", "kind": "in", "seen": again}).status_code == 303
    assert ScopeItem.objects.get(pk=item.pk).words == "Both registers"


def test_a_clause_reworded_since_it_was_seen_is_not_taken_out(world, drafted):
    item = drafted.items.get(kind="in")
    read = items.as_read(item, [])
    items.revise(item, **by(world, "dee"), seen=read, words="Dee's register", kind="in")
    answer = page(world, world.sol, "deal_scope_item_remove", item.pk, data={"seen": read})
    assert answer.status_code == 409
    assert "Dee Lund changed this" in unescape(answer.content.decode())
    assert ScopeItem.objects.filter(pk=item.pk).exists()


def test_the_catalogue_stands_left_and_adds_with_one_press(world, gold, drafted):
    html = section_of(page(world, world.sol, "deal_scope"))
    assert html.index("Catalogue") < html.index('id="scope-h"')
    assert "Add “Training for two people”" in html
    assert "Add “One asset register”" not in html
    data = {"words": "Training for two people", "kind": "in", "because": "from Asset data Gold"}
    assert page(world, world.sol, "deal_scope_item_new", data=data).status_code == 303
    assert "Add “Training for two people”" not in section_of(page(world, world.sol, "deal_scope"))


def test_the_catalogues_fees_stay_hidden_from_who_may_not_see_prices(world, gold, drafted):
    assert "30,000" not in page(world, world.rex, "deal_scope").content.decode()


def test_as_many_queries_for_300_clauses_with_promises_and_vague_words_as_for_3(world, gold, drafted):
    counts = []
    through = ScopeItem.promises.through
    for n in (3, 297):
        said = [promised(world, f"P{each}") for each in range(n)]
        rows = ScopeItem.objects.bulk_create(
            ScopeItem(scope=drafted, kind="in", words=f"C{n}-{each} as needed") for each in range(n)
        )
        through.objects.bulk_create(through(scopeitem=row, promise=one) for row, one in zip(rows, said, strict=True))
        browser = world.browser(world.sol)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(reverse("deal_scope", args=[world.deal.pk])).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
