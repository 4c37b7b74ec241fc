"""Where delivery's vetting stands: each section in exactly one state, by its latest vet and what it says now."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.db.models import Max

from tandem.engagements.models import Engagement
from tandem.people.models import Person
from tandem.scoping.gate.facts import SectionFact
from tandem.scoping.models import RedFlag, Section, Vet
from tandem.scoping.queries import reading
from tandem.scoping.queries.sections import Line, Said, digest_of, said, said_of

Latest = dict[int, dict[str, Vet]]

WITH = ("person", "replied_by", "flag", "challenge", "scope")


@dataclass(frozen=True)
class SectionRow:
    """A section as its page shows it: what it says in words, its latest vet, what changed since, earlier vets.

    `token` is what a form carries of it: a vet laid meanwhile, or other words by now, make it stale.
    """

    section: Section
    state: str
    lines: list[str]
    token: str
    vet: Vet | None = None
    changes: list[reading.Runs] = field(default_factory=list)
    hidden: bool = False
    earlier: list[Vet] = field(default_factory=list)

    @property
    def fine(self) -> bool:
        return self.state == "fine"


def state(vet: Vet | None, digest: str) -> str:
    """Exactly one of never, flag, question, answered, stale, fine.

    Delivery's open word comes before what changed meanwhile. A flag that delivery cleared is its yes to what it read
    then; an answered question isn't one yet: whoever asked says whether the answer will do.
    """
    if vet is None:
        return "never"
    if vet.word == Vet.Word.FLAG and not (vet.flag and vet.flag.cleared_at):
        return "flag"
    if vet.word == Vet.Word.QUESTION:
        return "answered" if vet.reply else "question"
    return "fine" if vet.digest == digest else "stale"


def rows(deal: Engagement, person: Person) -> list[SectionRow]:
    """Every section in its order, as this person may read it. Twelve queries."""
    now = said(deal)
    to = reading.reader(person)
    by_section = _by_section(list(Vet.objects.filter(engagement=deal).select_related(*WITH).order_by("pk")))
    return [_row(section, now[section], by_section.get(section, []), to) for section in Section]


def facts(deal: Engagement) -> tuple[SectionFact, ...]:
    """For the gate. Eleven queries; one while there is no vet."""
    return facts_of([deal.pk])[deal.pk]


def facts_of(deals: Iterable[int], latest: Latest | None = None) -> dict[int, tuple[SectionFact, ...]]:
    """As `facts`, of many deals in the same queries; one less with `latest` vets that were read already."""
    ids = list(deals)
    latest = latest_of(ids) if latest is None else latest
    now = said_of([pk for pk in ids if pk in latest])  # where nobody has said anything, nothing can have changed
    return {pk: _facts(now.get(pk, {}), latest.get(pk, {})) for pk in ids}


def facts_since_the_freeze(deal: Engagement) -> tuple[SectionFact, ...]:
    """For the gates after it: as `facts`, with the red flags that were raised since, and but for who is booked on the
    work. That is staffing, and goes on while the client decides. Twenty-three queries at most."""
    flagged = set(RedFlag.objects.filter(engagement=deal, cleared_at=None).values_list("section", flat=True))
    found = tuple(
        replace(fact, state="flag") if section in flagged else fact
        for section, fact in zip(Section, facts(deal), strict=True)
    )
    place = list(Section).index(Section.CAPACITY)
    if found[place].state == "stale":
        vet = Vet.objects.filter(engagement=deal, section=Section.CAPACITY).order_by("-pk")[0]
        if digest_of(_without_team(vet.said)) == digest_of(_without_team(said(deal)[Section.CAPACITY])):
            fine = SectionFact(Section.CAPACITY.label, "fine", vet.person)
            return (*found[:place], fine, *found[place + 1 :])
    return found


def _without_team(lines: list[Line]) -> list[Line]:
    """Who leads it stays: that is who answers for the work."""
    return [line for line in lines if line["is"] != "named" or line.get("leads")]


def latest_of(deals: Iterable[int]) -> Latest:
    """Deal -> section -> its latest vet, without the text that it read. One query."""
    of_these = Vet.objects.filter(engagement__in=list(deals))
    last = of_these.order_by().values("engagement", "section").annotate(last=Max("pk")).values("last")
    found: Latest = {}
    for vet in Vet.objects.filter(pk__in=last).select_related("person", "flag", "replied_by").defer("said"):
        found.setdefault(vet.engagement_id, {})[vet.section] = vet
    return found


def token_of(vet: Vet | None, lines: list[Line]) -> str:
    """What somebody had before them when they vetted."""
    return f"{vet.pk if vet else 0}:{digest_of(lines)}"


def token_now(deal: Engagement, section: str) -> str:
    """`token_of` at this moment. Eleven queries."""
    vet = Vet.objects.filter(engagement=deal, section=section).order_by("-pk").first()
    return token_of(vet, said(deal)[section])


def _by_section(vets: list[Vet]) -> dict[str, list[Vet]]:
    found: dict[str, list[Vet]] = {}
    for vet in vets:
        found.setdefault(vet.section, []).append(vet)
    return found


def _row(section: Section, lines: list[Line], vets: list[Vet], to: reading.Reader) -> SectionRow:
    vet = vets[-1] if vets else None
    changed = vet is not None and vet.digest != digest_of(lines)
    changes = reading.difference(vet.said, lines, to) if vet and changed else []
    return SectionRow(
        section=section, state=state(vet, digest_of(lines)), lines=reading.read(lines, to), token=token_of(vet, lines),
        vet=vet, changes=changes, hidden=changed and not changes, earlier=vets[-2::-1],
    )  # fmt: skip


def _facts(now: Said, latest: dict[str, Vet]) -> tuple[SectionFact, ...]:
    return tuple(_fact(section, now.get(section, []), latest.get(section)) for section in Section)


def _fact(section: Section, lines: list[Line], vet: Vet | None) -> SectionFact:
    return SectionFact(section.label, state(vet, digest_of(lines)), vet.person if vet else None)
