"""Whatever somebody's word stands on: changed, taken away or put in by raw SQL, each field of each kind, it is found.

The ways are made from the models, so that a new field or a new kind is tried without anybody thinking of it.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations.loader import MigrationLoader

from tandem.delivery.actions import amendment
from tandem.engagements.models import Engagement, Stage
from tandem.front.sample.build import Size, make
from tandem.front.sample.when import TOLD_ON
from tandem.ledger import engine, queries, seals
from tandem.ledger.models import Entry
from tests.unlocked import of_the_test

PACKAGES = ("review", "scoping", "handoff")
# Kinds of these packages that carry nobody's word for good, and why a seal would be wrong for them.
UNSEALED = {
    "review.policy": "the firm's own thresholds: published versions are never changed, and a draft may be",
    "review.policyrow": "belongs to its policy",
    "review.delegation": "who stands in; the verdict says for whom somebody spoke, and is sealed",
    "review.boardcall": "why a seat was called: counted anew from the frozen scope, which is sealed",
    "review.reversepitch": "a meeting: what came of it is the gate's finding and stands in the handoff",
    "review.probe": "belongs to its call",
    "scoping.scopingsession": "a meeting: delivery's word of it are the vets, which are sealed",
    "scoping.sessionseat": "belongs to its session",
    "scoping.documenttemplate": "the firm's own paper; what was sent is kept byte for byte, and sealed",
}
KINDS = {model._meta.label_lower: model for model in seals.kinds()}


def parts_of(parts: tuple[seals.Part, ...]) -> Iterator[seals.Part]:
    for part in parts:
        yield part
        yield from parts_of(part.parts)


def words_of(name: str) -> list[tuple[str, str]]:
    """The kind's own fields and those of its parts: (model, column)."""
    model = KINDS[name]
    every = [model, *(apps.get_model(part.model) for part in parts_of(model.sealed.parts))]
    left_out = {model._meta.get_field(field).attname for field in model.sealed.left_out}
    return [
        (each._meta.label, field.attname)
        for each in every
        for field in each._meta.concrete_fields
        if not field.primary_key and not (each is model and field.attname in left_out)
    ]


@dataclass
class Told:
    """The sample firm and what its ledger keeps of it."""

    kept: dict[str, str]
    apps: Any  # as migrations have them

    def found(self, name: str) -> list[tuple[str, str]]:
        return list(seals.changed(KINDS[name], KINDS[name].sealed, self.kept))


def ask_for_amendments() -> None:
    """The sample's contracts change by change orders alone: one amendment that waits, and one that was declined."""
    deal = Engagement.objects.filter(stage=Stage.DELIVERING, outcomes__isnull=False, seller__isnull=False).first()
    act = {"by": deal.seller, "at": datetime(2026, 12, 1, 9, tzinfo=UTC)}
    outcome = deal.outcomes.first()
    amendment.propose(deal, "outcome", outcome, {"target": "7 of 9"}, why="Their survey came late", **act)
    asked = amendment.propose(deal, "deal", deal, {"close_on": date(2027, 2, 1)}, why="Their survey came late", **act)
    amendment.decline(asked, why="They keep their day", seen=asked.version, **act)


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), of_the_test():
        make(Size(), 7, TOLD_ON)
        ask_for_amendments()
        kept: dict[str, str] = {}
        assert list(queries._walked(kept)) == []
        yield Told(kept, MigrationLoader(connection).project_state().apps)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _taken_back(told, db):
    """Each test is rolled back to the firm."""


def another(field: Any, value: Any) -> Any:
    """A value that isn't this one, and that the column takes."""
    if field.choices:
        return next(choice for choice, _label in field.flatchoices if choice != value)
    if isinstance(field, models.BooleanField):
        return not value
    if isinstance(field, models.JSONField):
        return {"forged": [1]}
    if isinstance(field, models.BinaryField):
        return b"forged"
    if isinstance(field, models.DateTimeField):
        return (value or datetime(2026, 1, 5, tzinfo=UTC)) + timedelta(seconds=1)
    if isinstance(field, models.DateField):
        return (value or date(2026, 1, 5)) + timedelta(days=1)
    if isinstance(field, models.DecimalField):
        return (value or Decimal(0)) + Decimal(1).scaleb(-field.decimal_places)
    if isinstance(field, models.CharField | models.TextField):
        return f"{str(value)[:-1]}~" if value else "forged"[: field.max_length]
    return (value or 0) + 1


def rows_of(label: str, name: str) -> models.QuerySet:
    """Rows of the kind that are sealed, or of its part below such a one."""
    model, kind = apps.get_model(label), KINDS[name]
    sealed = kind._base_manager.filter(kind.sealed.only).values("pk")
    if model is kind:
        return model._base_manager.filter(pk__in=sealed)
    (way,) = [path for path in paths(kind.sealed.parts) if path[-1].model == label]
    below = {"__".join(part.column for part in reversed(way)) + "__in": sealed}
    return model._base_manager.filter(**below)


def paths(parts: tuple[seals.Part, ...], before: tuple = ()) -> Iterator[tuple[seals.Part, ...]]:
    for part in parts:
        yield (*before, part)
        yield from paths(part.parts, (*before, part))


def set_by_sql(row: models.Model, column: str, value: Any) -> None:
    field = row._meta.get_field(column)
    given = value if value is None or field.is_relation else field.get_db_prep_save(value, connection)
    table, quote = row._meta.db_table, connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {quote(table)} SET {quote(field.column)} = %s WHERE id = %s", [given, row.pk])
        assert cursor.rowcount == 1


def field_of(label: str, column: str) -> models.Field:
    return next(field for field in apps.get_model(label)._meta.concrete_fields if field.attname == column)


@pytest.mark.parametrize("name", KINDS)
def test_every_field_that_is_changed_is_found(told, name):
    """To another value, to nothing and from nothing. What the database refuses by itself needs no finding."""
    chance, missed, tried = random.Random(f"tamper {name}"), [], 0
    assert told.found(name) == [], "the control: untouched, it holds"
    for label, column in words_of(name):
        field = field_of(label, column)
        rows = list(rows_of(label, name).order_by("pk")[:200])
        assert rows, f"the sample has no {label}: nothing is tried"
        full = [row for row in rows if getattr(row, column) not in (None, "")]
        for row in {chance.choice(rows), *(chance.sample(full, 1) if full else ())}:
            values = [another(field, getattr(row, column)), *([None] if field.null else [])]
            for value in values:
                if value == getattr(row, column):
                    continue
                mark = transaction.savepoint()
                try:
                    with transaction.atomic():
                        set_by_sql(row, column, value)
                    tried += 1
                    if not told.found(name):
                        missed.append((label, row.pk, column, getattr(row, column), value))
                except IntegrityError:
                    pass
                transaction.savepoint_rollback(mark)
    assert missed == []
    assert tried >= len(words_of(name)) / 2
    assert told.found(name) == []


@pytest.mark.parametrize("name", KINDS)
def test_a_row_that_is_taken_away_is_found(told, name):
    for label in {label for label, _column in words_of(name)}:
        row = rows_of(label, name).order_by("pk").first()
        mark = transaction.savepoint()
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(row._meta.db_table)} WHERE id = %s", [row.pk])
        assert told.found(name), label
        transaction.savepoint_rollback(mark)


@pytest.mark.parametrize("name", KINDS)
def test_a_row_that_is_put_in_is_found(told, name):
    """A copy of a row under a number of its own; numbers that have to be unique are counted on."""
    for label in {label for label, _column in words_of(name)}:
        mark = transaction.savepoint()
        if not any(copied_by_sql(row, told, name) for row in rows_of(label, name).order_by("pk")[:60]):
            pytest.fail(f"no way was found to copy a {label}")
        assert told.found(name), label
        transaction.savepoint_rollback(mark)


def copied_by_sql(row: models.Model, told: Told, name: str) -> bool:
    """Tries with other values in more and more columns, until no rule of the table's refuses."""
    changed: dict[str, Any] = {"id": row._meta.model._base_manager.order_by("-pk").first().pk + 1000}  # type: ignore[union-attr]
    numbers = [
        field
        for field in row._meta.concrete_fields
        if not field.primary_key and (field.is_relation or isinstance(field, models.IntegerField | models.CharField))
    ]
    for field in [None, *numbers]:
        if field is not None and getattr(row, field.attname) is not None and field.attname not in parents(name, row):
            changed[field.column] = elsewhere(field, getattr(row, field.attname))
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                columns = [field.column for field in row._meta.concrete_fields]
                wanted = ", ".join("%s" if column in changed else f'"{column}"' for column in columns)
                cursor.execute(
                    f'INSERT INTO "{row._meta.db_table}" ({", ".join(map(quoted, columns))}) '
                    f'SELECT {wanted} FROM "{row._meta.db_table}" WHERE id = %s',
                    [*(changed[column] for column in columns if column in changed), row.pk],
                )
                return True
        except IntegrityError:
            continue
    return False


def elsewhere(field: Any, value: Any) -> Any:
    """A value that no other row has; a key that leads to nothing is only refused once all is kept, which it isn't."""
    if field.is_relation or (isinstance(field, models.IntegerField) and not field.choices):
        return 30_000
    return another(field, value)


def quoted(column: str) -> str:
    return f'"{column}"'


def parents(name: str, row: models.Model) -> set[str]:
    """A part stays below its row, else it would be below none that is sealed."""
    found = {part.column for part in parts_of(KINDS[name].sealed.parts) if part.model == row._meta.label}
    return {row._meta.get_field(column).attname for column in found}


@pytest.mark.parametrize("name", KINDS)
def test_a_migration_seals_as_the_program_does(told, name):
    """It has models of its own, made from what migrations say of the fields."""
    model = KINDS[name]
    pks = list(model._base_manager.filter(model.sealed.only).order_by("pk").values_list("pk", flat=True)[:100])
    apps_of_migrations = told.apps
    theirs = apps_of_migrations.get_model(model._meta.label)
    found = seals.digests(theirs, model.sealed, pks, apps_of_migrations)
    assert found == seals.digests(model, model.sealed, pks)


def test_text_where_none_belongs_names_its_row(told):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL takes no text there")
    row = rows_of("scoping.ScopeVersion", "scoping.scopeversion").order_by("pk").first()
    for column in ("fee", "frozen_at", "starts_on", "number"):
        mark = transaction.savepoint()
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE scoping_scopeversion SET {column} = 'forged' WHERE id = %s", [row.pk])
        assert [name for name, _words in told.found("scoping.scopeversion")] == [f"scoping.scopeversion:{row.pk}"]
        transaction.savepoint_rollback(mark)


def test_a_row_and_its_seal_changed_together_break_the_chain(told):
    """Whoever lifts the guard and writes the right digest into the newest entry of a row has changed that entry."""
    model = KINDS["review.verdict"]
    row = model._base_manager.order_by("pk").first()
    with transaction.atomic():
        engine.unguard(None, SimpleNamespace(connection=connection))
        set_by_sql(row, "vote", another(model._meta.get_field("vote"), row.vote))
        forged = seals.digests(model, model.sealed, [row.pk])
        for entry in Entry.objects.order_by("pk"):
            if seals.key(model, row.pk) in entry.seals:
                Entry.objects.filter(pk=entry.pk).update(seals={**entry.seals, **forged})
        found = [words for _name, words in queries.audited()]
        transaction.set_rollback(True)
    assert "this entry was changed" in found
    assert "this row was changed by none of Tandem's verbs" not in found


def test_the_audit_says_which_row_and_ends_with_1(told):
    row = KINDS["review.signature"]._base_manager.order_by("pk").first()
    said = StringIO()
    call_command("audit", stdout=said)
    assert "The chain holds." in said.getvalue()
    set_by_sql(row, "client_name", "Somebody Else")
    with pytest.raises(CommandError, match="1 breaks"):
        call_command("audit", stdout=said)
    assert f"review.signature:{row.pk}: this row was changed by none of Tandem's verbs" in said.getvalue()


def test_a_ledger_that_cannot_be_read_is_said_so(told):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL takes no such text there")
    with transaction.atomic():
        engine.unguard(None, SimpleNamespace(connection=connection))
        with connection.cursor() as cursor:
            cursor.execute("UPDATE ledger_entry SET at = 'then' WHERE id = (SELECT MIN(id) FROM ledger_entry)")
        with pytest.raises(CommandError, match="can't be read"):
            call_command("audit", stdout=StringIO())
        transaction.set_rollback(True)


def test_every_kind_of_these_packages_is_sealed_or_has_a_reason():
    """Or belongs to one that is. A new noun is decided on here, not forgotten."""
    parts = {part.model.lower() for model in KINDS.values() for part in parts_of(model.sealed.parts)}
    every = {model._meta.label_lower for package in PACKAGES for model in apps.get_app_config(package).get_models()}
    assert every - set(KINDS) - parts - set(UNSEALED) == set()
    assert set(UNSEALED) <= every - set(KINDS) - parts, "a reason for what isn't there, or is sealed"
    assert all(reason for model in KINDS.values() for reason in model.sealed.left_out.values())
