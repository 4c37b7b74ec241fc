"""Which system wrote the file, and which column is which field of ours. A person may change all of it; what they
settle is remembered for this system and this set of columns."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.connectors.files.aliases import BRACKETED, FIELDS, KEYS_OF_OTHERS, field_of, squeeze
from tandem.connectors.files.columns import Unclear
from tandem.connectors.files.columns.dates import DAY_FIRST, read_date
from tandem.connectors.files.columns.flags import read_flag
from tandem.connectors.files.columns.numbers import COMMA, ISO_CODES, POINT, SIGNS, read_number
from tandem.connectors.files.columns.shares import PERCENT, read_share
from tandem.connectors.files.table import Table

SYSTEMS = {
    "hubspot": "HubSpot",
    "salesforce": "Salesforce",
    "salesforce-report": gettext_lazy("Salesforce report"),
    "pipedrive": "Pipedrive",
    "file": gettext_lazy("Another file"),
}
DATES = ("close_date", "created_date", "start_date", "won_date", "lost_date")
FLAGS = ("is_won", "is_closed", "is_deleted")
SAMPLED_ROWS = 200
SAMPLES = 3
WEIGHED = 50


@dataclass(slots=True)
class Mapping:
    """How a file is read. Columns by the name shown, so that it holds when they change places.

    columns    our field -> column
    decisions  our field -> how its values are written ("day/month", "comma", "0 to 100"); "currency" -> of all amounts
    stages     the CRM's stage -> ours
    rates      currency -> what one unit is worth in the firm's own
    """

    system: str
    columns: dict[str, str] = field(default_factory=dict)
    decisions: dict[str, str] = field(default_factory=dict)
    stages: dict[str, str] = field(default_factory=dict)
    rates: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Mapping":
        """Takes what it knows and leaves what it doesn't: a mapping may come from a file that somebody edited."""
        parts = {name: kept.get(name) for name in ("columns", "decisions", "stages", "rates")}
        read = {
            name: {str(key): str(value) for key, value in part.items()}
            for name, part in parts.items()
            if isinstance(part, dict)
        }
        return cls(str(kept.get("system") or "file"), **read)

    @property
    def source(self) -> str:
        """Whose ids the file carries: a report and an export of one CRM speak of the same deals."""
        return self.system.removesuffix("-report")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A mapping to start from, the columns that are left out and why, a few values of every column, and those whose
    values belie their names: they may have been meant after all."""

    mapping: Mapping
    left_out: dict[str, str]
    samples: dict[str, list[str]]
    belied: list[str]


def fingerprint(header: Iterable[str]) -> str:
    """The same for the same set of columns, in whatever order."""
    names = "\n".join(sorted(" ".join(name.casefold().split()) for name in header))
    return hashlib.sha256(names.encode()).hexdigest()[:32]


def system_of(header: Iterable[str]) -> str:
    """By columns that only this system writes."""
    raw = [name.strip().casefold() for name in header]
    names = {re.sub(r"[\s_]+", "", name.removeprefix("property_")) for name in raw}
    if sum(name.startswith(("deal - ", "organization - ", "person - ")) for name in raw) >= 2:
        return "pipedrive"
    if "stagename" in names and names & {"closedate", "ownerid", "isdeleted", "accountid"}:
        return "salesforce"
    if names & {"hsobjectid", "dealpipelinestageid", "hubspotownerid"} or {"dealname", "dealstage"} <= names:
        return "hubspot"
    if "dealname" in names and names & {"dealowner", "recordid", "associatedcompany", "createdate"}:
        return "hubspot"
    if "recordid" in names or "datensatz-id" in names:
        return "hubspot"
    if names & {"opportunityname", "opportunityowner", "caseSafeid".casefold()}:
        return "salesforce-report"
    return "file"


def propose(table: Table, system: str | None = None) -> Proposal:
    """Every column that can be told, by its name and by whether its first values can be what the name says."""
    weighed = _first_values(table)
    mapping = Mapping(system or system_of(table.header))
    left_out: dict[str, str] = {}
    belied: list[str] = []
    for name, found in sorted(_candidates(table.header), key=lambda pair: pair[1][1]):
        ours = found[0]
        if ours in mapping.columns:
            left_out[name] = _("“%(other)s” is read instead") % {"other": mapping.columns[ours]}
        elif not _plausible(ours, weighed[name]):
            left_out[name] = _("its values aren't what its name says")
            belied.append(name)
        else:
            mapping.columns[ours] = name
    currency = _currency_in(mapping.columns.get("amount", ""))
    if currency and "currency" not in mapping.columns:
        mapping.decisions["currency"] = currency
    _prefer_own_currency_column(table.header, mapping)
    for name in table.header:
        if name not in mapping.columns.values():
            left_out.setdefault(name, _("Tandem has no field for it"))
    return Proposal(mapping, left_out, {name: values[:SAMPLES] for name, values in weighed.items()}, belied)


def notes(mapping: Mapping, belied: Iterable[str] = ()) -> list[str]:
    """What the person should know about a mapping before they go on."""
    used = set(mapping.columns.values())
    unread = _("“%(column)s” isn't read: its values aren't what its name says.")
    return [unread % {"column": name} for name in belied if name not in used] + [
        _("“%(column)s” holds ids, not names. Clients and sellers read better if you export their names too.")
        % {"column": name}
        for ours, name in mapping.columns.items()
        if ours in ("client", "seller") and squeeze(name) in KEYS_OF_OTHERS
    ]


def _first_values(table: Table) -> dict[str, list[str]]:
    found: dict[str, dict[str, None]] = {name: {} for name in table.header}
    for _number, cells in islice(table.rows(), SAMPLED_ROWS):
        for name, cell in zip(table.header, cells, strict=False):
            if len(found[name]) < WEIGHED and (value := cell.strip()):
                found[name][value[:120]] = None
    return {name: list(values) for name, values in found.items()}


def _candidates(header: Iterable[str]) -> Iterable[tuple[str, tuple[str, int]]]:
    for name in header:
        found = field_of(name)
        if found and found[0] in FIELDS:
            yield name, found


def _plausible(ours: str, samples: list[str]) -> bool:
    """One of the first values reads as what the field holds. A column of hardly any values is taken at its name, so
    that its rows say what is wrong with them."""
    return len(samples) < SAMPLES or any(_reads(ours, value) for value in samples)


def _reads(ours: str, value: str) -> bool:
    try:
        if ours in DATES:
            return bool(_any_date(value))
        if ours in FLAGS:
            return read_flag(value) is not None
        if ours == "amount":
            return bool(_any_number(value))
        if ours == "probability":
            read_share(value, PERCENT)
    except Unclear:
        # Implausible as a share, yet a figure: the column may still be probabilities with a bad row.
        return ours == "probability" and value.strip(" %").replace(".", "").replace(",", "").isdigit()
    return True


def _any_date(value: str) -> bool:
    for order in (DAY_FIRST, "month/day"):
        try:
            read_date(value, order)
        except Unclear:
            continue
        return True
    return False


def _any_number(value: str) -> bool:
    for decimal in (POINT, COMMA):
        try:
            read_number(value, decimal)
        except Unclear:
            continue
        return True
    return False


def _currency_in(header: str) -> str:
    """Amount (EUR), Betrag in €: the header itself says it."""
    bracketed = BRACKETED.search(header)
    for part in [bracketed[1] if bracketed else "", *header.split()]:
        name = part.strip(" ()[]")
        if name in ISO_CODES:
            return name
        if not name.isalpha() and name.casefold() in SIGNS:
            return SIGNS[name.casefold()]
    return ""


def _prefer_own_currency_column(header: tuple[str, ...], mapping: Mapping) -> None:
    """Salesforce writes a `<field> Currency` column beside every amount: that one belongs to the amount."""
    amount = mapping.columns.get("amount")
    own = next((name for name in header if amount and squeeze(name) == squeeze(f"{amount} Currency")), None)
    if own:
        mapping.columns["currency"] = own
