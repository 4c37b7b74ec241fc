"""Questions about duties: the grid of duties and people, the client's included."""

from dataclasses import dataclass

from tandem.clients.models import Contact
from tandem.engagements.models import Duty, DutyPart, Engagement
from tandem.people.models import Person

Somebody = Person | Contact


@dataclass(frozen=True)
class DutyRow:
    """A duty and its letters by column ("p12" for person 12, "c3" for contact 3)."""

    duty: Duty
    letters: dict[str, str]

    @property
    def accountable(self) -> int:
        return sum(letter == DutyPart.Letter.ACCOUNTABLE for letter in self.letters.values())


@dataclass(frozen=True)
class Grid:
    """Duties by people: seller, lead and everybody with a letter; sales first, the client last."""

    columns: list[tuple[str, Somebody]]
    rows: list[DutyRow]

    @property
    def named(self) -> int:
        return sum(row.accountable == 1 for row in self.rows)


def grid(engagement: Engagement) -> Grid:
    """Two queries beside the deal's own people."""
    duties = list(engagement.duties.order_by("for_client", "position", "pk"))
    parts = DutyPart.objects.filter(duty__engagement=engagement).select_related("person", "contact")
    people: dict[str, Somebody] = {column_of(who): who for who in (engagement.seller, engagement.lead) if who}
    letters: dict[int, dict[str, str]] = {}
    for part in parts.order_by("pk"):
        who: Somebody = part.person or part.contact  # type: ignore[assignment]  # the database holds one of them
        people.setdefault(column_of(who), who)
        letters.setdefault(part.duty_id, {})[column_of(who)] = part.letter
    columns = sorted(people.items(), key=lambda pair: ("sd".find(pair[1].side) % 3, pair[1].name))
    return Grid(columns, [DutyRow(duty, letters.get(duty.pk, {})) for duty in duties])


def column_of(who: Somebody) -> str:
    return f"p{who.pk}" if isinstance(who, Person) else f"c{who.pk}"


def candidates(engagement: Engagement) -> list[tuple[str, Somebody]]:
    """Whoever can be given a letter: the deal's people, those who have one already, and the client's contacts."""
    named = [member.person for member in engagement.members.select_related("person").order_by("person__name")]
    known = dict(grid(engagement).columns)
    contacts = Contact.objects.filter(account=engagement.account_id).order_by("name", "pk")[:40]
    known |= {column_of(person): person for person in named}
    known |= {column_of(contact): contact for contact in contacts}
    return list(known.items())
