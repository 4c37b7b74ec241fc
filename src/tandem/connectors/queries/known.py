"""Whom and what the firm knows already: clients, people and tiers, looked up by what a file calls them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tandem.calc.legal import split
from tandem.catalogue.models import Tier
from tandem.clients.models import Account, Fit
from tandem.connectors.files.aliases import squeeze
from tandem.connectors.files.stages import LEAD, QUALIFIED
from tandem.people.models import Person

FORMS, ONE, SEVERAL = "forms:", "one", "several"
NOTHING_SAID: Mapping[str, str] = {}


@dataclass(slots=True)
class Known:
    """Read once for a whole file, so that no row asks the database who it's about.

    accounts  name folded without its legal form -> the form in one spelling -> id
    one       names of which a person said that all their legal forms are one client; `several`: that each is its own
    people    e-mail or folded name -> id; a name that two people have finds nobody
    tiers     folded "offering grade" -> (id, how the catalogue writes it)
    products  folded offering -> how the catalogue writes it
    fits      account -> its newest judgement by today's profile, if that meets it
    passing   every judgement that meets the profile that it was made by
    names     person -> name
    left      person -> name, of those who left
    client_names  the clients as they're written
    """

    accounts: dict[str, dict[str, int]] = field(default_factory=dict)
    one: frozenset[str] = frozenset()
    several: frozenset[str] = frozenset()
    keys: set[str] = field(default_factory=set)
    people: dict[str, int] = field(default_factory=dict)
    tiers: dict[str, tuple[int, str]] = field(default_factory=dict)
    products: dict[str, str] = field(default_factory=dict)
    fits: dict[int, int] = field(default_factory=dict)
    passing: set[int] = field(default_factory=set)
    names: dict[int, str] = field(default_factory=dict)
    left: dict[int, str] = field(default_factory=dict)
    client_names: list[str] = field(default_factory=list)
    _names: dict[str, tuple[str, str]] = field(default_factory=dict)

    def firm(self, name: str) -> tuple[str, str]:
        """(the name folded without its legal form, the form); a name of signs alone folds to itself."""
        if name not in self._names:
            base, form = split(name)
            self._names[name] = (base or name.casefold()[:200], form)
        return self._names[name]

    def account(self, name: str) -> int | None:
        """The client of this name. A name without a form is the only one with any; another form is another client, unless
        a person said that they are one."""
        if not name:
            return None
        base, form = self.firm(name)
        here = self.accounts.get(base, {})
        if form in here:
            return here[form]
        if here and (base in self.one or (len(here) == 1 and self.alike(base, form, next(iter(here))))):
            return next(iter(here.values()))
        return None

    def alike(self, base: str, form: str, other: str) -> bool:
        """Are two forms of this name, one of them none, one client as long as nobody says otherwise?"""
        return base in self.one or ("" in (form, other) and base not in self.several)

    def account_key(self, name: str) -> str:
        """Under which a new client of this name is kept: not yet taken."""
        base, form = self.firm(name)
        key = f"{base} {form}".strip()[:200]
        number = 2
        while key in self.keys:
            key = f"{base} {form}".strip()[:190] + f" {number}"
            number += 1
        return key

    def add_account(self, name: str, pk: int, key: str) -> None:
        base, form = self.firm(name)
        self.accounts.setdefault(base, {}).setdefault(form, pk)
        self.keys.add(key)

    def doubtful(self, base: str, spelt: dict[str, str]) -> bool:
        """Names of one firm in a file, by their forms: does one have another form than the firm has here, or they two forms?"""
        here = self.accounts.get(base, {})
        forms = ({*here, *spelt}) - {""}
        new = [form for form in spelt if form not in here]
        return base not in self.one and len(forms) > 1 and bool(new)

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


def everything(decisions: Mapping[str, str] = NOTHING_SAID) -> Known:
    """Four queries. `decisions` say of which names all legal forms are one client."""
    said = {key[len(FORMS) :]: answer for key, answer in decisions.items() if key.startswith(FORMS)}
    known = Known(
        one=frozenset(base for base, answer in said.items() if answer == ONE),
        several=frozenset(base for base, answer in said.items() if answer == SEVERAL),
    )
    for pk, name, key in Account.objects.order_by("pk").values_list("pk", "name", "key"):
        known.add_account(name, pk, key)
        known.client_names.append(name)
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
