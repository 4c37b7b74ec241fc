"""Read the ledger on by a cursor of one's own: the only channel upwards."""

from collections.abc import Collection

from django.db import transaction

from tandem.ledger.models import Entry, Reader


def has_news(reader: str) -> bool:
    """Is there anything that this reader hasn't read? Two queries and no lock: ask this first."""
    seen = Reader.objects.filter(name=reader).values_list("seen", flat=True).first()
    return _newest() > (seen or 0)


def changed_engagements(reader: str, subjects: Collection[str]) -> set[int]:
    """The engagements on which rows of these kinds ("scoping.scopeversion") changed since this reader last asked.

    Moves the cursor in the same transaction, so call it inside the one that acts on the answer. Entries get their
    numbers under the head's lock, so none turns up later below the cursor.
    """
    with transaction.atomic():
        newest = _newest()
        held = Reader.objects.select_for_update().get_or_create(name=reader)[0]
        if newest <= held.seen:
            return set()
        fresh = Entry.objects.filter(pk__gt=held.seen, pk__lte=newest, subject_type__in=subjects)
        named = fresh.exclude(engagement_id=None).values_list("engagement_id", flat=True).distinct()
        found = {pk for pk in named if pk is not None}
        Reader.objects.filter(pk=held.pk).update(seen=newest)
    return found


def read_all(reader: str) -> None:
    """Start from here: what is in the ledger already has been acted on (a loaded firm)."""
    Reader.objects.update_or_create(name=reader, defaults={"seen": _newest()})


def _newest() -> int:
    return Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
