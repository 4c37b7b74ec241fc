"""A discount is the word of whoever may allow it: by their own act at once, else asked of them by name."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from tandem.calc.folding import is_said
from tandem.engagements.actions.sides import must_edit
from tandem.gates import Finding, Refused
from tandem.ledger import actions as ledger
from tandem.ledger.actions import Stale
from tandem.ledger.deeds import deed, locks_deal
from tandem.people.models import Access, Person
from tandem.scoping.actions.draft import reprice
from tandem.scoping.actions.held import hold_open
from tandem.scoping.models import DiscountWord, ScopeVersion
from tandem.scoping.queries import scope as queries

ALLOWERS = (Access.LEADERSHIP, Access.FINANCE)


def may_allow(person: Person) -> bool:
    """Leadership and finance."""
    return person.is_active and person.access in ALLOWERS


@locks_deal
def give(
    scope: ScopeVersion, *, by: Person, at: datetime, seen: int | None, amount: Decimal, asked: Person | None = None,
    why: str = "",
) -> ScopeVersion:  # fmt: skip
    """Take `amount` off the list price. Given by somebody who may allow it, it's allowed by that; else it waits for the
    word of whoever is `asked`. Another sum, reason or person asks anew; the same again leaves the word as it is.

    Raises:
        Refused: nobody who may allow it is asked, or it's more than the list price.
        Stale: the draft was changed since it was read.
    """
    must_edit(by)
    own = may_allow(by)
    who = by if own else asked
    if amount and not who:
        raise _refused(_("Name who is asked to allow the discount."))
    if amount and who and not may_allow(who):
        raise _refused(_("Only leadership and finance allow a discount."))
    if amount > queries.priced(queries.content(scope), scope.contingency_minutes).list_price:
        raise _refused(_("The discount is more than the list price."))
    said: dict[str, Any] = {
        "discount": amount,
        "discount_why": why if amount else "",
        "discount_by": who if amount else None,
    }
    with deed():
        hold_open(scope)
        word = _word(scope, said, own, by, at)
        ledger.revise(scope, "set discount", seen=seen, by=by, at=at, reason=why, **said, **word)
        return reprice(scope, by=by, at=at, discount_is_new=True)


@locks_deal
def allow(scope: ScopeVersion, *, by: Person, at: datetime, seen: int | None) -> ScopeVersion:
    """Whoever was asked says yes to what stands there.

    Raises:
        PermissionDenied: somebody else was asked.
        Refused: it waits for no word.
        Stale: the draft was changed since it was read.
    """
    _must_wait_on(scope, by, seen)
    yes: dict[str, Any] = {"discount_word": DiscountWord.YES, "discount_decided_at": at}
    return ledger.revise(scope, "allowed discount", seen=seen, by=by, at=at, **yes)


@locks_deal
def refuse(scope: ScopeVersion, *, by: Person, at: datetime, seen: int | None, why: str) -> ScopeVersion:
    """Whoever was asked says no, and why; whoever asked for it is told. Raises as `allow`, and Refused without a
    reason."""
    _must_wait_on(scope, by, seen)
    if not is_said(why):
        raise _refused(_("Say why not, so that whoever asked can ask for another."))
    no: dict[str, Any] = {"discount_word": DiscountWord.NO, "discount_decided_at": at, "discount_refused_why": why}
    return ledger.revise(scope, "refused discount", seen=seen, by=by, at=at, reason=why, **no)


def _word(scope: ScopeVersion, said: dict[str, Any], own: bool, by: Person, at: datetime) -> dict[str, Any]:
    """What becomes of the word of whoever allows it; empty where it stands."""
    if not said["discount"]:
        return _fresh("", None, None, None)
    if own:
        return _fresh(DiscountWord.YES, by, at, at)
    if all(getattr(scope, name) == value for name, value in said.items()):
        return {}
    return _fresh(DiscountWord.ASKED, by, at, None)


def _fresh(word: str, by: Person | None, asked: datetime | None, decided: datetime | None) -> dict[str, Any]:
    return {
        "discount_word": word, "discount_asked_by": by, "discount_asked_at": asked, "discount_decided_at": decided,
        "discount_refused_why": "",
    }  # fmt: skip


def _must_wait_on(scope: ScopeVersion, by: Person, seen: int | None) -> None:
    if scope.discount_by_id != by.pk or not may_allow(by):
        raise PermissionDenied(_("Only whoever was asked allows a discount, or says no to it."))
    hold_open(scope)
    if seen not in (None, scope.version):
        raise Stale(scope)
    if not scope.discount or scope.discount_word != DiscountWord.ASKED:
        raise _refused(_("This discount waits for no answer."))


def _refused(words: str) -> Refused:
    return Refused([Finding("discount", _("Discount"), words)])
