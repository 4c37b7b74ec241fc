"""How often somebody may try a password or a code: counted before it's looked at, by who they say they are and where.

Three counts, each with its own growing wait once its free tries are used:

pair     one account from one place. A place is a browser that came in as this account before (a signed cookie says so),
         else a network (IPv6: the /64).
account  one account from all places that it isn't known at: many machines that guess at one person.
address  how many different accounts a network failed at: one machine that guesses at many people.

From a place that the account is known at only the pair counts. So neither a colleague behind the same address, nor
strangers elsewhere, keep somebody out of their own browser; and nobody's slip keeps out an office.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from allauth.core import context
from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import ngettext

from tandem import clock
from tandem.front.models import Guess, KnownNetwork
from tandem.people.models import Person
from tandem.web.late import aside

COOKIE, SALT, MOST = "tandem-device", "tandem device", 8
KNOWN_FOR = timedelta(days=180)
NOTED_EVERY = timedelta(days=1)


@dataclass(frozen=True)
class Rule:
    """`free` tries cost nothing; then each waits twice as long as the one before. Forgotten after a while of quiet."""

    free: int
    first: timedelta
    longest: timedelta
    forget: timedelta

    def wait(self, tries: int, last_at: datetime, at: datetime) -> timedelta:
        """How long from now until the next try. A clock that went back makes nobody wait longer than the rule does."""
        if tries < self.free or at - last_at >= self.forget:
            return timedelta()
        whole = min(self.first * 2 ** min(tries - self.free, 20), self.longest)
        return min(max(last_at + whole - at, timedelta()), whole)


MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
PASSWORD = {
    "pair": Rule(5, MINUTE, HOUR, DAY),
    "account": Rule(5, MINUTE, 15 * MINUTE, DAY),
    "address": Rule(30, MINUTE / 4, HOUR, HOUR),
}
CODE = {"pair": Rule(5, MINUTE, HOUR, DAY), "account": Rule(20, MINUTE, HOUR, DAY)}
Kind = dict[str, Rule]


@dataclass(frozen=True)
class Place:
    """Who somebody says they are, and where they say it: digests, no names."""

    account: str
    network: str
    device: str = ""
    known_network: bool = False

    @property
    def is_known(self) -> bool:
        return bool(self.device) or self.known_network

    def keys(self, kind: Kind) -> dict[str, str]:
        """What is counted of a try from here: name -> key."""
        what = "code" if kind is CODE else "password"
        wanted = {"pair": f"{self.account} {self.device or self.network}"}
        if not self.is_known:
            wanted |= {"account": self.account, "address": self.network}
        return {name: _digest(f"{what} {name} {words}") for name, words in wanted.items() if name in kind}


def place_of(who: Person | str) -> Place:
    """Of the present request. `who` is the person, or the address that was typed."""
    email = who.email if isinstance(who, Person) else who
    request = context.request
    person = Person.objects.filter(email__iexact=email.strip()).first() if isinstance(who, str) else who
    network = _digest(f"network {get_ip(request)}")
    held = _devices(request)
    known = KnownNetwork.objects.filter(
        person=person.pk if person else 0, network=network, at__gt=clock.now() - KNOWN_FOR
    ).exists()
    device = held["id"] if person is not None and person.pk in held["of"] else ""
    return Place(_digest(f"account {email.strip().lower()}"), network, device, known)


def count(place: Place, kind: Kind) -> timedelta:
    """Counts a try that is about to be made, and answers no time; or how long to wait, and counts nothing."""
    at, keys = clock.now(), place.keys(kind)
    with aside(), transaction.atomic():
        rows = _locked(place, keys, at)
        wait = max(_wait(kind[name], row, name, place, at) for name, row in rows.items())
        if not wait:
            for name, row in rows.items():
                _note(kind[name], row, name, place, at)
            Guess.objects.bulk_update(rows.values(), ["tries", "others", "last_at"])
    return wait


def forgive(place: Place, kind: Kind) -> None:
    """It was right: what was counted of it is taken back, so that success neither costs nor buys tries elsewhere."""
    keys = place.keys(kind)
    with aside(), transaction.atomic():
        rows = {row.key: row for row in Guess.objects.select_for_update().filter(key__in=keys.values()).order_by("pk")}
        for name, key in keys.items():
            if key not in rows:
                continue
            row = rows[key]
            row.others = [other for other in row.others if other != place.account]
            row.tries = {"pair": 0, "account": max(row.tries - 1, 0), "address": len(row.others)}[name]
            row.save(update_fields=["tries", "others"])


def forget_account(person: Person) -> None:
    """A new password: guesses at the old one don't count any more."""
    Guess.objects.filter(account=_digest(f"account {person.email.lower()}")).delete()


def remember(request: HttpRequest, person: Person) -> None:
    """Somebody came in: this network is known, and `keep_device` makes the browser known, too."""
    at, network = clock.now(), _digest(f"network {get_ip(request)}")
    row, made = KnownNetwork.objects.get_or_create(person=person, network=network, defaults={"at": at})
    if not made and at - row.at > NOTED_EVERY:
        KnownNetwork.objects.filter(pk=row.pk).update(at=at)
    request.came_in = person.pk  # type: ignore[attr-defined]


def keep_device(request: HttpRequest, response: HttpResponse) -> None:
    """The cookie by which this browser is known again. It opens nothing: it's another count of tries."""
    pk = getattr(request, "came_in", None)
    if pk is None:
        return
    held = _devices(request)
    told = {"id": held["id"] or secrets.token_hex(16), "of": [pk, *(each for each in held["of"] if each != pk)][:MOST]}
    response.set_cookie(
        COOKIE, signing.dumps(told, salt=SALT), max_age=int(KNOWN_FOR.total_seconds()), httponly=True, samesite="Lax",
        secure=bool(settings.SESSION_COOKIE_SECURE),
    )  # fmt: skip


def forget_old(at: datetime) -> int:
    """For the schedule: how many counts went."""
    KnownNetwork.objects.filter(at__lt=at - KNOWN_FOR).delete()
    return Guess.objects.filter(last_at__lt=at - 2 * DAY).delete()[0]


def words_for(wait: timedelta) -> str:
    minutes = ceil(wait.total_seconds() / 60)
    words = ngettext("Too many tries. Try again in a minute.", "Too many tries. Try again in %(num)s minutes.", minutes)
    return words % {"num": minutes}


def _devices(request: HttpRequest) -> dict[str, Any]:
    try:
        told = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=KNOWN_FOR)
        return {"id": str(told["id"]), "of": [int(pk) for pk in told["of"]]}
    except (signing.BadSignature, KeyError, TypeError, ValueError, json.JSONDecodeError):
        return {"id": "", "of": []}


def _locked(place: Place, keys: dict[str, str], at: datetime) -> dict[str, Guess]:
    """One order for all, so that two tries at once wait for each other instead of for ever."""
    fresh = [
        Guess(key=key, account="" if name == "address" else place.account, last_at=at) for name, key in keys.items()
    ]
    Guess.objects.bulk_create(fresh, ignore_conflicts=True)
    found = {row.key: row for row in Guess.objects.select_for_update().filter(key__in=keys.values()).order_by("key")}
    return {name: found[key] for name, key in keys.items()}


def _wait(rule: Rule, row: Guess, name: str, place: Place, at: datetime) -> timedelta:
    """An address waits only with a further account: those that it failed at are held by their own counts."""
    if name == "address" and place.account in row.others:
        return timedelta()
    return rule.wait(row.tries, row.last_at, at)


def _note(rule: Rule, row: Guess, name: str, place: Place, at: datetime) -> None:
    if at - row.last_at >= rule.forget:
        row.tries, row.others = 0, []
    if name == "address":
        row.others = [*(other for other in row.others if other != place.account), place.account][-500:]
        row.tries = len(row.others)
    else:
        row.tries += 1
    row.last_at = at


def _digest(words: str) -> str:
    return salted_hmac("tandem guesses", words, algorithm="sha256").hexdigest()
