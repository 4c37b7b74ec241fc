"""What was signed: its digest, the words themselves, every way to change them, and what they said before."""

from datetime import date
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tandem.engagements.actions import outcome as actions
from tandem.engagements.models import Outcome, OutcomeSignature
from tandem.engagements.models.outcome import MEANING
from tandem.engagements.queries import outcome as queries
from tandem.engagements.queries.revisions import revisions
from tandem.engagements.queries.section_waits import waits
from tandem.engagements.queries.standing_in_the_way import of as standing
from tests.engagements.made import outcome

KEYS = ("sales", "delivery", "client")


def signed_by_all(world) -> Outcome:
    row = outcome(world)
    actions.sign(row, by=world.sol, at=world.at, seen=1)
    actions.sign(row, by=world.dee, at=world.at, seen=1)
    read = queries.digest_of(queries.words_of(row))
    actions.sign_for_client(row, read=read, name="Ruth Castellan", evidence={}, by=world.sol, at=world.at)
    return row


def standing_keys(world) -> list[str]:
    row = queries.rows(world.deal)[0]
    return [side for side in KEYS if side in row.keys]


def test_a_digest_is_kept_by_every_signature_and_is_that_of_the_words(world):
    row = signed_by_all(world)
    kept = OutcomeSignature.objects.all()
    assert {key.digest for key in kept} == {queries.digest_of(queries.words_of(row))}
    assert all(queries.digest_of(key.evidence["words"]) == key.digest for key in kept)
    assert standing_keys(world) == list(KEYS)


@pytest.mark.parametrize("field", MEANING)
def test_every_word_is_in_the_digest(world, field):
    row = outcome(world)
    was = queries.digest_of(queries.words_of(row))
    setattr(row, field, date(2027, 1, 1) if field == "measured_on" else "Something else")
    assert queries.digest_of(queries.words_of(row)) != was


def through_the_form(world, row, field, value):
    typed = {name: getattr(row, name) or "" for name in MEANING} | {field: value, "seen": row.version}
    answer = world.browser(world.sol).post(reverse("deal_outcome", args=[world.deal.pk, row.pk]), typed)
    assert answer.status_code == 303


def through_the_verb(world, row, field, value):
    actions.revise(row, by=world.dee, at=world.at, seen=row.version, **{field: value})


def through_a_raw_save(world, row, field, value):
    setattr(row, field, value)
    row.save()


def through_a_raw_update(world, row, field, value):
    Outcome.objects.filter(pk=row.pk).update(**{field: value})


def through_a_bulk_update(world, row, field, value):
    setattr(row, field, value)
    Outcome.objects.bulk_update([row], [field])


def through_sql(world, row, field, value):
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE engagements_outcome SET {field} = %s WHERE id = %s", [value, row.pk])


def through_sql_that_hides_itself(world, row, field, value):
    """The revision is put back after the words were changed: the digest still tells."""
    through_sql(world, row, field, value)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE engagements_outcome SET revision = 1 WHERE id = %s", [row.pk])


PATHS = (
    through_the_form, through_the_verb, through_a_raw_save, through_a_raw_update, through_a_bulk_update, through_sql,
    through_sql_that_hides_itself,
)  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("field", MEANING)
def test_an_edit_by_any_path_voids_all_three_keys(world, path, field):
    row = signed_by_all(world)
    path(world, row, field, date(2027, 4, 30) if field == "measured_on" else "Something else")
    assert standing_keys(world) == []
    assert queries.rows(world.deal)[0].superseded == 3


@pytest.mark.parametrize("path", PATHS[:-1])
def test_then_it_waits_again_on_both_and_stands_in_the_way(world, path):
    row = signed_by_all(world)
    assert standing([world.deal.pk]) == {}
    path(world, row, "proves", "Something else")
    assert {wait.on for wait in waits(world.at)} == {world.sol, world.dee}
    assert standing([world.deal.pk]) == {world.deal.pk: ["1 outcome"]}


def test_moving_it_in_the_list_voids_nothing(world):
    row = signed_by_all(world)
    Outcome.objects.filter(pk=row.pk).update(position=7, version=5)
    assert standing_keys(world) == list(KEYS)


def test_the_client_signs_only_what_they_read(world):
    row = outcome(world)
    read = queries.digest_of(queries.words_of(row))
    actions.revise(row, by=world.sol, at=world.at, seen=1, proves="99% matched.")
    sign = partial(actions.sign_for_client, row, name="R C", evidence={}, by=world.sol, at=world.at)
    with pytest.raises(actions.ledger.Stale):
        sign(read=read)
    assert sign(read=queries.digest_of(queries.words_of(row))).revision == 2


class TestRevisions:
    def test_word_by_word_with_who_wrote_and_who_had_signed(self, world):
        row = actions.add(
            world.deal, by=world.sol, at=world.at, title="One register", expects="One list.", proves="98% matched."
        )
        for person in (world.sol, world.dee):
            actions.sign(row, by=person, at=world.at, seen=1)
        actions.revise(row, by=world.dee, at=world.at, seen=1, proves="97% matched.", measured_on=date(2027, 4, 30))
        actions.sign(row, by=world.dee, at=world.at, seen=row.version)
        now, before = revisions(row)
        assert [(now.number, now.by), (before.number, before.by)] == [(2, "Dee Lund"), (1, "Sol Hart")]
        assert [(c.name, c.runs) for c in now.changed] == [
            ("proves", [("dropped", "98%"), ("added", "97%"), ("kept", " matched.")]),
            ("measured_on", [("added", "30"), ("added", " Apr"), ("added", " 2027")])
            if len(now.changed[1].runs) == 3
            else ("measured_on", now.changed[1].runs),
        ]
        assert "".join(text for _kind, text in now.changed[1].runs) == "30 Apr 2027"
        assert [key.side for key in now.keys] == ["delivery"]
        assert [key.side for key in before.keys] == ["sales", "delivery"]
        assert before.words["proves"] == "98% matched."

    def test_the_words_of_every_revision_are_those_that_stood_then(self, world):
        """Against the list of wordings as they were typed."""
        row = actions.add(world.deal, by=world.sol, at=world.at, title="0", expects="a", proves="b")
        typed = [queries.words_of(row)]
        for turn in range(1, 7):
            field = ("title", "expects", "proves", "not_done")[turn % 4]
            actions.revise(row, by=world.dee, at=world.at, seen=row.version, **{field: f"Wording {turn}"})
            typed.append(queries.words_of(row))
        assert [found.words for found in revisions(row)] == typed[::-1]
        assert [found.number for found in revisions(row)] == [7, 6, 5, 4, 3, 2, 1]

    def test_what_was_changed_past_the_verbs_shows_against_what_was_signed(self, world):
        row = signed_by_all(world)
        Outcome.objects.filter(pk=row.pk).update(proves="Whatever.")
        row.refresh_from_db()
        now, before = revisions(row)
        assert (now.number, now.by, now.keys) == (2, "", [])
        assert [c.name for c in now.changed] == ["proves"]
        assert len(before.keys) == 3

    def test_the_page_says_so_and_marks_what_is_void(self, world):
        row = signed_by_all(world)
        actions.revise(row, by=world.dee, at=world.at, seen=row.version, proves="<b>97%</b> matched.")
        html = (
            world.browser(world.fay).get(reverse("deal_outcome_history", args=[world.deal.pk, row.pk])).content.decode()
        )
        assert "<ins>&lt;b&gt;97%&lt;/b&gt;</ins>" in html
        assert "<del>98%</del>" in html
        assert html.count("void since") == 3
        assert "Nobody signed this wording." in html

    def test_who_may_not_see_the_deal_sees_no_wording(self, world):
        row = signed_by_all(world)
        address = reverse("deal_outcome_history", args=[world.deal.pk, row.pk])
        assert world.browser(world.sue).get(address).status_code == 404
        other = world.engagement("Another")
        assert world.browser(world.sol).get(reverse("deal_outcome_history", args=[other.pk, row.pk])).status_code == 404

    def test_only_who_works_on_the_deal_reads_where_a_code_went(self, world):
        row = signed_by_all(world)
        OutcomeSignature.objects.filter(side="client").update(
            evidence={"mailed_to": "ruth@halden.example", "network": "203.0.113.9"}
        )
        address = reverse("deal_outcome_history", args=[world.deal.pk, row.pk])
        assert "ruth@halden.example" in world.browser(world.sol).get(address).content.decode()
        assert "ruth@halden.example" not in world.browser(world.fay).get(address).content.decode()

    def test_as_many_queries_for_30_wordings_as_for_one(self, world):
        row = outcome(world)
        address = reverse("deal_outcome_history", args=[world.deal.pk, row.pk])
        counts = []
        for more in (1, 29):
            for turn in range(more):
                actions.revise(row, by=world.dee, at=world.at, seen=row.version, proves=f"{more} {turn}")
            browser = world.browser(world.sol)
            with CaptureQueriesContext(connection) as found:
                assert browser.get(address).status_code == 200
            counts.append(len(found))
        assert counts[0] == counts[1]
