"""What clients answered, who calls them back by when, and what surprised them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.engagements.models import Engagement
from tandem.feedback.models import Surprise, Survey
from tandem.people.models import Access, Person
from tandem.people.queries.faces import Face
from tandem.waits import Wait
from tandem.web.keyset import cut

CALL_BACK_WITHIN = timedelta(days=2)
UNHAPPY_UP_TO = 6  # the scale of NPS: 0 to 6 is a detractor
ROWS = 50
SHOWN = ("all", "open", "asked")


@dataclass(frozen=True)
class AnswerRow:
    """One survey as a list shows it. `words` is empty for whoever may not read them."""

    survey: Survey
    words: str
    due_on: date | None
    late: bool

    @property
    def state(self) -> str:
        """Exactly one: asked, open (somebody calls back), called or fine."""
        if self.survey.answered_at is None:
            return "asked"
        if self.survey.followed_up_at:
            return "called"
        return "open" if self.due_on else "fine"


@dataclass(frozen=True)
class Before:
    """How often something of this kind surprised clients before. `minutes` is the median of what it cost."""

    projects: int
    of: int
    minutes: int


def contact(account: int, name: str) -> tuple[int, str]:
    """Who answered: the same person however their name was typed."""
    return account, " ".join(name.split()).casefold()


def reads_words(person: Person) -> bool:
    """A client's words may name a colleague: consultants don't read them."""
    return person.access != Access.CONSULTANT


def answers(person: Person, show: str = "all", after: str = "") -> tuple[list[Survey], str | None]:
    """A page of surveys, the last asked first, and where the next begins; `show` is all, open (to call back) or asked
    (no answer yet). Two queries."""
    found = Survey.objects.visible_to(person)
    if show == "open":
        found = found.filter(_to_call_back())
    elif show == "asked":
        found = found.filter(answered_at=None)
    page = cut(found, ("pk",), by="asked_at", descending=True, after=after, size=ROWS)
    rows = Survey.objects.select_related("engagement", "account", "owner").in_bulk([pk for (pk,) in page.rows])
    return [rows[pk] for (pk,) in page.rows], page.next


def rows_of(surveys: list[Survey], person: Person, today: date) -> list[AnswerRow]:
    return [_row(survey, person, today) for survey in surveys]


def of_deals(deals: QuerySet[Engagement], person: Person, today: date, rows: int = ROWS) -> list[AnswerRow]:
    """What was asked about some engagements, newest first. One query."""
    found = Survey.objects.visible_to(person).filter(engagement__in=deals)
    return rows_of(
        list(found.select_related("account", "owner", "engagement").order_by("-asked_at", "-pk")[:rows]), person, today
    )


def was_asked(deal: Engagement) -> bool:
    return Survey.objects.filter(engagement=deal).exists()


def surprises(deals: QuerySet[Engagement], person: Person, rows: int = ROWS) -> list[Surprise]:
    """What wasn't expected on some engagements, newest first. One query."""
    found = Surprise.objects.visible_to(person).filter(engagement__in=deals)
    return list(found.select_related("logged_by", "engagement").order_by("-logged_at", "-pk")[:rows])


def before(person: Person, origin: str, projects: int) -> Before | None:
    """How often this origin surprised clients before, among `projects` that this person may see. None if never."""
    found = Surprise.objects.visible_to(person).filter(origin=origin).values_list("engagement_id", "minutes")
    rows = list(found.order_by("-pk")[:500])
    if not rows:
        return None
    hit = len({deal for deal, _minutes in rows})
    return Before(hit, max(projects, hit), int(median(minutes for _deal, minutes in rows)))


def waits(at: datetime, *, on: Person | None = None, asker: Person | None = None) -> list[Wait]:
    """Clients who scored us low and weren't called back. Nobody of the firm asks: `asker` finds nothing. One query."""
    if asker:
        return []
    found = Survey.objects.filter(_to_call_back()).select_related("account", "owner", "engagement")
    return list(_calls(found.filter(owner=on) if on else found.filter(owner__isnull=False)))


def _calls(found: QuerySet[Survey]) -> Iterator[Wait]:
    for row in found.order_by("answered_at", "pk"):
        values = {"score": row.score, "name": row.contact_name.split()[0] if row.contact_name else row.account.name}
        yield Wait(
            key=f"survey-{row.pk}", kind="answer", title=_("A client scored us %(score)s. Call %(name)s back") % values,
            context=f"{row.account.name} · {_('within 2 days, you own it')}", on=row.owner, asker=None,
            since=row.answered_at or row.asked_at, url=reverse("feedback_answer", args=[row.pk]), due=_due_on(row),
            engagement_id=row.engagement_id, extra={"face": _face(row.contact_name)},
        )  # fmt: skip


def _to_call_back() -> Q:
    return Q(answered_at__isnull=False, score__lte=UNHAPPY_UP_TO, followed_up_at__isnull=True)


def _row(survey: Survey, person: Person, today: date) -> AnswerRow:
    due = _due_on(survey)
    late = bool(due and not survey.followed_up_at and due < today)
    return AnswerRow(survey, survey.words if reads_words(person) else "", due, late)


def _due_on(survey: Survey) -> date | None:
    """The day by which an unhappy client is called back."""
    if survey.answered_at is None or survey.score is None or survey.score > UNHAPPY_UP_TO:
        return None
    return timezone.localdate(survey.answered_at + CALL_BACK_WITHIN)


def _face(name: str) -> Face:
    words = name.split()
    initials = "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()
    return Face(name, initials, "c")
