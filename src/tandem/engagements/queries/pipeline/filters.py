"""Which deals of the pipeline, in which order: what a saved view keeps."""

from dataclasses import dataclass, fields
from datetime import date
from urllib.parse import urlencode

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from tandem.engagements.models import OPEN, SIGNED, Engagement, Stage
from tandem.people.models import Person
from tandem.people.rights import Sight, sees

STAGE_CHOICES = [
    ("open", _("Open")),
    *((stage.value, stage.label) for stage in OPEN),
    ("signed", _("Signed")),
    ("lost", _("Lost")),
    ("all", _("All")),
]
FIT_CHOICES = [("", _("Any fit")), ("fits", _("Fits")), ("off", _("Off-profile")), ("unknown", _("Not judged"))]
ORDER = {stage: number for number, stage in enumerate(Stage.values)}
STAGE_RANK = Case(
    *(When(stage=stage, then=Value(number)) for stage, number in ORDER.items()), output_field=IntegerField()
)

# What a column sorts by, and the class of what its order would tell.
SORTS: dict[str, tuple[str, Sight]] = {
    "name": ("name", Sight.INTERNAL),
    "client": ("account__name", Sight.INTERNAL),
    "stage": ("stage_rank", Sight.INTERNAL),
    "value": ("amount", Sight.PRICE),
    "close": ("close_on", Sight.INTERNAL),
    "seller": ("seller__name", Sight.INTERNAL),
    "fit": ("fit__score", Sight.INTERNAL),
}
DEFAULT_SORT = "close"


def sorts_for(person: Person) -> list[str]:
    """An order tells the figure that it goes by: nobody sorts by what they may not see."""
    return [key for key, (_field, sight) in SORTS.items() if sees(person, sight)]


@dataclass(frozen=True)
class Filters:
    """`stage` is a stage, or open, signed, lost, all. Texts match anywhere in the name."""

    stage: str = "open"
    client: str = ""
    seller: str = ""
    offering: int | None = None
    close_from: date | None = None
    close_to: date | None = None
    fit: str = ""
    mine: bool = False
    ungated: bool = False
    sort: str = DEFAULT_SORT

    def query(self) -> str:
        """The address's part after the question mark: only what differs from the pipeline as it comes."""
        given = {each.name: getattr(self, each.name) for each in fields(self)}
        plain = Filters()
        kept = {name: value for name, value in given.items() if value != getattr(plain, name)}
        return urlencode({name: "on" if value is True else str(value) for name, value in kept.items()})

    @property
    def narrows(self) -> bool:
        """Does it leave out any open deal?"""
        return self.query() not in ("", f"sort={self.sort}")

    def order(self, person: Person) -> tuple[str, bool]:
        """(field, descending) that this person may sort by; the default where they may not."""
        key = self.sort.removeprefix("-")
        if key not in sorts_for(person):
            return SORTS[DEFAULT_SORT][0], False
        return SORTS[key][0], self.sort.startswith("-")

    def rows(self, person: Person, *, staged: bool = True) -> QuerySet[Engagement]:
        """The deals that match, of those that `person` may see; `staged=False` leaves the stage to the board."""
        rows = Engagement.objects.visible_to(person)
        if staged:
            rows = rows.filter(self._stage())
        return rows.filter(self._words() & self._dates() & self._flags(person))

    def _stage(self) -> Q:
        if self.stage == "all":
            return Q()
        groups = {"open": OPEN, "signed": SIGNED}
        return Q(stage__in=groups.get(self.stage, (self.stage,)))

    def _words(self) -> Q:
        found = Q()
        if self.client:
            found &= Q(account__name__icontains=self.client) | Q(name__icontains=self.client)
        if self.seller:
            found &= Q(seller__name__icontains=self.seller)
        if self.offering:
            found &= Q(tier__offering=self.offering)
        return found

    def _dates(self) -> Q:
        found = Q()
        if self.close_from:
            found &= Q(close_on__gte=self.close_from)
        if self.close_to:
            found &= Q(close_on__lte=self.close_to)
        return found

    def _flags(self, person: Person) -> Q:
        found = Q(ungated=True) if self.ungated else Q()
        if self.mine:
            found &= Q(seller=person) | Q(lead=person)
        off = Q(fit__disqualified=True) | Q(fit__score__lt=F("fit__profile__floor"))
        by_fit = {
            "off": off,
            "fits": Q(fit__disqualified=False, fit__score__gte=F("fit__profile__floor")),
            "unknown": Q(fit__isnull=True),
        }
        return found & by_fit.get(self.fit, Q())
