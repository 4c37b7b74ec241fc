"""Seals: the digest of a row that somebody's word stands on, kept in the ledger entry of the deed that wrote it.

A model says `sealed = Sealed(...)`. Whatever is recorded about such a row seals it as it is then; the entry's own digest
covers the seal, so that whoever changes a row and its seal breaks the chain. `manage audit` works each one out anew.

What a field holds by default isn't in the digest: a field that is added later leaves the old seals as they are. A
migration that writes into rows that are sealed, or renames their fields, calls `seal_existing` at its end.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from django.apps import apps as installed
from django.db import models

from tandem.ledger import chain

AT_ONCE = 500
GONE = ""
Rows = Iterable[models.Model]


@dataclass(frozen=True)
class Part:
    """Rows that belong to a sealed one, named by model ("review.verdictmark") and by the column that leads to it."""

    model: str
    column: str
    parts: tuple["Part", ...] = ()


@dataclass(frozen=True)
class Sealed:
    """How rows of a model are sealed: which of them, with which parts, and how they lead to their engagement.

    `left_out` names the fields that the seal doesn't cover, each with the reason.
    """

    only: models.Q = field(default_factory=models.Q)
    parts: tuple[Part, ...] = ()
    engagement: str = "engagement"
    left_out: Mapping[str, str] = field(default_factory=dict)


def kinds() -> list[type[models.Model]]:
    """Every model whose rows are sealed."""
    return [model for model in installed.get_models() if isinstance(getattr(model, "sealed", None), Sealed)]


def is_sealed(row: Any) -> bool:
    return isinstance(getattr(type(row), "sealed", None), Sealed)


def of_rows(rows: Rows) -> dict[str, str]:
    """The seals of these rows as the database holds them now, by "label:pk". A row that isn't sealed yet has none."""
    by_model: dict[type[models.Model], set[Any]] = defaultdict(set)
    for row in rows:
        if is_sealed(row) and row.pk:
            by_model[type(row)].add(row.pk)
    found: dict[str, str] = {}
    for model, pks in by_model.items():
        every = sorted(pks)
        for start in range(0, len(every), AT_ONCE):
            found |= digests(model, model.sealed, every[start : start + AT_ONCE])  # type: ignore[attr-defined]
    return found


def gone(engagements: Sequence[Any]) -> dict[str, str]:
    """For whoever deletes engagements for good reason: that every sealed row of theirs goes with them."""
    found: dict[str, str] = {}
    for model in kinds():
        rows = model._base_manager.filter(**{f"{model.sealed.engagement}__in": engagements})  # type: ignore[attr-defined]
        found |= {key(model, pk): GONE for pk in rows.filter(model.sealed.only).values_list("pk", flat=True)}  # type: ignore[attr-defined]
    return found


def gone_rows(rows: models.QuerySet) -> dict[str, str]:
    """For whoever deletes these sealed rows for good reason."""
    return {key(rows.model, pk): GONE for pk in rows.values_list("pk", flat=True)}


def key(model: Any, pk: Any) -> str:
    return f"{model._meta.label_lower}:{pk}"


def digests(model: Any, sealed: Sealed, pks: Sequence[Any], apps: Any = installed) -> dict[str, str]:
    """One query for the rows, one for each kind of their parts."""
    rows = list(model._base_manager.filter(sealed.only, pk__in=pks).order_by("pk"))
    parts = _parts([row.pk for row in rows], sealed.parts, apps)
    left_out = {model._meta.pk.attname, *(model._meta.get_field(name).attname for name in sealed.left_out)}
    return {
        key(model, row.pk): _digest([key(model, row.pk), _said(row, left_out), parts.get(row.pk, [])]) for row in rows
    }


def changed(model: Any, sealed: Sealed, kept: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The rows of a model that aren't as they were sealed: (key, what is wrong). `kept` holds the seals by key."""
    there: set[str] = set()
    every = list(model._base_manager.filter(sealed.only).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(every), AT_ONCE):
        for name, digest in _readable(model, sealed, every[start : start + AT_ONCE]):
            there.add(name)
            if kept.get(name, GONE) == GONE:
                yield name, "this row was put in by none of Tandem's verbs"
            elif digest != kept[name]:
                yield name, "this row was changed by none of Tandem's verbs"
    prefix = key(model, "")
    for name, digest in kept.items():
        if digest != GONE and name.startswith(prefix) and name not in there:
            yield name, "this row was taken away by none of Tandem's verbs"


def _readable(model: Any, sealed: Sealed, pks: Sequence[Any]) -> Iterator[tuple[str, str | None]]:
    """Text where a number belongs can stop the reading; then row by row, so that one names itself."""
    try:
        yield from digests(model, sealed, pks).items()
    except (ArithmeticError, AttributeError, TypeError, ValueError):
        if len(pks) == 1:
            yield key(model, pks[0]), None
            return
        for pk in pks:
            yield from _readable(model, sealed, [pk])


def _parts(pks: Sequence[Any], parts: Iterable[Part], apps: Any) -> dict[Any, list]:
    """What belongs to each of the rows, in an order of its own: it's no part of what is said which came first."""
    found: dict[Any, list] = defaultdict(list)
    for part in parts:
        model = apps.get_model(part.model)
        column = model._meta.get_field(part.column).attname
        rows = list(model._base_manager.filter(**{f"{column}__in": pks}))
        below = _parts([row.pk for row in rows], part.parts, apps)
        for row in rows:
            said = _said(row, {model._meta.pk.attname, column})
            found[getattr(row, column)].append([part.model, said, below.get(row.pk, [])])
    return {pk: sorted(each, key=_text) for pk, each in found.items()}


def _said(row: Any, left_out: set[str]) -> dict[str, Any]:
    fields = [each for each in row._meta.concrete_fields if each.attname not in left_out]
    values = {each.attname: (getattr(row, each.attname), _default(each)) for each in fields}
    return {name: _plain(value) for name, (value, default) in values.items() if _differ(value, default)}


def _default(field: models.Field) -> Any:
    """As the database would give it. A migration's models know "committed" where ours know `Strength.COMMITTED`."""
    default = field.get_default()
    if isinstance(default, Enum):
        default = default.value
    return default if default is None else field.to_python(default)


def _differ(value: Any, default: Any) -> bool:
    """False is no 0 and nothing no empty text: each says something else."""
    return type(value) is not type(default) or value != default


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | bytearray | memoryview):
        return hashlib.sha256(bytes(value)).hexdigest()
    return value


def _digest(said: Any) -> str:
    return hashlib.sha256(_text(said).encode()).hexdigest()


def _text(said: Any) -> str:
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def seal_existing(
    apps: Any, at: datetime, *, verb: str = "sealed", only: Mapping[str, Iterable[Any] | None] | None = None
) -> None:
    """For migrations: seal every row that is there, as it is now. `apps` are the migration's. `only` names the kinds,
    each with the rows of it (None: every one): what a migration didn't touch keeps the seal that it has.

    Also at the end of one that writes into sealed rows or renames their fields; `verb` then says what it was.
    """
    entry_model, head_model = apps.get_model("ledger", "Entry"), apps.get_model("ledger", "Head")
    for real in kinds():
        try:
            model = apps.get_model(real._meta.label)
        except LookupError:  # made by a later migration, so there are no rows yet
            continue
        label = real._meta.label_lower
        if only is not None and label not in only:
            continue
        rows = model._base_manager.filter(real.sealed.only)  # type: ignore[attr-defined]
        if only is not None and (wanted := only[label]) is not None:
            rows = rows.filter(pk__in=list(wanted))
        pks = list(rows.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(pks), AT_ONCE):
            found = digests(model, real.sealed, pks[start : start + AT_ONCE], apps)  # type: ignore[attr-defined]
            head = head_model.objects.select_for_update().get_or_create(pk=1)[0]
            entry = entry_model(
                at=at, actor_name="Tandem", verb=verb, subject_type=model._meta.label_lower,
                subject_name=str(len(found)), seals=found, previous=head.digest,
            )  # fmt: skip
            entry.digest = head.digest = chain.digest(head.digest, entry)
            head.length += 1
            entry.save(force_insert=True)
            head.save(update_fields=["digest", "length"])
