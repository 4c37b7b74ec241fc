"""Deals that are here and that a person said are the file's: they get its key, so that the next file finds them by it."""

from collections.abc import Sequence

from tandem.connectors.actions.context import Context, Undo
from tandem.connectors.files.deal import Deal
from tandem.connectors.models import ExternalRef
from tandem.connectors.queries.twins import twins

SAME = "same"


def twins_here(context: Context, deals: Sequence[Deal]) -> list[int]:
    """The deals that would be adopted, so that they are held before anything is compared. None is asked for unless a person
    said that they are the same."""
    return [each.engagement for each in _twins(context, deals)]


def adopt(context: Context, deals: Sequence[Deal]) -> list[Undo]:
    """In the caller's deed; how to undo it."""
    found = _twins(context, deals)
    refs = ExternalRef.objects.bulk_create(
        [
            ExternalRef(
                engagement_id=each.engagement,
                system=context.source,
                key=each.deal.key,
                batch=context.batch,
                said=each.said,
            )
            for each in found
        ],
        batch_size=500,
    )
    return [
        Undo(each.engagement, made=False, before={"fields": {}, "said": {}, "adopted": ref.pk})
        for each, ref in zip(found, refs, strict=True)
    ]


def _twins(context: Context, deals: Sequence[Deal]) -> list:
    if context.batch.mapping.get("decisions", {}).get("twins") != SAME:
        return []
    return twins(context.source, deals, context.known, context.eyes)
