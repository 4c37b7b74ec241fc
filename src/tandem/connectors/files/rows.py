"""One row of a file as a deal, under a settled mapping. Streamed; values seen before aren't read again."""

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, tzinfo
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from tandem.connectors.files.columns import Unclear
from tandem.connectors.files.columns.dates import read_date
from tandem.connectors.files.columns.flags import read_flag
from tandem.connectors.files.columns.numbers import currency_of, read_number
from tandem.connectors.files.columns.shares import read_share
from tandem.connectors.files.match import DATES, FLAGS, Mapping
from tandem.connectors.files.stages import ARRIVALS, LOST, QUALIFIED, SIGNED, Meaning, arrival, meaning
from tandem.connectors.files.table import Table, is_total

MEMORY = 50_000
LIMITS = {
    "external_id": 160, "name": 200, "client": 200, "seller": 120, "seller_email": 254, "stage": 80, "status": 80,
    "product": 120, "tier": 60, "lost_reason": 300, "pipeline": 120, "description": 20_000,
}  # fmt: skip
NO_TEXTS = dict.fromkeys(LIMITS, "")
CONTROL = {code: None for code in range(32) if code not in (9, 10)} | {127: None}
AS_FORMULA = re.compile(r'="(.*)"$', re.DOTALL)
SHORT_ID = re.compile(r"[0-9A-Za-z]{15}$")
PENNY = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Terms:
    """What of the firm a file is read by: its currency and its time zone."""

    currency: str = "GBP"
    zone: tzinfo = UTC


@dataclass(slots=True)
class Deal:
    """A row that can be taken. Money in the firm's currency; `stage` is ours, `crm_stage` theirs.

    `key` tells it from all others of its source: its id there, else name, client and first day.
    """

    row: int
    external_id: str
    name: str
    client: str
    seller: str
    seller_email: str
    stage: str
    crm_stage: str
    amount: Decimal | None
    probability: Decimal | None
    close_on: date | None
    created_on: date | None
    starts_on: date | None
    product: str
    lost_reason: str
    paragraph: str
    remarks: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        if self.external_id:
            return self.external_id
        parts = f"{self.name.casefold()}\n{self.client.casefold()}\n{self.created_on or ''}"
        return f"~{hashlib.sha256(parts.encode()).hexdigest()[:40]}"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that isn't taken, or one reason of several. `deleted` and `repeated` rows aren't mistakes of anybody."""

    row: int
    words: str
    column: str = ""
    value: str = ""
    kind: str = "mistake"


class Reader:
    """Reads rows under one mapping. Make one for each pass: it remembers the keys it has seen."""

    def __init__(self, header: tuple[str, ...], mapping: Mapping, decisions: dict[str, str], terms: Terms) -> None:
        places = {name: place for place, name in enumerate(header)}
        self.width = len(header)
        self.mapping, self.decisions, self.terms = mapping, decisions, terms
        self.place = {ours: places[name] for ours, name in mapping.columns.items() if name in places}
        self.texts = [(ours, self.place[ours], most) for ours, most in LIMITS.items() if ours in self.place]
        self.stages = {name.casefold(): stage for name, stage in mapping.stages.items() if stage in ARRIVALS}
        self.rates = {code: rate for code, text in mapping.rates.items() if (rate := rate_of(text))}
        self.seen: dict[Any, int] = {}
        self._values: dict[str, dict[str, Any]] = {}
        self._meanings: dict[tuple[str, ...], tuple[str, Decimal | None]] = {}

    def rows(self, table: Table) -> Iterator[Deal | list[Refusal]]:
        """Every row of the table, in order: a deal, or all the reasons why it isn't one."""
        for number, cells in table.rows():
            yield self.read(number, cells)

    def read(self, number: int, cells: list[str]) -> Deal | list[Refusal]:
        wrong: list[Refusal] = []
        if len(cells) > self.width and any(cell.strip() for cell in cells[self.width :]):
            return [Refusal(number, self._too_wide(len(cells)), kind="mistake")]
        refuse = self._refuser(number, wrong)
        flags = {ours: self._value(ours, cells, read_flag, refuse) for ours in FLAGS if ours in self.place}
        if flags.get("is_deleted"):
            return [
                Refusal(number, _("It was deleted in the CRM."), self.mapping.columns["is_deleted"], kind="deleted")
            ]
        deal = self._deal(number, cells, flags, refuse)
        if not wrong:
            self._refuse_nameless(deal, cells, refuse)
        if not wrong:
            self._refuse_repeated(deal, refuse)
        return wrong or deal

    def _deal(self, number: int, cells: list[str], flags: dict[str, bool | None], refuse: Callable) -> Deal:
        text, cut = self._texts(cells)
        dates = {ours: self._date(ours, cells, refuse) for ours in DATES if ours in self.place}
        stage, usual = self._stage(text["stage"], text["status"], flags)
        share = self._value("probability", cells, self._read_share, refuse) if "probability" in self.place else None
        seller, email = text["seller"], text["seller_email"] or (text["seller"] if "@" in text["seller"] else "")
        product = f"{text['product']} {text['tier']}".strip()
        client = " ".join(text["client"].split())
        return Deal(
            row=number,
            external_id=self._id(text["external_id"]),
            name=(text["name"] or _named(product, client, text["external_id"]))[:200],
            client=client,
            seller=seller,
            seller_email=email.casefold(),
            stage=stage,
            crm_stage=text["stage"] or text["status"],
            amount=self._amount(cells, refuse) if "amount" in self.place else None,
            probability=usual if share is None else share,
            close_on=_closing(stage, dates),
            created_on=dates.get("created_date"),
            starts_on=dates.get("start_date"),
            product=product[:120],
            lost_reason=text["lost_reason"],
            paragraph=text["description"],
            remarks=tuple(cut),
        )

    def _texts(self, cells: list[str]) -> tuple[dict[str, str], list[str]]:
        found, cut = NO_TEXTS.copy(), []
        width = len(cells)
        for ours, place, most in self.texts:
            value = cells[place].strip() if place < width else ""
            if value and (not value.isprintable() or value[0] in "='"):
                value = _clean(value)
            if len(value) > most:
                cut.append(
                    _("“%(column)s” was cut to %(most)s characters.")
                    % {"column": self.mapping.columns[ours], "most": most}
                )
                value = value[: most - 1] + "…"
            found[ours] = value
        return found, cut

    def _value(self, ours: str, cells: list[str], read: Callable[[str], Any], refuse: Callable) -> Any:
        """The field read, or None where the cell is empty or its row is refused for it."""
        place = self.place[ours]
        written = cells[place].strip() if place < len(cells) else ""
        if not written:
            return None
        known = self._values.setdefault(ours, {})
        if written in known:
            return known[written]
        try:
            value = read(written)
        except Unclear as reason:
            return refuse(ours, written, str(reason))
        if len(known) < MEMORY:
            known[written] = value
        return value

    def _date(self, ours: str, cells: list[str], refuse: Callable) -> date | None:
        order = self.decisions.get(ours)
        return self._value(ours, cells, lambda written: read_date(written, order, self.terms.zone), refuse)

    def _read_share(self, written: str) -> Decimal:
        return read_share(written, self.decisions.get("probability"))

    def _amount(self, cells: list[str], refuse: Callable) -> Decimal | None:
        """In the firm's currency. A row in another one needs a rate, else it's refused: it can't be summed."""
        found = self._value("amount", cells, self._read_amount, refuse)
        if found is None:
            return None
        amount, named = found
        told = self._value("currency", cells, self._read_currency, refuse) if "currency" in self.place else None
        currency = told or named or self.decisions.get("currency") or self.terms.currency
        if currency == self.terms.currency:
            return amount
        rate = self.rates.get(currency)
        if rate is None:
            return refuse("amount", f"{currency} {amount}", _("no rate is given for %(code)s") % {"code": currency})
        return (amount * rate).quantize(PENNY, ROUND_HALF_UP)

    def _read_amount(self, written: str) -> tuple[Decimal, str]:
        amount, currency = read_number(written, self.decisions.get("amount"), self.terms.currency)
        return amount.quantize(PENNY, ROUND_HALF_UP), currency

    def _read_currency(self, written: str) -> str:
        return currency_of(written, self.terms.currency)

    def _stage(self, label: str, status: str, flags: dict[str, bool | None]) -> tuple[str, Decimal | None]:
        won, closed = flags.get("is_won"), flags.get("is_closed")
        asked = (label, status, str(won), str(closed))
        if asked not in self._meanings:
            meant = meaning(self.mapping.system, label or status)
            chosen = self.stages.get((label or status).casefold())
            if chosen:
                meant = Meaning(chosen, meant.probability if chosen == meant.stage else None, True)
            stage = arrival(meant, status, won, closed)
            share = {SIGNED: Decimal(1), LOST: Decimal(0)}.get(stage, meant.probability)
            self._meanings[asked] = stage, (None if stage == QUALIFIED and share in (0, 1) else share)
        return self._meanings[asked]

    def _id(self, written: str) -> str:
        """Salesforce's reports shorten ids to 15 characters that its exports write with 18: one deal, one id."""
        if self.mapping.source == "salesforce" and SHORT_ID.match(written):
            return lengthened(written)
        return written

    def _refuser(self, number: int, wrong: list[Refusal]) -> Callable[[str, str, str], None]:
        def refuse(ours: str, value: str, words: str) -> None:
            wrong.append(
                Refusal(number, words[:1].upper() + words[1:] + ".", self.mapping.columns.get(ours, ""), value[:300])
            )

        return refuse

    def _refuse_nameless(self, deal: Deal, cells: list[str], refuse: Callable) -> None:
        filled = [cell for cell in cells if cell.strip()]
        if is_total(filled[0]) and len(filled) <= max(2, self.width // 2) and not deal.external_id:
            refuse("", " ".join(filled), _("it sums up other rows"))
        elif not deal.name:
            refuse("name", "", _("it has no name, no client and no id"))

    def _refuse_repeated(self, deal: Deal, refuse: Callable) -> None:
        first = self.seen.setdefault(hash(deal.key), deal.row)
        if first != deal.row:
            what = "external_id" if deal.external_id else "name"
            refuse(what, deal.external_id or deal.name, _("it's the same deal as in row %(row)s") % {"row": first})

    def _too_wide(self, width: int) -> str:
        return _("It has %(width)s cells where the header has %(header)s: a comma or quotation mark isn't quoted.") % {
            "width": width,
            "header": self.width,
        }


def lengthened(short: str) -> str:
    """The 18 characters of a 15-character Salesforce id: the last three say which letters are capitals."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
    parts = (short[start : start + 5] for start in (0, 5, 10))
    return short + "".join(
        alphabet[sum(1 << place for place, letter in enumerate(part) if "A" <= letter <= "Z")] for part in parts
    )


def _clean(value: str) -> str:
    """Without control characters; ="0012", by which exporters keep zeros, is 0012; '=1+1, as we write it, is =1+1."""
    if value[:1] == "'" and value[1:2] in ("=", "+", "-", "@"):
        value = value[1:]
    held = AS_FORMULA.match(value)
    return (held[1] if held else value).translate(CONTROL).replace("\t", " ").strip()


def _named(product: str, client: str, key: str) -> str:
    """A name for a deal whose file has none."""
    if product and client:
        return _("%(product)s for %(client)s") % {"product": product, "client": client}
    return product or client or key


def _closing(stage: str, dates: dict[str, date | None]) -> date | None:
    """The day it was won or lost where the file tells, else the day it's expected to close."""
    real = dates.get("won_date") if stage == SIGNED else dates.get("lost_date") if stage == LOST else None
    return real or dates.get("close_date")


def rate_of(text: str) -> Decimal | None:
    try:
        rate = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return rate if rate.is_finite() and 0 < rate < 1_000_000 else None
