"""Rows that wait to be written: collected in any order, inserted in the order of their foreign keys."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from django.core.management.color import no_style
from django.db import connection, models

from tandem.catalogue import models as catalogue
from tandem.clients import models as clients
from tandem.delivery import models as delivery
from tandem.engagements import models as engagements
from tandem.feedback import models as feedback
from tandem.handoff import models as handoff
from tandem.learning import models as learning
from tandem.ledger.actions import draft, record_all
from tandem.people import models as people
from tandem.planning import models as planning
from tandem.review import models as review
from tandem.scoping import models as scoping

Row = TypeVar("Row", bound=models.Model)

ORDER: tuple[type[models.Model], ...] = (
    people.Firm, people.Team, people.Role, people.RoleRate, people.Skill, people.HolidayCalendar, people.Holiday,
    people.Person, people.WorkingWeek, people.CostRate, people.PersonSkill, people.TimeOff,
    clients.Account, clients.Contact, clients.Profile, clients.Criterion, clients.Level, clients.Fit,
    clients.FitAnswer,
    catalogue.Offering, catalogue.Tier, catalogue.TierKey, catalogue.Deliverable, catalogue.TierEstimate, catalogue.TierClause,
    catalogue.TierMilestone, catalogue.LibraryRisk,
    engagements.Engagement, engagements.Member, engagements.StageChange, engagements.Outcome,
    engagements.OutcomeSignature, engagements.OutcomeMeasure, engagements.Promise, engagements.Assumption, engagements.Risk, engagements.Duty,
    engagements.DutyPart, engagements.Amendment, engagements.Waiver, engagements.Remark, engagements.Challenge,
    scoping.ScopeVersion, scoping.ScopeItem, scoping.ScopeItem.promises.through, scoping.EstimateLine,
    scoping.ScopingSession, scoping.SessionSeat, scoping.RedFlag, scoping.Vet, scoping.Document,
    planning.Booking, planning.Need,
    review.Policy, review.PolicyRow, review.Delegation, review.Verdict, review.VerdictMark, review.Proposal,
    review.ReversePitch, review.Probe, review.Signature,
    handoff.Handoff, handoff.Question, handoff.Decision,
    delivery.Project, delivery.Milestone, delivery.Milestone.promises.through, delivery.ProjectMonth,
    delivery.Status, delivery.ChangeOrder,
    feedback.Survey, feedback.Surprise, feedback.ClientLink, learning.Debrief, learning.Lesson,
)  # fmt: skip


class Rows:
    """What is to be written, and what history will say of it. `write` empties both, so that a large firm is written
    a part at a time."""

    def __init__(self) -> None:
        self.waiting: dict[type[models.Model], list[Any]] = defaultdict(list)
        self.last: dict[type[models.Model], int] = {}
        self.named: list[tuple[Any, models.Model]] = []
        self.happened: list[tuple[datetime, str, models.Model, Any, dict[str, Any]]] = []

    def add(self, row: Row) -> Row:
        self.waiting[type(row)].append(row)
        return row

    def tell(self, at: datetime, verb: str, subject: models.Model, by: Any, **extras: Any) -> None:
        """One line of history; `extras` as `ledger.actions.draft` takes them."""
        self.happened.append((at, verb, subject, by, extras))

    def write(self, last: type[models.Model] = ORDER[-1]) -> None:
        """Insert what waits, up to and with the rows of `last`."""
        self._name()
        for model in ORDER[: ORDER.index(last) + 1]:
            self.number(model)
            if rows := self.waiting.pop(model, []):
                insert(model, [field.name for field in model._meta.concrete_fields], _tuples(model, rows))
        if self.waiting and last is ORDER[-1]:
            raise KeyError(f"no place in the order for {list(self.waiting)}")

    def _name(self) -> None:
        """Rows that name another by its number alone (`source_id`), as far as that is written."""
        for row, about in self.named:
            row.source_id = about.pk
        self.named = [(row, about) for row, about in self.named if about.pk is None]

    def number(self, model: type[models.Model]) -> None:
        """Give keys to the rows that have none yet, counted from the last one of their table, and let them know the
        keys of their parents."""
        if model not in self.last:
            self.last[model] = model._base_manager.aggregate(last=models.Max("pk"))["last"] or 0
        parents = [field for field in model._meta.concrete_fields if field.is_relation]
        for row in self.waiting.get(model, ()):
            if row.pk is None:
                row.pk = self.last[model] = self.last[model] + 1
            for field in parents:
                if parent := row._state.fields_cache.get(field.name):
                    row.__dict__[field.attname] = parent.pk  # set as usual it would forget the parent

    def close(self) -> None:
        """Let the database count on from the keys that were given here."""
        statements = connection.ops.sequence_reset_sql(no_style(), list(self.last))
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def write_history(self) -> None:
        """The lines told so far, oldest first, chained."""
        lines = sorted(self.happened, key=lambda line: line[0])
        self.happened = []
        record_all([draft(verb, subject, by=by, at=at, **extras) for at, verb, subject, by, extras in lines])


def insert(model: type[models.Model], names: Sequence[str], rows: Iterable[tuple[Any, ...]], batch: int = 20000) -> int:
    """Insert plain tuples, for tables of a million rows: no model instances in between. Returns how many.

    Values are given as the database takes them (`prepared`).
    """
    quote = connection.ops.quote_name
    columns = ", ".join(quote(_column(model, name).column) for name in names)
    marks = ", ".join(["%s"] * len(names))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608 names of our own
    written = 0
    part: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        for row in rows:
            part.append(row)
            if len(part) == batch:
                cursor.executemany(statement, part)
                written, part = written + len(part), []
        if part:
            cursor.executemany(statement, part)
    return written + len(part)


def _tuples(model: type[models.Model], rows: list[Any]) -> Iterator[tuple[Any, ...]]:
    readers = [_reader(field) for field in model._meta.concrete_fields]
    for row in rows:
        yield tuple([read(row) for read in readers])


def _reader(field: models.Field) -> Callable[[Any], Any]:
    """How a column's value is got from a row, as the database takes it. Whole numbers, words and nothing are taken as
    they are."""
    name = field.attname
    prepare = partial(field.get_db_prep_save, connection=connection)
    plain = () if isinstance(field, models.JSONField) else (int, str, type(None))

    def read(row: Any) -> Any:
        value = getattr(row, name)
        return value if type(value) in plain else prepare(value)

    return read


def prepared(model: type[models.Model], name: str, value: Any) -> Any:
    """A value as the database of the connection stores it in this field."""
    return _column(model, name).get_db_prep_save(value, connection)


def _column(model: type[models.Model], name: str) -> Any:
    return model._meta.get_field(name)
