"""What waits on a person, in the order in which it should be done. A fixed number of queries, however many rows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tandem.catalogue.queries import waits as catalogue
from tandem.connectors.queries import waits as connectors
from tandem.delivery.queries import waits as delivery
from tandem.engagements.models import Engagement, Stage, StageChange
from tandem.engagements.queries import challenge_waits, section_waits, waiver_waits
from tandem.engagements.queries import waits as engagements
from tandem.feedback import queries as feedback
from tandem.front import schedule_page
from tandem.front.models import PutOff
from tandem.handoff.queries import waits as handoff
from tandem.jobs import queries as jobs
from tandem.learning.queries import waits as learning
from tandem.ledger.models import Entry
from tandem.people.models import Person
from tandem.planning.queries import waits as planning
from tandem.review.queries import waits as review
from tandem.scoping.queries import waits as scoping
from tandem.waits import Wait

Asked = Callable[..., list[Wait]]

# Who is asked what waits: each package answers with its own `waits(at, on=, asker=)`. Its word leads every key.
SOURCES: dict[str, Asked] = {
    "deal": section_waits.waits,
    "whole": engagements.waits,
    "challenge": challenge_waits.waits,
    "rule": waiver_waits.waits,
    "scope": scoping.waits,
    "plan": planning.waits,
    "review": review.waits,
    "handoff": handoff.waits,
    "project": delivery.waits,
    "client": feedback.waits,
    "learn": learning.waits,
    "import": connectors.waits,
    "catalogue": catalogue.waits,
    "schedule": schedule_page.waits,
    "job": jobs.waits,
}
GROUPS = ("waiting", "sign", "answer", "coming", "know")
GROUP_OF_KIND = {"sign": "sign", "decide": "sign", "answer": "answer", "do": "coming", "know": "know"}
NEWS_FOR = timedelta(days=4)
NUDGES_COUNT_FOR = timedelta(days=7)
NUDGED = "nudged"
NUMBERS = {
    2: gettext_lazy("Two"), 3: gettext_lazy("Three"), 4: gettext_lazy("Four"), 5: gettext_lazy("Five"),
    6: gettext_lazy("Six"), 7: gettext_lazy("Seven"), 8: gettext_lazy("Eight"), 9: gettext_lazy("Nine"),
}  # fmt: skip


@dataclass(frozen=True)
class Item:
    """One wait as a person sees it. `days` is how long it has waited; `nudged` says that its asker asked again."""

    wait: Wait
    group: str
    days: int
    nudged: bool = False
    until: date | None = None

    @property
    def key(self) -> str:
        return self.wait.key

    @property
    def source(self) -> str:
        """Whose package's word it is, with the row's kind: ("deal", "assumption")."""
        return self.wait.key.partition("-")[0]

    @property
    def noun(self) -> str:
        return self.wait.key.split("-")[1]

    @property
    def pk(self) -> int:
        """The number in the key: which row of its noun it is."""
        return next((int(part) for part in self.wait.key.split("-")[2:] if part.isdecimal()), 0)

    @property
    def who(self) -> Any:
        """Whose face stands before it: whoever asks, a person at the client, else one's own."""
        return self.wait.extra.get("face") or self.wait.asker or self.wait.on

    def is_late(self, today: date) -> bool:
        return self.group == "waiting" or bool(self.wait.due and self.wait.due < today)


@dataclass(frozen=True)
class Inbox:
    """What needs one person now, what they put off, and the sentence that opens the page."""

    items: list[Item]
    later: list[Item]

    @property
    def groups(self) -> list[tuple[str, list[Item]]]:
        found = [(group, [item for item in self.items if item.group == group]) for group in GROUPS]
        return [(group, items) for group, items in found if items]

    @property
    def count(self) -> int:
        """What the badge says: news doesn't count."""
        return sum(1 for item in self.items if item.group != "know")

    @property
    def sentence(self) -> str:
        askers = {item.wait.asker.pk for item in self.items if item.group == "waiting" and item.wait.asker}
        if askers:
            words = ngettext(
                "One person cannot move until you answer.", "%(n)s people cannot move until you answer.", len(askers)
            )
            return words % {"n": NUMBERS.get(len(askers), len(askers))}
        if self.count:
            return _("Nobody is held up. These are the next things that are yours.")
        return _("Nothing needs you now.")

    def find(self, key: str) -> Item | None:
        return next((item for item in (*self.items, *self.later) if item.key == key), None)

    def after(self, key: str) -> Item | None:
        """What comes next in the order of the list."""
        keys = [item.key for item in self.items]
        here = keys.index(key) + 1 if key in keys else 0
        return self.items[here] if here < len(self.items) else self.items[0] if self.items and keys[0] != key else None


def inbox(person: Person, at: datetime) -> Inbox:
    """Everything that needs this person."""
    today = timezone.localdate(at)
    waits = _seen_by(person, [*_asked_of_all(at, on=person), *_news(person, at)])
    nudged = _nudged(waits, at)
    off = dict(PutOff.objects.visible_to(person).values_list("key", "until"))
    items = [_item(wait, at, wait.key in nudged, off.get(wait.key)) for wait in waits]
    items.sort(key=lambda item: _place(item, today))
    return Inbox(
        items=[item for item in items if not item.until or item.until <= today],
        later=[item for item in items if item.until and item.until > today],
    )


def waited_for(person: Person, at: datetime) -> list[Item]:
    """What this person waits for, longest first."""
    waits = _seen_by(person, [wait for wait in _asked_of_all(at, asker=person) if wait.on and wait.on != person])
    items = [_item(wait, at, False, None) for wait in waits]
    return sorted(items, key=lambda item: (item.wait.since, item.key))


def nudged_today(person: Person, at: datetime) -> set[str]:
    """Keys of the items about which this person has asked again today. One query."""
    start = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    found = Entry.objects.filter(actor_id=person.pk, verb=NUDGED, at__gte=start)
    return {after.get("key", "") for after in found.values_list("after", flat=True)}


def _asked_of_all(at: datetime, **who: Person) -> Iterable[Wait]:
    """Every package's answer. Keys get their package's word in front, so that no two packages share one."""
    for source, waits in SOURCES.items():
        for wait in waits(at, **who):
            yield replace(wait, key=f"{source}-{wait.key}")


def _seen_by(person: Person, waits: Iterable[Wait]) -> list[Wait]:
    """Without what stands on engagements that this person may not see, and each key once."""
    found = {wait.key: wait for wait in waits}
    ids = {wait.engagement_id for wait in found.values() if wait.engagement_id}
    seen = set(Engagement.objects.visible_to(person).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
    return [wait for wait in found.values() if wait.engagement_id is None or wait.engagement_id in seen]


def _news(person: Person, at: datetime) -> Iterable[Wait]:
    """Signed, lost, accepted or learnt from by somebody else in the last days, where this person sells or leads."""
    told = {
        Stage.SIGNED: _("%(client)s signed"),
        Stage.LOST: _("%(client)s is lost"),
        Stage.ACCEPTED: _("The handoff of %(client)s is accepted"),
        Stage.LEARNT: _("Debrief written: %(client)s"),
    }
    steps = StageChange.objects.filter(at__gte=at - NEWS_FOR, at__lte=at, now__in=list(told)).exclude(by=person)
    mine = steps.filter(engagement__seller=person) | steps.filter(engagement__lead=person)
    for step in mine.select_related("engagement__account", "by").order_by("-at", "-pk")[:20]:
        deal = step.engagement
        client = deal.account.name if deal.account else deal.name
        yield Wait(
            key=f"news-step-{step.pk}", kind="know", title=told[Stage(step.now)] % {"client": client},
            context=deal.name, on=person, asker=step.by, since=step.at, url=f"/deals/{deal.pk}/", engagement_id=deal.pk,
        )  # fmt: skip


def _nudged(waits: list[Wait], at: datetime) -> set[str]:
    """Keys that somebody asked about again within a week. One query."""
    ids = {wait.engagement_id for wait in waits if wait.engagement_id}
    if not ids:
        return set()
    found = Entry.objects.filter(engagement_id__in=ids, verb=NUDGED, at__gte=at - NUDGES_COUNT_FOR)
    return {after.get("key", "") for after in found.values_list("after", flat=True)}


def _item(wait: Wait, at: datetime, nudged: bool, until: date | None) -> Item:
    days = max((timezone.localdate(at) - timezone.localdate(wait.since)).days, 0)
    group = GROUP_OF_KIND[wait.kind]
    ahead = wait.kind == "do" and wait.due and wait.due >= timezone.localdate(at)
    if wait.kind != "know" and wait.asker and not ahead and (days or nudged):
        group = "waiting"
    return Item(wait, group, days, nudged, until)


def _place(item: Item, today: date) -> tuple:
    """Somebody waits, longest first; then sign, answer, coming up by day; what's new comes last."""
    rank = GROUPS.index(item.group)
    if item.group == "waiting":
        return (rank, item.wait.since.timestamp(), item.key)
    if item.group == "know":
        return (rank, -item.wait.since.timestamp(), item.key)
    return (rank, (item.wait.due or today).toordinal(), item.wait.since.timestamp(), item.key)
