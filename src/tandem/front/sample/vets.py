"""Delivery's vets, section by section."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from tandem.engagements.models import Challenge
from tandem.front.sample.rows import Rows
from tandem.front.sample.stories import halden_vets
from tandem.scoping.models import RedFlag, ScopeVersion, ScopingSession, Section, Vet
from tandem.scoping.queries.sections import Said, digest_of, said_of

MINUTES_A_SECTION = 4


@dataclass
class Waiting:
    """What has to be known of rows that will be written before the vets are made."""

    sessions: list[ScopingSession]
    flags: dict[tuple[int, str], RedFlag]
    scopes: dict[int, ScopeVersion]


def challenge_flags(rows: Rows) -> None:
    """Each red flag stands in the challenge log too."""
    for flag in rows.waiting[RedFlag]:
        flag.challenge = rows.add(
            Challenge(
                engagement=flag.engagement, about=flag.section, words=flag.words, raised_by=flag.raised_by,
                raised_at=flag.raised_at, raised_in=flag.raised_in, reply=flag.reply, replied_by=flag.replied_by,
                replied_at=flag.cleared_at if flag.reply else None,
            )
        )  # fmt: skip


def waiting(rows: Rows) -> Waiting:
    """Asked before the rows are written and let go."""
    held = [session for session in rows.waiting[ScopingSession] if session.held_at]
    flags = {(id(flag.engagement), flag.section): flag for flag in rows.waiting[RedFlag]}
    scopes = {id(scope.engagement): scope for scope in rows.waiting[ScopeVersion]}
    return Waiting(held, flags, scopes)


def lay(rows: Rows, found: Waiting) -> None:
    """On each session that was held, delivery's word on every section: as it reads now, unless a story says else."""
    said = said_of([session.engagement.pk for session in found.sessions])
    for session in found.sessions:
        deal = session.engagement
        story = STORIES.get((deal.account.name if deal.account else "", deal.name))
        laid = story(session, said[deal.pk]) if story else _usual(session, said[deal.pk], found.flags)
        for vet in laid:
            vet.engagement, vet.scope = deal, found.scopes.get(id(deal))
            vet.digest = digest_of(vet.said)
            rows.add(vet)
            _doubt(rows, vet, found)


def _usual(session: ScopingSession, said: Said, flags: dict[tuple[int, str], RedFlag]) -> Iterable[Vet]:
    assert session.held_at is not None, "a vet is laid on a session that was held"
    for place, section in enumerate(Section.values, 1):
        flag = flags.get((id(session.engagement), section))
        word = {"word": Vet.Word.FLAG, "words": flag.words, "flag": flag} if flag else {"word": Vet.Word.FINE}
        at = session.held_at + timedelta(minutes=MINUTES_A_SECTION * place)
        yield Vet(session=session, section=section, said=said[section], person=session.engagement.lead, at=at, **word)


def _doubt(rows: Rows, vet: Vet, found: Waiting) -> None:
    """A question is a challenge; a flag's own challenge is there already."""
    if vet.word == Vet.Word.FLAG and vet.flag is None:
        vet.flag = found.flags.get((id(vet.engagement), vet.section))
    if vet.flag:
        vet.challenge = vet.flag.challenge
    elif vet.word == Vet.Word.QUESTION:
        vet.challenge = rows.add(
            Challenge(
                engagement=vet.engagement, about=vet.section, words=vet.words, raised_by=vet.person, raised_at=vet.at,
                raised_in=vet.engagement.stage, reply=vet.reply, replied_by=vet.replied_by, replied_at=vet.replied_at,
            )
        )  # fmt: skip


Story = Callable[[ScopingSession, Said], Iterable[Vet]]
STORIES: dict[tuple[str, str], Story] = {("Halden Water", "Asset data platform"): halden_vets.vets}
