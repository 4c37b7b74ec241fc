"""Do: what a person may do, on the best match and on the page that they come from."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _

from tandem.clients.models import Account
from tandem.engagements.models import OPEN, Engagement, Stage
from tandem.front.permissions import whole
from tandem.front.shell import address_of
from tandem.people.models import Person

RUNNING = (Stage.ACCEPTED, Stage.DELIVERING)
OF_DEAL, OF_CLIENT, OF_NOTHING = "deal", "client", ""


@dataclass(frozen=True)
class Verb:
    """`words` has %(of)s where the thing's name goes; `asks` are further words by which it's found. `about` says what
    it needs: an engagement in one of `stages`, a client, or nothing. `query` goes behind the address."""

    url: str
    words: Any
    asks: str
    icon: str
    side: Any = ""
    about: str = OF_NOTHING
    stages: tuple[str, ...] = ()
    query: str = ""
    method: str = "GET"


@dataclass(frozen=True)
class Doable:
    """One verb with its address, as a line shows it."""

    words: str
    told: str
    icon: str
    url: str


SALES, DELIVERY, BOTH = _("sales"), _("delivery"), _("both")
ALARM, SPEECH = "octagon-alert", "message-square"
OVER = (Stage.DELIVERED,)

VERBS: list[Verb] = [
    Verb("deal_review", _("Raise a red flag on %(of)s"), "flag object stop", "flag", DELIVERY, OF_DEAL, OPEN),
    Verb("deal_calls", _("Plan the reverse pitch of %(of)s"), "call schedule final", "phone-call", BOTH,
         OF_DEAL, OPEN),
    Verb("deal_new", _("New deal for %(of)s"), "new deal create add", "plus", SALES,
         OF_CLIENT, query="?account=%(pk)s"),
    Verb("deal_assumption_new", _("Write down an assumption on %(of)s"), "assume add", "plus", BOTH, OF_DEAL, OPEN),
    Verb("deal_risk_new", _("Add a risk to %(of)s"), "risk name", "triangle-alert", BOTH, OF_DEAL, OPEN),
    Verb("deal_promise_new", _("Write down a promise on %(of)s"), "said aloud add", SPEECH, SALES, OF_DEAL, OPEN),
    Verb("deal_outcome_new", _("Add an outcome to %(of)s"), "success done add", "target", BOTH, OF_DEAL, OPEN),
    Verb("project_changes", _("Raise a change order on %(of)s"), "change order scope", "plus", BOTH,
         OF_DEAL, RUNNING),
    Verb("surprise_new", _("Log a surprise on %(of)s"), "surprise log", ALARM, "", OF_DEAL, RUNNING, "?deal=%(pk)s"),
    Verb("project_status", _("Tell the status of %(of)s"), "status health", SPEECH, DELIVERY,
         OF_DEAL, RUNNING, method="POST"),
    Verb("debrief", _("Hold the debrief of %(of)s"), "debrief lesson learn", "lightbulb", BOTH,
         OF_DEAL, OVER, method="POST"),
    Verb("deal_new", _("New deal"), "create add start", "plus", SALES),
    Verb("surprise_new", _("Log a surprise"), "surprised add", ALARM),
    Verb("capacity", _("Book a person"), "booking staff plan hold", "grid-3x3", _("planning"), method="GET"),
    Verb("me_week", _("Log my hours"), "time week sheet", "calendar-days"),
    Verb("imports", _("Import deals from a file"), "csv crm upload hubspot salesforce pipedrive", "upload"),
    Verb("feedback", _("Call a client back"), "answers nps feedback survey", "phone-call"),
    Verb("scorecard", _("See the scorecard"), "margin nps figures report", "gauge"),
]  # fmt: skip


def doable(person: Person, text: str, deal: Engagement | None, client: Account | None, matched: bool) -> list[Doable]:
    """The verbs whose own words have what was typed; and, when a thing was `matched` by it, the verbs on that thing."""
    words = [word for word in text.casefold().split() if word]
    rows: list[Doable] = []
    for verb in VERBS:
        thing = deal if verb.about == OF_DEAL else client if verb.about == OF_CLIENT else None
        if verb.about and not _suits(verb, thing):
            continue
        if not (_asked_for(verb, words) or (matched and verb.about)):
            continue
        address = _address(verb, thing, person)
        if address:
            rows.append(Doable(_told(verb, thing), str(verb.side), verb.icon, address))
    return rows


def left_over(text: str) -> str:
    """What was typed without the words that only ask for a verb: "red flag halden" looks for Halden."""
    known = {part for verb in VERBS for part in _parts(verb)} | {"on", "for", "of", "a", "the", "to"}
    return " ".join(word for word in text.split() if word.casefold() not in known)


def subject_of(path: str, person: Person) -> tuple[Engagement | None, Account | None]:
    """What the page at `path` is about, if this person may see it."""
    try:
        match = resolve(path)
    except Resolver404:
        return None, None
    name, kwargs = match.url_name or "", match.kwargs
    if name == "client" or name.startswith("client_"):
        return None, Account.objects.visible_to(person).filter(pk=kwargs.get("pk", 0)).first()
    if name.split("_")[0] in ("deal", "project", "debrief"):
        pk = kwargs.get("deal_id") or kwargs.get("pk") or 0
        deal = Engagement.objects.visible_to(person).select_related("account").filter(pk=pk).first()
        return deal, deal.account if deal else None
    return None, None


def _suits(verb: Verb, thing: Engagement | Account | None) -> bool:
    if thing is None:
        return False
    return not verb.stages or (isinstance(thing, Engagement) and thing.stage in verb.stages)


def _asked_for(verb: Verb, words: list[str]) -> bool:
    """Nothing typed asks for everything; else one of the words begins a word of the verb."""
    return not words or any(part.startswith(word) for word in words if len(word) > 1 for part in _parts(verb))


def _parts(verb: Verb) -> Iterable[str]:
    return (str(verb.words).replace("%(of)s", "").casefold() + " " + verb.asks).split()


def _address(verb: Verb, thing: Engagement | Account | None, person: Person) -> str | None:
    """Where it's done; None where this person may not, or the firm runs without it."""
    row = whole().get(verb.url)
    if row is None or person.access not in (row.get(verb.method) or row.get("GET") or ()):
        return None
    takes: Callable[[], str | None] = (
        (lambda: address_of(verb.url)) if verb.query or thing is None else lambda: address_of(verb.url, thing.pk)
    )
    address = takes()
    return address + verb.query % {"pk": thing.pk if thing else ""} if address else None


def _told(verb: Verb, thing: Engagement | Account | None) -> str:
    if thing is None:
        return str(verb.words)
    name = thing.account.name if isinstance(thing, Engagement) and thing.account else thing.name
    return str(verb.words) % {"of": name}
