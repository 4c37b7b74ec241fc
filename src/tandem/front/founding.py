"""A firm of one's own: what it needs before the first deal can pass its first gate."""

from datetime import datetime
from decimal import Decimal

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from tandem.clients.models import Criterion, Level, Profile
from tandem.ledger.actions import Program, add, record
from tandem.ledger.deeds import deed
from tandem.people.models import Access, Firm, Person, WorkingWeek
from tandem.review.models import Policy, PolicyRow
from tandem.review.queries.policy import first_rows

FOUNDER = Program("Setting up")
# A beginning that says nothing false about any firm: the workshop replaces it with the firm's own.
CRITERIA = (
    (
        "Do they want the outcome, or only the hours?",
        40,
        ("The outcome", "1"),
        ("Both", "0.5"),
        ("Only the hours", "0"),
    ),
    ("Will somebody of theirs decide within a week?", 30, ("Yes, by name", "1"), ("Perhaps", "0.5"), ("Nobody", "0")),
    ("Have we done this kind of work before?", 30, ("More than twice", "1"), ("Once", "0.6"), ("Never", "0.2")),
)


class AlreadyFounded(Exception):
    """There is a firm in this database; an installation serves one."""


def found(name: str, currency: str, *, at: datetime) -> Firm:
    """The firm, its first policy and its first ideal client profile, in one transaction.

    Raises:
        AlreadyFounded: the database has a firm.
    """
    with deed():
        if Firm.objects.exists():
            raise AlreadyFounded
        firm = add(
            Firm(name=name, currency=currency, uses_tandem_since=timezone.localdate(at)), "founded", by=FOUNDER, at=at
        )
        policy = add(Policy(number=1, current=True, published_at=at), "published policy", by=FOUNDER, at=at)
        PolicyRow.objects.bulk_create(
            PolicyRow(policy=policy, measure=row.measure, limit=row.limit, calls=row.calls, position=place)
            for place, row in enumerate(first_rows())
        )
        profile = add(Profile(number=1, current=True, published_at=at), "published profile", by=FOUNDER, at=at)
        for place, (question, weight, *levels) in enumerate(CRITERIA):
            criterion = Criterion.objects.create(profile=profile, question=question, weight=weight, position=place)
            Level.objects.bulk_create(
                Level(criterion=criterion, words=words, share=Decimal(share), position=n)
                for n, (words, share) in enumerate(levels)
            )
    return firm


def welcome(
    email: str, name: str, access: str, password: str, *, at: datetime, is_admin: bool = False, title: str = ""
) -> Person:
    """Somebody who can sign in, with a full working week from now on."""
    fields = {"access": Access(access), "is_admin": is_admin, "title": title, "joined_on": timezone.localdate(at)}
    person = Person(
        email=Person.objects.normalize_email(email).lower(), name=name, password=make_password(password), **fields
    )
    with deed():
        person.save(force_insert=True)
        WorkingWeek.objects.create(person=person, starts_on=timezone.localdate(at))
        record("welcomed", person, by=FOUNDER, at=at, after={"access": access})
    return person
