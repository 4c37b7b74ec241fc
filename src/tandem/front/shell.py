"""What stands around every page: the firm's name, twelve places in four verbs, counts, the person."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tandem.front.counts import counts_of
from tandem.people.kept import keep
from tandem.people.models import Firm, Person

Words = str | Promise
Counted = Callable[[Person, datetime, date], dict[str, int]]


@dataclass(frozen=True)
class Place:
    """One destination. `also` names the pages that lie within it, so that it stays lit there; `sheets` the stylesheets
    beside the common one that they are drawn with."""

    name: str
    label: Words
    icon: str
    also: tuple[str, ...] = ()
    hot: bool = False
    sheets: tuple[str, ...] = ()


HEAT, DOCUMENT = "capacity.css", "handoff.css"
DEAL = ("pipeline.css", HEAT, DOCUMENT)
HOME = [
    Place("inbox", gettext_lazy("Needs me"), "inbox", ("inbox_",), hot=True, sheets=("inbox.css",)),
    Place("scorecard", gettext_lazy("Scorecard"), "gauge", ("scorecard_", "incentive", "waivers")),
]
VERBS: list[tuple[Words, list[Place]]] = [
    (
        gettext_lazy("Win"),
        [
            Place("pipeline", gettext_lazy("Pipeline"), "columns-3", ("deal_new", "deal"), sheets=DEAL),
            Place(
                "deal_boards",
                gettext_lazy("Deal reviews"),
                "scale",
                ("deal_review", "deal_board"),
                sheets=(HEAT, DOCUMENT),
            ),
            Place("handoffs", gettext_lazy("Handoffs"), "file-check-corner", ("handoff",), sheets=(DOCUMENT,)),
        ],
    ),
    (
        pgettext_lazy("group of places", "Plan"),
        [
            Place("capacity", gettext_lazy("Capacity"), "grid-3x3", ("capacity_",), sheets=(HEAT,)),
            Place(
                "staffing",
                gettext_lazy("Staffing"),
                "users-round",
                ("whatif", "people", "person", "me_"),
                sheets=(HEAT,),
            ),
        ],
    ),
    (
        gettext_lazy("Deliver"),
        [
            Place("projects", gettext_lazy("Projects"), "briefcase", ("project", "change_order", "debrief")),
            Place("clients", gettext_lazy("Clients"), "heart-handshake", ("client", "feedback"), sheets=("shelf.css",)),
        ],
    ),
    (
        gettext_lazy("Learn"),
        [
            Place("lessons", gettext_lazy("Lessons"), "lightbulb", ("lesson",)),
            Place("icp", gettext_lazy("Ideal client"), "target", ("icp_",), sheets=("sections.css", "icp.css")),
            Place(
                "catalogue",
                gettext_lazy("Catalogue"),
                "package",
                ("offering", "catalogue_", "tier_"),
                sheets=("shelf.css",),
            ),
        ],
    ),
]
PHONE = ("inbox", "scorecard", "pipeline", "capacity")
PHONE_LABELS = {"pipeline": gettext_lazy("Deals")}

# Who counts what stands beside the places, for what the person may see: {name of the place: number}.
COUNTS: dict[str, Counted] = {"all": counts_of}


@dataclass(frozen=True)
class NavItem:
    name: str
    label: Words
    icon: str
    url: str
    count: int | None
    hot: bool
    current: bool

    @property
    def phone_label(self) -> Words:
        """The tab bar is narrow, and "Deals" is what a salesperson calls the pipeline anyway."""
        return PHONE_LABELS.get(self.name, self.label)


@dataclass(frozen=True)
class Shell:
    firm_name: str
    person: Person | None
    home: list[NavItem]
    verbs: list[tuple[Words, list[NavItem]]]
    phone: list[NavItem]
    sheets: tuple[str, ...] = ()
    surprise_url: str | None = None
    person_links: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def inbox_url(self) -> str:
        return self.home[0].url if self.home else "/"


def shell(request: HttpRequest) -> Shell:
    """The template global `shell(request)`. Two queries: the firm, and whether anything was written."""
    person = request.user if getattr(request, "user", None) and request.user.is_authenticated else None
    here = request.resolver_match.url_name if request.resolver_match else ""
    counts = _counts(request) if person else {}
    lit = _lit(here or "")
    home = _items(HOME, counts, lit)
    verbs = [(verb, _items(places, counts, lit)) for verb, places in VERBS]
    every = [*home, *(item for _verb, items in verbs for item in items)]
    return Shell(
        firm_name=_firm_name(request, person),
        person=person,
        home=home,
        verbs=verbs,
        phone=[item for item in every if item.name in PHONE],
        sheets=next((place.sheets for place in places() if place.name == lit), ()),
        surprise_url=_surprise_url(request, lit),
        person_links=_person_links(),
    )


def _counts(request: HttpRequest) -> dict[str, int]:
    """A page without a clock (an error before the middleware) goes without numbers."""
    at, today = getattr(request, "at", None), getattr(request, "today", None)
    if at is None or today is None:
        return {}
    return {name: n for count in COUNTS.values() for name, n in count(request.user, at, today).items()}  # type: ignore[arg-type]


def _firm_name(request: HttpRequest, person: Person | None) -> str:
    """Kept for whoever is signed in; a page without a clock asks."""
    return keep(request, "firm name", firm_name) if person and hasattr(request, "at") else firm_name()  # type: ignore[arg-type]


def firm_name() -> str:
    """The firm's own name leads every page, never the product's."""
    return Firm.objects.values_list("name", flat=True).first() or "Tandem"


def places() -> list[Place]:
    """Every destination of the side, in its order."""
    return [*HOME, *(place for _verb, found in VERBS for place in found)]


def _lit(here: str) -> str:
    """The place to light for a page: its own, else the one with the longest name that the page's begins with."""
    candidates = [
        (len(word), place.name)
        for place in places()
        for word in (place.name, *place.also)
        if here == word or here.startswith(word)
    ]
    return max(candidates)[1] if candidates else ""


def _items(found: list[Place], counts: dict[str, int], lit: str) -> list[NavItem]:
    return [
        NavItem(place.name, place.label, place.icon, address, counts.get(place.name), place.hot, place.name == lit)
        for place in found
        if (address := address_of(place.name))
    ]


def _surprise_url(request: HttpRequest, lit: str) -> str | None:
    """Where S leads: on a project's page the project is chosen already. In Needs me the key says "later"."""
    address = address_of("surprise_new")
    match = request.resolver_match
    if address is None or lit == "inbox" or match is None:
        return None
    of_project = lit == "projects" and "pk" in match.kwargs
    return f"{address}?deal={match.kwargs['pk']}" if of_project else address


def _person_links() -> list[tuple[str, str, str]]:
    links = [
        ("me_week", _("My week"), "calendar-days"),
        ("notifications", _("Notifications"), "bell"),
        ("account_change_password", _("Password"), "key-round"),
        ("mfa_index", _("Two-step sign-in"), "shield-check"),
        ("help_keys", _("Keyboard"), "keyboard"),
        ("settings", _("Settings"), "settings"),
    ]
    return [(address, label, icon) for name, label, icon in links if (address := address_of(name))]


def address_of(name: str, *args: int) -> str | None:
    """The page's address; None where the firm runs without that page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return None


def search_address() -> str:
    """Where the palette asks, and where its form goes without JavaScript."""
    return address_of("search") or "/search/"
