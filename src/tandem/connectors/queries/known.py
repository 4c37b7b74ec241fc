"""Whom and what the firm knows already: clients, people and tiers, looked up by what a file calls them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from tandem.catalogue.models import Tier
from tandem.clients.actions.account import key_of
from tandem.clients.models import Account, Fit
from tandem.connectors.files.aliases import squeeze
from tandem.connectors.files.stages import LEAD, QUALIFIED
from tandem.people.models import Person


@dataclass(slots=True)
class Known:
    """Read once for a whole file, so that no row asks the database who it's about.

    accounts  folded name -> id
    people    e-mail or folded name -> id; a name that two people have finds nobody
    tiers     folded "offering grade" -> (id, how the catalogue writes it)
    products  folded offering -> how the catalogue writes it
    fits      account -> its newest judgement by today's profile, if that meets it
    passing   every judgement that meets the profile that it was made by
    names     person -> name
    left      person -> name, of those who left
    client_names  the clients as they're written
    """

    accounts: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    tiers: dict[str, tuple[int, str]] = field(default_factory=dict)
    products: dict[str, str] = field(default_factory=dict)
    fits: dict[int, int] = field(default_factory=dict)
    passing: set[int] = field(default_factory=set)
    names: dict[int, str] = field(default_factory=dict)
    left: dict[int, str] = field(default_factory=dict)
    client_names: list[str] = field(default_factory=list)
    _keys: dict[str, str] = field(default_factory=dict)

    def account_key(self, name: str) -> str:
        """The name folded as accounts are; a name of signs alone folds to itself."""
        if name not in self._keys:
            self._keys[name] = key_of(name) or name.casefold()[:200]
        return self._keys[name]

    def account(self, name: str) -> int | None:
        return self.accounts.get(self.account_key(name)) if name else None

    def seller(self, name: str, email: str) -> int | None:
        """By e-mail, else by name, else nobody."""
        return self.people.get(email) or (self.people.get(squeeze(name)) if name else None)

    def stage(self, claimed: str, account: int | None) -> tuple[str, int | None]:
        """(stage, fit): past the first gate only with a fit that meets the profile; else the file's word is a claim, and
        the deal a lead."""
        fit = self.fits.get(account or 0)
        return (claimed, fit) if claimed != QUALIFIED or fit else (LEAD, None)

    def product(self, words: str) -> tuple[int | None, str]:
        """(tier, words): GTXPro is GTX Pro; what the catalogue doesn't have keeps the file's words."""
        key = squeeze(words)
        if key in self.tiers:
            return self.tiers[key]
        return None, self.products.get(key, words)


def everything() -> Known:
    """Four queries."""
    clients = list(Account.objects.values_list("key", "pk", "name"))
    known = Known(accounts={key: pk for key, pk, _name in clients}, client_names=[name for _key, _pk, name in clients])
    people = Person.objects.order_by("is_active", "pk").values_list("pk", "name", "email", "is_active", "left_on")
    _add_people(known, [row[:3] for row in people])
    known.names = {row[0]: row[1] for row in people}
    known.left = {row[0]: row[1] for row in people if not row[3] or row[4]}
    tiers = Tier.objects.filter(current=True).select_related("offering")
    for tier in tiers:
        name = str(tier)
        known.tiers[squeeze(name)] = tier.pk, name
        known.products[squeeze(tier.offering.name)] = tier.offering.name
    _add_fits(known)
    return known


def _add_fits(known: Known) -> None:
    found = Fit.objects.order_by("made_at", "pk").values_list(
        "pk", "account", "score", "disqualified", "profile__floor", "profile__current"
    )
    for pk, account, score, stops, floor, current in found:
        meets = not stops and score >= floor
        if meets:
            known.passing.add(pk)
        if current:
            known.fits[account] = pk if meets else 0


def _add_people(known: Known, people: Iterable[tuple[int, str, str]]) -> None:
    twice: set[str] = set()
    for pk, name, email in people:
        known.people[email.casefold()] = pk
        key = squeeze(name)
        if known.people.get(key, pk) != pk:
            twice.add(key)
        known.people[key] = pk
    for key in twice:
        del known.people[key]
