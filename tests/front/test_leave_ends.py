"""Leave that was given before it had a limit ends where the longest one would have; what waited for keys is sealed."""

import importlib
from datetime import timedelta

from django.apps import apps

from tandem.engagements.models import Amendment, Waiver
from tandem.engagements.queries.waivers import standing
from tandem.ledger import seals
from tandem.ledger.models import Entry
from tests import dealing

DAY = timedelta(days=1)


def granted(world, rule: str, days_ago: int, **fields) -> Waiver:
    at = world.at - days_ago * DAY
    return Waiver.objects.create(
        engagement=world.deal, rule=rule, asked_by=world.sol, asked_at=at, asked_why="Once", granted=True,
        decided_by=world.lea, decided_at=at, reason="Once", **fields,
    )  # fmt: skip


def test_it_ends(world):
    dealing.policy(world, waiver_days_most=180)
    old, young = granted(world, "old", 200), granted(world, "young", 10)
    kept = granted(world, "kept", 10, expires_on=world.today)
    waits = Amendment.objects.create(
        engagement=world.deal, noun="deal", row=world.deal.pk, about="Price", why="Late", asked_by=world.sol,
        asked_at=world.at,
    )  # fmt: skip
    importlib.import_module("tandem.front.migrations.0010_whoever_was_let_past_for_good").end(apps, None)
    for row in (old, young, kept):
        row.refresh_from_db()
    assert (old.expires_on, young.expires_on) == (world.today - 20 * DAY, world.today + 170 * DAY)
    assert kept.expires_on == world.today
    assert set(standing(world.deal, world.today)) == {"young", "kept"}
    sealed = {name: digest for entry in Entry.objects.order_by("pk") for name, digest in entry.seals.items()}
    assert set(sealed) == {seals.key(old, old.pk), seals.key(young, young.pk), seals.key(waits, waits.pk)}
    assert list(seals.changed(Amendment, Amendment.sealed, sealed)) == []
