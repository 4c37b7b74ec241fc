"""Rows that may be deals which are here already: the same name and client, and no id in common."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.db.models.functions import Lower

from tandem.connectors.files.deal import Deal
from tandem.connectors.models import ExternalRef
from tandem.connectors.queries.compare import CREATED
from tandem.connectors.queries.known import Known
from tandem.connectors.queries.sight import NONE, Eyes
from tandem.engagements.models import Engagement

NO_NAME = ["\x01"]  # no deal is called so, and both databases can be asked for it


@dataclass(frozen=True, slots=True)
class Twin:
    """A deal that is here, and what this source's files said of it last, if they did under another key."""

    deal: Deal
    engagement: int
    said: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Here:
    pk: int
    name: str
    account: int | None


def twins(source: str, deals: Sequence[Deal], known: Known, eyes: Eyes) -> list[Twin]:
    """Of rows whose key is new, those whose name and client a visible deal has. It isn't the same deal where both have an
    id of this source, or both a day of creation, and not the same one. Four queries, whatever they find."""
    held = ExternalRef.objects.filter(system=source, key__in=[deal.key for deal in deals] or [""])
    keys = set(held.values_list("key", flat=True))
    new = [deal for deal in deals if deal.key not in keys and deal.name]
    here = _here(new, known)
    visible = eyes.visible([each.pk for each in here])
    refs = _refs([each.pk for each in here])
    by_name: dict[str, list[_Here]] = {}
    for each in here:
        if each.pk in visible:
            by_name.setdefault(folded(each.name), []).append(each)
    return list(_pairs(source, new, by_name, refs, known))


def _pairs(source: str, new: list[Deal], by_name: dict, refs: dict[int, list], known: Known):
    taken: set[int] = set()
    for deal in new:
        for each in by_name.get(folded(deal.name), []):
            if each.pk in taken or not _same_client(deal, each, known):
                continue
            told = [(key, said) for system, key, said in refs.get(each.pk, []) if system == source]
            if _apart(deal, told, bool(refs.get(each.pk))):
                continue
            taken.add(each.pk)
            yield Twin(deal, each.pk, told[0][1] if told else {})
            break


def _same_client(deal: Deal, here: _Here, known: Known) -> bool:
    return not deal.client or here.account is None or here.account == known.account(deal.client)


def _apart(deal: Deal, told: list[tuple[str, dict[str, Any]]], has_refs: bool) -> bool:
    """Something says that they are two."""
    if deal.external_id and ((has_refs and not told) or any(not key.startswith("~") for key, _said in told)):
        return True
    created = str(deal.created_on) if deal.created_on else ""
    return any(created and said.get(CREATED) not in (None, created) for _key, said in told)


def _here(deals: list[Deal], known: Known) -> list[_Here]:
    accounts = {account for deal in deals if (account := known.account(deal.client))}
    names = list({each for deal in deals for each in (deal.name, deal.name.lower())})
    found = Engagement.objects.alias(lower=Lower("name")).filter(
        Q(account__in=list(accounts) or NONE) | Q(name__in=names or NO_NAME) | Q(lower__in=names or NO_NAME)
    )
    return [_Here(*row) for row in found.order_by("pk").values_list("pk", "name", "account_id")]


def _refs(engagements: list[int]) -> dict[int, list[tuple[str, str, dict[str, Any]]]]:
    found: dict[int, list[tuple[str, str, dict[str, Any]]]] = {}
    rows = ExternalRef.objects.filter(engagement__in=engagements or NONE).order_by("pk")
    for engagement, system, key, said in rows.values_list("engagement_id", "system", "key", "said"):
        found.setdefault(engagement, []).append((system, key, said))
    return found


def folded(name: str) -> str:
    return " ".join(name.casefold().split())
