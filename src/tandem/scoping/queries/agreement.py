"""What is judged: the whole agreement, part by part, each with a digest of its own.

A part is what sections say of it (`sections`), without who is booked on the work; promises that are on paper, and how
the client fits, are parts too. A vote, a frozen scope and a sent paper keep the lines that they stand on: another digest
today means that this part was changed since, and the two readings are the difference.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from tandem.engagements.models import Engagement, Promise, Risk
from tandem.scoping.models import Section
from tandem.scoping.queries.sections import Line, Said, digest_of, line, said_of


class Part(models.TextChoices):
    SUCCESS = "success", _("Success criteria")
    SCOPE = "scope", _("Scope")
    ASSUMPTIONS = "assumptions", _("Assumptions")
    WHO = "who", _("Responsibilities")
    WORK = "work", _("Dates and hours")
    PROMISES = "promises", _("Promises on paper")
    RISKS = "risks", _("Risks")
    FIT = "fit", _("Client fit")
    PRICE = "price", _("Price")


HEADING = "heading"
# The sections that are a part as they read; the scope's paper opens with its heading and a paragraph, too.
SAME = (Part.SUCCESS, Part.ASSUMPTIONS, Part.WHO, Part.RISKS, Part.PRICE)


def parts(deal: Engagement) -> Said:
    """Part -> its lines, as they read now. Twelve queries."""
    return parts_of([deal.pk])[deal.pk]


def parts_of(deals: Iterable[int]) -> dict[int, Said]:
    """As `parts`, of many deals by their ids, in the same twelve queries."""
    ids = list(deals)
    sections = said_of(ids)
    promised, (told, fitting) = _promises(ids), _of_the_deal(ids)
    return {
        pk: {
            **{str(part): sections[pk][part] for part in SAME},
            Part.SCOPE: [*told[pk], *sections[pk][Section.SCOPE]],
            Part.WORK: work(sections[pk][Section.CAPACITY]),
            Part.PROMISES: promised[pk],
            Part.FIT: fitting[pk],
        }
        for pk in ids
    }


def work(capacity: Iterable[Line]) -> list[Line]:
    """When and how much; who is booked on it is staffing, and changes without anybody agreeing anew."""
    return [each for each in capacity if each["is"] != "named"]


def changed(judged: Mapping[str, list[Line]], now: Mapping[str, list[Line]]) -> tuple[str, ...]:
    """The parts of what was judged that read otherwise now, in their order."""
    return tuple(
        part
        for part in Part.values
        if part in judged and digest_of(judged[part]) != digest_of(beside(judged, now, part))
    )


def beside(judged: Mapping[str, list[Line]], now: Mapping[str, list[Line]], part: str) -> list[Line]:
    """The part as it reads now, to lay beside what was judged of it. What was judged before headings were kept says
    nothing of them."""
    lines = now.get(part, [])
    if any(each["is"] == HEADING for each in judged[part]):
        return lines
    return [each for each in lines if each["is"] != HEADING]


def digests(lines: Mapping[str, list[Line]]) -> dict[str, str]:
    return {part: digest_of(lines[part]) for part in sorted(lines)}


def exposure_of(deals: Iterable[int]) -> dict[int, list[list[Any]]]:
    """Deal -> [probability, minutes, money] of each open risk, those that an assumption became with them. One query."""
    ids = list(deals)
    found: dict[int, list[list[Any]]] = {pk: [] for pk in ids}
    rows = Risk.objects.filter(engagement__in=ids, fate=Risk.Fate.OPEN).order_by("pk")
    for pk, *sized in rows.values_list("engagement_id", "probability", "impact_minutes", "impact_money"):
        found[pk].append([None if each is None else str(each) for each in sized])
    return found


def reading(deal: Engagement) -> dict[str, Any]:
    """What a freeze writes down of the agreement: its parts, and what further seats are called by."""
    return readings([deal.pk])[deal.pk]


def readings(deals: Iterable[int]) -> dict[int, dict[str, Any]]:
    """As `reading`, of many deals by their ids, in the same thirteen queries."""
    ids = list(deals)
    exposure = exposure_of(ids)
    return {pk: {"parts": lines, "exposure": exposure[pk]} for pk, lines in parts_of(ids).items()}


def _promises(ids: list[int]) -> dict[int, list[Line]]:
    written = (Promise.Paper.CLAUSE, Promise.Paper.EXCLUDED)
    found: dict[int, list[Line]] = {pk: [] for pk in ids}
    rows = Promise.objects.filter(engagement__in=ids, paper__in=written).order_by("said_on", "pk")
    names = ("engagement_id", "quote", "strength", "due_on", "paper", "paper_words")
    for pk, quote, strength, due_on, paper, words in rows.values_list(*names):
        found[pk].append(line("promise", quote=quote, strength=strength, due_on=due_on, paper=paper, words=words))
    return found


def _of_the_deal(ids: list[int]) -> tuple[dict[int, list[Line]], dict[int, list[Line]]]:
    """(what the paper opens with, how this client fits); nothing where nobody wrote, or judged. One query."""
    told: dict[int, list[Line]] = {pk: [] for pk in ids}
    fitting: dict[int, list[Line]] = {pk: [] for pk in ids}
    names = ("pk", "name", "account__name", "paragraph", "fit__score", "fit__disqualified", "fit__profile__number")
    deals = Engagement.objects.filter(pk__in=ids).values_list(*names)
    for pk, name, client, paragraph, score, out, profile in deals:
        told[pk] = [line(HEADING, title=name, client=client)]
        if paragraph:
            told[pk].append(line("paragraph", words=paragraph))
        if score is not None:
            fitting[pk] = [line("fit", score=str(score), disqualified=out, profile=profile)]
    return told, fitting
