"""One installation has one key, however many machines it runs on: sessions, links and what is sealed depend on it."""

from django.conf import settings
from django.db import DatabaseError, transaction

from tandem.front.models import Installation
from tandem.sealed import fingerprint

ONE = 1


class OtherKey(Exception):
    """This process has another key than those that worked with this database before; says what to do."""


def claim_key() -> None:
    """The first process names the key, every later one must have it: before it serves or works.

    A key that is among SECRET_KEY_FALLBACKS is followed by the present one. A database that doesn't answer, or isn't
    migrated yet, says so elsewhere.

    Raises: OtherKey.
    """
    mine = fingerprint(settings.SECRET_KEY)
    try:
        with transaction.atomic():
            held, _made = Installation.objects.get_or_create(pk=ONE, defaults={"key": mine})
            if held.key in {fingerprint(str(each)) for each in settings.SECRET_KEY_FALLBACKS}:
                Installation.objects.filter(pk=ONE).update(key=mine)
                held.key = mine
    except DatabaseError:
        return
    if held.key != mine:
        raise OtherKey(
            "This database was made with another secret, so nobody could stay signed in and nothing sealed could be "
            f"read. Give every machine the same: copy secret.key from the first one's TANDEM_HOME into {settings.HOME}, "
            "or set SECRET_KEY alike on all. If the old secret is lost for good: ./run manage key --adopt"
        )


def has_other_key() -> bool:
    """For who is asked while it serves: the key may have been replaced meanwhile, or nobody compared it at the start."""
    ours = {fingerprint(str(each)) for each in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)}
    held = Installation.objects.filter(pk=ONE).values_list("key", flat=True).first()
    return held is not None and held not in ours


def adopt_key() -> None:
    """From now on the present key is the installation's."""
    Installation.objects.update_or_create(pk=ONE, defaults={"key": fingerprint(settings.SECRET_KEY)})
