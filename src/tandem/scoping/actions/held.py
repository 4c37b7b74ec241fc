"""Only a draft changes. Every verb on its rows holds it first, so that nobody freezes it in between."""

from django.db.models import F

from tandem.engagements.actions.settled import SCOPE, must_be_open_to
from tandem.ledger.actions import Stale
from tandem.scoping.models import ScopeVersion


def hold(scope: ScopeVersion) -> None:
    """Bump the draft's version, inside the caller's transaction.

    Raises:
        Stale: it was frozen meanwhile.
        Settled: the deal is signed; its scope changes by a change order.
    """
    must_be_open_to(SCOPE, scope.engagement)
    if not ScopeVersion.objects.filter(pk=scope.pk, frozen_at__isnull=True).update(version=F("version") + 1):
        raise Stale(ScopeVersion.objects.get(pk=scope.pk))
    scope.version = ScopeVersion.objects.values_list("version", flat=True).get(pk=scope.pk)


def hold_open(scope: ScopeVersion) -> None:
    """For verbs that change the version row itself, whose own conditional update guards the race.

    Raises:
        Stale: it is frozen.
        Settled: the deal is signed.
    """
    must_be_open_to(SCOPE, scope.engagement)
    if scope.frozen_at is not None:
        raise Stale(scope)
