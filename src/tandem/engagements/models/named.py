"""Every way of being named on a deal: whoever is named may open it, money masked by right (people.rights).

A model says beside its fields which of them name somebody: `NAMES = {"owner": "engagement"}`, field to path of the
deal. So a new way of being named is one line where the field stands, and taking the name off takes the sight away:
nothing is stored that could be forgotten.
"""

from functools import cache
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.expressions import RawSQL


def ways() -> list[tuple[type[models.Model], str, str]]:
    """(model, field that holds a person, path to the deal), of all packages, in their order."""
    return [
        (model, field, path)
        for model in apps.get_models()
        for field, path in getattr(model, "NAMES", {}).items()
    ]  # fmt: skip


def deals_naming(person_pk: int) -> RawSQL:
    """The numbers of the deals on which this person is named, for `pk__in`. Composed once a process and engine:
    it stands in nearly every question that a page asks."""
    text, count = _text(connections[DEFAULT_DB_ALIAS].vendor)
    return RawSQL(text, [person_pk] * count)  # noqa: S611  # Django composed the text; values are bound


def people_named_on(engagement_pk: int) -> RawSQL:
    """The numbers of the people who are named on this deal, in any way, for `pk__in`."""
    text, count = _text(connections[DEFAULT_DB_ALIAS].vendor, of_deal=True)
    return RawSQL(text, [engagement_pk] * count)  # noqa: S611  # as above


@cache
def _text(_vendor: str, of_deal: bool = False) -> tuple[str, int]:
    arms = [_people(*way) if of_deal else _deals(*way) for way in ways()]
    sql, params = arms[0].union(*arms[1:]).query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
    return sql, len(params)


def _deals(model: type[models.Model], field: str, path: str) -> Any:
    return model._base_manager.filter(**{field: 0, f"{path}__isnull": False}).order_by().values_list(path)


def _people(model: type[models.Model], field: str, path: str) -> Any:
    return model._base_manager.filter(**{path: 0, f"{field}__isnull": False}).order_by().values_list(field)
