"""Freezing: the gate, the digest, the stage, what a later version owes."""

from datetime import timedelta

import pytest

from tandem.engagements.actions.stage import WrongStage
from tandem.engagements.models import Assumption, Engagement, Outcome, Risk, Waiver
from tandem.gates import Refused
from tandem.ledger.actions import Stale
from tandem.ledger.models import Entry
from tandem.scoping.actions import draft, flag, items, lines
from tandem.scoping.actions.freeze import digest_of, freeze
from tandem.scoping.models import ScopeVersion
from tandem.scoping.queries import scope as queries
from tandem.scoping.queries.compare import compare
from tandem.scoping.queries.gate import freeze_checklist, freeze_facts
from tests import dealing


def by(world) -> dict:
    return {"by": world.sol, "at": world.at, "today": world.today}


def test_an_open_gate_freezes_and_moves_the_deal(world, ready, drafted):
    scope = freeze(ready, **by(world), seen=drafted.version)
    assert (ready.stage, ready.amount) == ("scoped", 12000)
    assert (scope.frozen_by, len(scope.digest), scope.fee) == (world.sol, 64, 12000)
    assert Entry.objects.filter(verb="froze scope", engagement_id=ready.pk).count() == 2
    assert [step.now for step in ready.steps.all()] == ["scoped"]


@pytest.mark.parametrize(
    ("spoil", "rule"),
    [
        (lambda w: Outcome.objects.update(revision=2), "success_is_agreed_by_both_sides"),
        (lambda w: Risk.objects.create(engagement=w.deal, words="R", size="major"), "every_major_risk_has_an_owner"),
        (
            lambda w: Risk.objects.create(engagement=w.deal, words="R", size="major", owner=w.dee),
            "every_major_risk_has_an_owner",
        ),
        (
            lambda w: Assumption.objects.create(engagement=w.deal, words="A", raised_by=w.sol, raised_at=w.at),
            "every_assumption_is_verified_or_priced",
        ),
        (
            lambda w: flag.raise_flag(w.deal, by=w.dee, at=w.at, section="scope", words="No test data"),
            "delivery_was_in_the_room",
        ),
        (lambda w: w.deal.duties.get().parts.all().delete(), "duties_are_named"),
    ],
)
def test_each_rule_shuts_the_gate_on_real_rows(world, ready, spoil, rule):
    spoil(world)
    dealing.vet_all(world, ready)
    with pytest.raises(Refused) as shut:
        freeze(ready, **by(world))
    assert [finding.rule for finding in shut.value.findings] == [rule]
    assert Engagement.objects.get().stage == "qualified"
    assert ScopeVersion.objects.get().frozen_at is None


def test_a_waiver_lets_one_rule_pass_and_is_marked_as_used(world, ready):
    Risk.objects.create(engagement=ready, words="R", size="major")
    dealing.vet_all(world, ready)
    waiver = Waiver.objects.create(
        engagement=ready, rule="every_major_risk_has_an_owner", asked_by=world.sol, asked_at=world.at, asked_why="W",
        decided_by=world.lea, decided_at=world.at, granted=True, reason="Known", expires_on=world.today,
    )  # fmt: skip
    findings = freeze_checklist(ready, world.today)
    assert [each.state for each in findings if each.rule == waiver.rule] == ["waived"]
    assert {each.state for each in freeze_checklist(ready, world.today + timedelta(days=1))} == {"done", "block"}
    freeze(ready, **by(world))
    waiver.refresh_from_db()
    assert waiver.used_at == world.at


def test_what_was_changed_since_it_was_read_is_not_frozen(world, ready, drafted):
    items.add(drafted, by=world.dee, at=world.at, kind="out", words="Device upgrades")
    with pytest.raises(Stale):
        freeze(ready, **by(world), seen=drafted.version - 1)
    assert Engagement.objects.get().stage == "qualified"


@pytest.mark.parametrize("stage", ["lead", "signed", "accepted", "delivering", "delivered", "learnt"])
def test_only_between_qualified_and_signed(world, ready, stage):
    Engagement.objects.filter(pk=ready.pk).update(stage=stage)
    ready.refresh_from_db()
    with pytest.raises(WrongStage):
        freeze(ready, **by(world))


def test_nothing_written_is_nothing_to_freeze(world, ready, drafted):
    lines.set_hours(drafted, by=world.sol, at=world.at, seen=None, minutes={drafted.lines.get().pk: 0})
    dealing.vet_all(world, ready)
    with pytest.raises(Refused, match="how many hours it takes"):
        freeze(ready, **by(world))
    ScopeVersion.objects.all().delete()
    dealing.vet_all(world, ready)
    with pytest.raises(Refused, match="no draft"):
        freeze(ready, **by(world))


@pytest.mark.parametrize("stage", ["scoped", "agreed", "proposed"])
def test_a_later_version_freezes_without_moving_the_stage(world, ready, stage):
    first = freeze(ready, **by(world))
    Engagement.objects.filter(pk=ready.pk).update(stage=stage)
    ready.refresh_from_db()
    second = draft.start_again(first, by=world.sol, at=world.at)
    line = second.lines.get()
    lines.set_hours(second, by=world.sol, at=world.at, seen=None, minutes={line.pk: 6600})
    ready.refresh_from_db()
    assert ready.amount == 12000  # the worth follows what was frozen, until the next is frozen
    with pytest.raises(Refused, match="Changed since it was vetted: capacity and price"):
        freeze(ready, **by(world))
    dealing.vet_all(world, ready)
    second = freeze(ready, **by(world))
    assert (second.number, ready.stage, ready.amount) == (2, stage, 13200)
    assert second.digest != first.digest
    assert queries.newest_frozen(ready) == second


def test_the_same_again_is_not_frozen_again(world, ready):
    draft.start_again(freeze(ready, **by(world)), by=world.sol, at=world.at)
    with pytest.raises(Refused, match="Nothing has changed since version 1"):
        freeze(ready, **by(world))


def test_there_is_one_draft_at_a_time(world, ready):
    frozen = freeze(ready, **by(world))
    draft.start_again(frozen, by=world.sol, at=world.at)
    with pytest.raises(Refused, match="There is a draft already"):
        draft.start_again(frozen, by=world.dee, at=world.at)


def test_a_frozen_fee_stays_though_assumptions_move_on(world, ready):
    scope = freeze(ready, **by(world))
    Assumption.objects.create(
        engagement=ready, words="A", raised_by=world.sol, raised_at=world.at, minutes_if_false=600, priced=True
    )
    found = queries.content(scope)
    assert queries.priced(found).fee == 12000
    assert not queries.is_outdated(found, queries.contingency(ready))


def test_the_digest_is_of_what_is_said_not_of_who_said_it_when(world, ready, drafted):
    digest = digest_of(queries.content(drafted))
    drafted.made_by = world.dee
    assert digest_of(queries.content(drafted)) == digest
    for name, value in (("fee", drafted.fee + 1), ("contingency_minutes", 1), ("starts_on", world.today)):
        was = getattr(drafted, name)
        setattr(drafted, name, value)
        assert digest_of(queries.content(drafted)) != digest
        setattr(drafted, name, was)


@pytest.mark.parametrize("n", [1, 50])
def test_the_checklist_takes_as_many_queries_for_50_rows_as_for_one(world, ready, n, django_assert_num_queries):
    for i in range(n):
        Risk.objects.create(engagement=ready, words=f"R{i}", owner=world.dee)
        Assumption.objects.create(engagement=ready, words=f"A{i}", raised_by=world.sol, raised_at=world.at)
        flag.raise_flag(ready, by=world.dee, at=world.at, section="scope", words=f"F{i}")
        Outcome.objects.create(engagement=ready, title=f"O{i}")
    deal = Engagement.objects.select_related("seller", "lead").get()
    with django_assert_num_queries(23):
        freeze_facts(deal)


def test_versions_are_compared_word_by_word(world, ready):
    first = freeze(ready, **by(world))
    second = draft.start_again(first, by=world.sol, at=world.at)
    row = second.items.get(kind="in")
    items.revise(
        row, by=world.sol, at=world.at, seen=items.as_read(row, []), words="One asset register for planners", kind="in"
    )
    items.add(second, by=world.sol, at=world.at, kind="out", words="Device upgrades")
    lines.set_hours(second, by=world.sol, at=world.at, seen=None, minutes={second.lines.get().pk: 6600})
    told = compare(queries.content(first), queries.content(second), world.sol)
    assert [(change.inside, change.kind) for change in told.clauses] == [(True, "reworded"), (False, "added")]
    assert told.clauses[0].runs == [("kept", "One asset register"), ("added", " for planners")]
    assert [(row.role, row.before, row.after) for row in told.hours] == [("Data engineer", 6000, 6600)]
    assert (told.fee_before, told.fee_after) == (12000, 13200)
    assert compare(queries.content(first), queries.content(second), world.rex).fee_after is None
    assert compare(queries.content(first), queries.content(first), world.sol).same
