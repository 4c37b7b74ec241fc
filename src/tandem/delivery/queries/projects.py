"""Projects as a list, and one project with what stands on its page."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Max, OuterRef, QuerySet, Subquery, Sum

from tandem.delivery.models import ChangeOrder, Milestone, Project, Status, TimeEntry
from tandem.delivery.queries.margin import Money, money_of
from tandem.engagements.models import Engagement, Stage
from tandem.engagements.models.named import deals_naming
from tandem.people.models import Person, Role
from tandem.people.rights import Sight, sees
from tandem.scoping.models import ScopeItem

RUNNING = (Stage.ACCEPTED, Stage.DELIVERING)
HEALTH_WORDS = dict(Status.Health.choices)
HEALTH_TAGS = {"on_track": "agree", "at_risk": "warn", "off_track": "stop"}


@dataclass(frozen=True)
class Row:
    """One line of the projects list. Money is None for those who may not see it."""

    project: Project
    health: str
    health_words: str
    next_name: str
    next_on: date | None
    late: bool
    spent_minutes: int
    sold_minutes: int | None
    sold_margin: Any
    margin: Any

    @property
    def tag(self) -> str:
        return HEALTH_TAGS.get(self.health, "")


def listed(person: Person, *, show: str = "running", mine: bool = False, text: str = "") -> QuerySet[Project]:
    """The projects that a person may see: running, done or all; perhaps only their own; perhaps of one client."""
    found = Project.objects.visible_to(person)
    if show == "running":
        found = found.filter(engagement__stage__in=RUNNING)
    elif show == "done":
        found = found.exclude(engagement__stage__in=RUNNING)
    if mine:
        found = found.filter(engagement__in=_named(person))
    if text:
        found = found.filter(engagement__name__icontains=text) | found.filter(engagement__account__name__icontains=text)
    return found.select_related(
        "engagement__account", "engagement__seller", "engagement__lead", "engagement__tier__offering"
    )


def rows(person: Person, found: QuerySet[Project], today: date, after: int | None = None, size: int = 50) -> list[Row]:
    """At most `size` + 1 lines, newest first (the extra one says that there are more). Three queries."""
    due = Milestone.objects.filter(project=OuterRef("pk"), done_on=None).order_by("due_on", "pk")
    told = Status.objects.filter(project=OuterRef("pk")).order_by("-at", "-pk")
    page = found.annotate(
        next_name=Subquery(due.values("name")[:1]),
        next_on=Subquery(due.values("due_on")[:1]),
        health=Subquery(told.values("health")[:1]),
    ).order_by("-pk")
    projects = list(page.filter(pk__lt=after)[: size + 1] if after else page[: size + 1])
    money = money_of(projects)
    return [_row(person, project, money[project.pk], today) for project in projects]


def one(person: Person, engagement_id: int) -> Project:
    """The project of an engagement.

    Raises:
        Project.DoesNotExist: there is none, or this person may not see it.
    """
    found = Project.objects.visible_to(person).select_related(
        "engagement__account", "engagement__seller", "engagement__lead", "engagement__tier__offering"
    )
    return found.get(engagement_id=engagement_id)


def milestones(project: Project) -> list[Milestone]:
    return list(project.milestones.prefetch_related("promises").order_by("due_on", "pk"))


def statuses(project: Project, rows: int = 12) -> list[Status]:
    return list(project.statuses.select_related("by").order_by("-at", "-pk")[:rows])


def changes(project: Project) -> list[ChangeOrder]:
    return list(project.changes.select_related("raised_by", "sales_by", "delivery_by").order_by("number"))


def hours_by_person(project: Project) -> list[Any]:
    """Minutes of each person, most first."""
    found = TimeEntry.objects.filter(project=project).values(name=F("person__name"), role=F("person__role__name"))
    return list(found.annotate(minutes=Sum("minutes"), last=Max("day")).order_by("-minutes", "name"))


def roles_for(project: Project) -> list[Role]:
    """Every role of the firm, those that were sold for this project first. One query."""
    sold = {role: place for place, (role, *_) in enumerate(project.sold_by_role)}
    rows = Role.objects.order_by("position", "name")
    return sorted(rows, key=lambda role: sold.get(role.name, len(sold)))


def not_in_scope(project: Project) -> list[str]:
    """What the newest frozen scope says isn't in it."""
    found = ScopeItem.objects.filter(
        scope__engagement=project.engagement_id, kind="out", scope__frozen_at__isnull=False
    )
    rows = list(found.order_by("-scope__number", "position", "pk").values_list("scope_id", "words"))
    return [words for scope, words in rows if scope == rows[0][0]]


def _named(person: Person) -> QuerySet:
    return Engagement.objects.filter(pk__in=deals_naming(person.pk)).values("pk")


def _row(person: Person, project: Any, money: Money, today: date) -> Row:
    may = sees(person, Sight.MARGIN)
    return Row(
        project=project,
        health=project.health or "",
        health_words=HEALTH_WORDS.get(project.health, ""),
        next_name=project.next_name or "",
        next_on=project.next_on,
        late=bool(project.next_on and project.next_on < today),
        spent_minutes=money.spent_minutes,
        sold_minutes=money.sold_minutes,
        sold_margin=money.sold_margin if may else None,
        margin=money.margin if may else None,
    )
