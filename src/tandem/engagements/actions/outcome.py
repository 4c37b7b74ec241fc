"""Verbs on outcomes. A change of meaning makes a new revision, and only signatures of the present one count."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import Max
from django.utils.translation import gettext as _

from tandem.engagements.actions.settled import Noun, changed, must_be_open_to
from tandem.engagements.actions.sides import must_edit
from tandem.engagements.models import Engagement, Outcome, OutcomeSignature, Side
from tandem.engagements.models.outcome import MEANING
from tandem.engagements.queries.outcome import digest_of, signed_words, words_of
from tandem.ledger import actions as ledger
from tandem.ledger.deeds import deed, locks_deal
from tandem.people.models import Person
from tandem.people.rights import key_of


@locks_deal
def add(engagement: Engagement, *, by: Person, at: datetime, seen: None = None, **words: Any) -> Outcome:
    """A new outcome at the end of the list, signed by nobody. Raises Settled once the deal is signed."""
    must_edit(by)
    must_be_open_to(Noun.OUTCOME, engagement)
    last = engagement.outcomes.aggregate(last=Max("position"))["last"]
    row = Outcome(engagement=engagement, position=0 if last is None else last + 1, **words)
    return ledger.add(row, "added outcome", by=by, at=at, show=MEANING)


@locks_deal
def revise(outcome: Outcome, *, by: Person, at: datetime, seen: int | None, **words: Any) -> Outcome:
    """Change what an outcome says. Every such change is one of meaning: `revision` grows, which voids its signatures.

    Raises:
        Stale: somebody else changed it first.
        Settled: the deal is signed.
    """
    must_edit(by)
    must_be_open_to(Noun.OUTCOME, outcome.engagement, changed(outcome, words))
    if any(getattr(outcome, name) != value for name, value in words.items()):
        words["revision"] = outcome.revision + 1
    return ledger.revise(outcome, "changed outcome", seen=seen, by=by, at=at, **words)


@locks_deal
def sign(outcome: Outcome, *, by: Person, at: datetime, seen: int | None) -> OutcomeSignature:
    """Turn one's own side's key on the outcome as it reads now. A signature is never taken back, only superseded.

    Raises:
        PermissionDenied: `by` holds no key.
        Stale: the outcome was changed since it was read; what wasn't read can't be signed.
    """
    side = key_of(by)
    if not side:
        raise PermissionDenied(_("Only sales and delivery sign an outcome, each for its own side."))
    if not (outcome.expects and outcome.proves):
        raise Unfinished(
            _("Both voices are needed before anybody signs: what the client expects, and what we can prove.")
        )
    with deed():
        ledger.revise(outcome, "signed outcome", seen=seen, by=by, at=at)  # holds the version; writes nothing
        return _turn(outcome, side, by, at, person=by)


@locks_deal
def sign_for_client(
    outcome: Outcome, *, read: str, name: str, evidence: dict[str, Any], by: ledger.Actor, at: datetime
) -> OutcomeSignature:
    """The client's key, turned by somebody without an account. `read` is the digest of the words they had before them,
    `evidence` how it is known that it was they.

    Raises:
        Stale: the words were changed since; what wasn't read can't be signed.
    """
    with deed():
        held = Outcome.objects.select_for_update().get(pk=outcome.pk)
        if digest_of(words_of(held)) != read:
            raise ledger.Stale(held)
        return _turn(held, Side.CLIENT, by, at, client_name=name, evidence=evidence)


class Unfinished(Exception):
    """The outcome has no second voice yet, so there is nothing to agree on."""


def _turn(outcome: Outcome, side: str, by: ledger.Actor, at: datetime, **who: Any) -> OutcomeSignature:
    """One key a side and revision: whoever of the same side comes second finds it turned."""
    kept = OutcomeSignature.objects.filter(outcome=outcome, revision=outcome.revision, side=side).first()
    if kept:
        return kept
    words = signed_words(outcome)
    how = {**words["evidence"], **who.pop("evidence", {})}
    try:
        with deed():
            key = OutcomeSignature.objects.create(
                outcome=outcome,
                revision=outcome.revision,
                side=side,
                at=at,
                digest=words["digest"],
                evidence=how,
                **who,
            )
    except IntegrityError:  # the same side turned its key in another window at this very moment
        return OutcomeSignature.objects.get(outcome=outcome, revision=outcome.revision, side=side)
    after = {"revision": outcome.revision, "digest": key.digest}
    ledger.record(f"signed for {side}", outcome, by=by, at=at, after=after, seals=[key])
    return key
