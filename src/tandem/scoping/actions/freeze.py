"""Freeze a scope: what it says can be judged, proposed and signed from then on, and never changes."""

import hashlib
import json
from datetime import date, datetime

from django.utils.translation import gettext as _

from tandem.engagements.actions import assumption, stage, waiver, worth
from tandem.engagements.actions.sides import must_edit
from tandem.engagements.models import Engagement, Stage
from tandem.engagements.queries.assumption import later
from tandem.engagements.queries.waivers import standing
from tandem.gates import Finding, Refused, insist
from tandem.ledger import actions as ledger
from tandem.ledger.deeds import deed, locks_deal
from tandem.people.models import Person
from tandem.scoping.actions.draft import reprice
from tandem.scoping.gate.rules import FREEZE
from tandem.scoping.models import ScopeVersion
from tandem.scoping.queries import agreement
from tandem.scoping.queries import scope as queries
from tandem.scoping.queries.gate import freeze_facts

FREEZABLE = (Stage.QUALIFIED, Stage.SCOPED, Stage.AGREED, Stage.PROPOSED)


@locks_deal
def freeze(engagement: Engagement, *, by: Person, at: datetime, today: date, seen: int | None = None) -> ScopeVersion:
    """Freeze the draft, with the hours of every assumption that isn't verified in its price; those that were to be
    verified by now become risks of their verifiers (decision 8). A qualified deal becomes scoped; beyond that the stage stays, and the new version owes new
    verdicts (docs/decisions).

    Raises:
        Refused: a rule of the gate doesn't pass, or there is nothing (new) to freeze.
        WrongStage: the deal isn't qualified yet, or signed already.
        Stale: the draft was changed since it was read.
    """
    must_edit(by)
    _must_be_freezable(engagement)
    draft = queries.draft_of(engagement)
    if draft is None:
        raise _nothing(_("There is no draft to freeze."))
    if seen not in (None, draft.version):  # before the gate: what changed makes its vet stale too
        raise ledger.Stale(draft)
    findings = insist(FREEZE, freeze_facts(engagement), standing(engagement, today))
    with deed():
        ledger.revise(draft, "read scope", seen=seen, by=by, at=at)
        assumption.price_all(engagement, by=by, at=at)
        assumption.harden_due(engagement, later(Stage.SCOPED, engagement.stage), by=by, at=at)
        _reprice(draft, engagement, by, at)
        if draft.discount_is_open:
            raise _nothing(
                _("Price it again first: the discount is a larger share of what is left, so it’s asked for again.")
            )
        _close(draft, by, at)
        _write_down(draft)
        engagement.refresh_from_db(fields=["amount", "version"])  # pricing the draft anew may have moved its worth
        worth.follow(engagement, draft.fee, by=by, at=at)
        if engagement.stage == Stage.QUALIFIED:
            stage.move(engagement, Stage.SCOPED, "froze scope", by=by, at=at)
        waiver.use(engagement, findings, at=at)
    return draft


def digest_of(found: queries.Content) -> str:
    """SHA-256 of what the version says: clauses, hours and rates, price, dates; not of who wrote it when."""
    scope = found.scope
    said = {
        "tier": [scope.tier_id, str(scope.tier or "")],
        "items": [[item.kind, item.words] for item in found.items],
        "lines": sorted(
            [row.role.name, row.minutes, f"{row.bill_hourly:.2f}", f"{row.cost_hourly:.2f}"] for row in found.lines
        ),
        "price": [f"{scope.fee:.2f}", f"{scope.discount:.2f}", scope.contingency_minutes],
        "dates": [str(scope.starts_on or ""), str(scope.ends_on or "")],
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _must_be_freezable(engagement: Engagement) -> None:
    if engagement.stage not in FREEZABLE:
        words = {"stage": engagement.get_stage_display().lower()}
        raise stage.WrongStage(
            _("This deal is %(stage)s; only a qualified one that isn’t signed has its scope frozen.") % words
        )


def _reprice(draft: ScopeVersion, engagement: Engagement, by: Person, at: datetime) -> None:
    """What hardens changes the price, and the deal's worth follows it in the draft's own copy of the deal; the
    caller's copy, if nobody else changed the deal since it was read, follows that."""
    copy = draft.engagement
    current = engagement.version == copy.version
    reprice(draft, by=by, at=at)
    if current:
        engagement.amount, engagement.version = copy.amount, copy.version


def _close(draft: ScopeVersion, by: Person, at: datetime) -> None:
    found = queries.content(draft)
    if not found.inside or not any(line.minutes for line in found.lines):
        raise _nothing(_("Say what is in the scope, and how many hours it takes, before it is frozen."))
    digest = digest_of(found)
    last = queries.newest_frozen(draft.engagement)
    if last and last.digest == digest:
        raise _nothing(_("Nothing has changed since version %(number)s.") % {"number": last.number})
    ledger.revise(draft, "froze scope", seen=None, by=by, at=at, frozen_at=at, frozen_by=by, digest=digest)


def _write_down(frozen: ScopeVersion) -> None:
    """The whole agreement as it reads now: what is judged, and what further seats are called by. History has it row by
    row already."""
    frozen.agreement = agreement.reading(frozen.engagement)
    ScopeVersion.objects.filter(pk=frozen.pk).update(agreement=frozen.agreement)


def _nothing(words: str) -> Refused:
    return Refused([Finding("there_is_something_to_freeze", _("Scope"), words, waivable=False)])
