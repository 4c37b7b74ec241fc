"""One row of a file as a deal, under a settled mapping. Streamed; values seen before aren't read again."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from tandem.connectors.files.cells import SHORT_ID, cleaned, lengthened
from tandem.connectors.files.columns import Unclear
from tandem.connectors.files.columns.dates import read_date
from tandem.connectors.files.columns.flags import read_flag
from tandem.connectors.files.columns.shares import read_share
from tandem.connectors.files.deal import Deal, Refusal, Terms
from tandem.connectors.files.match import DATES, FLAGS, Mapping
from tandem.connectors.files.money import LEAVE_OUT, Money, clash_words, in_home, rate_of
from tandem.connectors.files.outcome import Outcomes
from tandem.connectors.files.stages import LOST, SIGNED
from tandem.connectors.files.table import Table, is_total

MEMORY = 50_000
LIMITS = {
    "external_id": 160, "name": 200, "client": 200, "seller": 120, "seller_email": 254, "stage": 80, "status": 80,
    "product": 120, "tier": 60, "lost_reason": 300, "pipeline": 120, "description": 20_000,
}  # fmt: skip
NO_TEXTS = dict.fromkeys(LIMITS, "")
SEVERAL = re.compile(r"\s*;\s*")
# What a deal says together: blank only where all of it is.
TOGETHER = {
    "name": ("name",), "client": ("client",), "seller": ("seller", "seller_email"), "amount": ("amount", "won_amount"),
    "stage": ("stage", "status", "is_won", "is_closed", "is_active"), "probability": ("probability",),
    "close_date": ("close_date", "closed_date", "won_date", "lost_date"), "start_date": ("start_date",),
    "product": ("product", "tier"), "lost_reason": ("lost_reason",), "description": ("description",),
}  # fmt: skip


class Reader:
    """Reads rows under one mapping. Make one for each pass: it remembers the keys it has seen."""

    def __init__(self, header: tuple[str, ...], mapping: Mapping, decisions: dict[str, str], terms: Terms) -> None:
        places = {name: place for place, name in enumerate(header)}
        self.width = len(header)
        self.mapping, self.decisions, self.terms = mapping, decisions, terms
        self.place = {ours: places[name] for ours, name in mapping.columns.items() if name in places}
        self.texts = [(ours, self.place[ours], most) for ours, most in LIMITS.items() if ours in self.place]
        self.rates = {code: rate for code, text in mapping.rates.items() if (rate := rate_of(text))}
        self.left_out = {code for code, text in mapping.rates.items() if text == LEAVE_OUT}
        self.outcomes = Outcomes(header, mapping, decisions.get("pipelines", "").split("\n"))
        self.money = Money(header, mapping.columns, decisions, terms.currency)
        placed = {
            ours: [self.place[each] for each in fields if each in self.place] for ours, fields in TOGETHER.items()
        }
        self.together = [(ours, places) for ours, places in placed.items() if places]
        self.seen: dict[Any, int] = {}
        self._values: dict[str, dict[str, Any]] = {}

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
        deal = self._deal(number, cells, refuse)
        if not wrong:
            self._refuse_nameless(deal, cells, refuse)
        if not wrong:
            self._refuse_repeated(deal, refuse)
        return wrong or deal

    def _deal(self, number: int, cells: list[str], refuse: Callable) -> Deal:
        text, cut = self._texts(cells)
        dates = {ours: self._date(ours, cells, refuse) for ours in DATES if ours in self.place}
        stage, usual = self.outcomes.read(cells)
        share = self._value("probability", cells, self._read_share, refuse) if "probability" in self.place else None
        seller, email = text["seller"], text["seller_email"] or (text["seller"] if "@" in text["seller"] else "")
        product = f"{text['product']} {text['tier']}".strip()
        client = self._one_client(" ".join(text["client"].split()), cut)
        return Deal(
            row=number,
            external_id=self._id(text["external_id"]),
            name=(text["name"] or _named(product, client, text["external_id"]))[:200],
            client=client,
            seller=seller,
            seller_email=email.casefold(),
            stage=stage,
            crm_stage=text["stage"] or text["status"],
            amount=self._amount(cells, stage, refuse) if self.money.places else None,
            probability=usual if share is None else share,
            close_on=_closing(stage, dates),
            created_on=dates.get("created_date"),
            starts_on=dates.get("start_date"),
            product=product[:120],
            lost_reason=text["lost_reason"] if stage == LOST else "",
            paragraph=text["description"],
            remarks=tuple(cut),
            blank=self._blank(cells),
        )

    def _blank(self, cells: list[str]) -> tuple[str, ...]:
        width, found = len(cells), []
        for ours, places in self.together:
            for at in places:
                if at < width and cells[at].strip():
                    break
            else:
                found.append(ours)
        return tuple(found)

    def _one_client(self, client: str, remarks: list[str]) -> str:
        """HubSpot writes all companies of a deal into one cell."""
        if self.mapping.source != "hubspot" or ";" not in client:
            return client
        first, *others = SEVERAL.split(client)
        if others:
            remarks.append(
                _("It names several clients; the first is taken, not %(others)s.") % {"others": "; ".join(others)}
            )
        return first

    def _texts(self, cells: list[str]) -> tuple[dict[str, str], list[str]]:
        found, cut = NO_TEXTS.copy(), []
        width = len(cells)
        for ours, place, most in self.texts:
            value = cells[place].strip() if place < width else ""
            if value and (not value.isprintable() or value[0] in "='"):
                value = cleaned(value)
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
        if written[0] == "'":
            written = cleaned(written)
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

    def _amount(self, cells: list[str], stage: str, refuse: Callable) -> Decimal | None:
        """In the firm's currency: what a won deal really came to where the file has that, else its amount. A row in another
        currency needs a rate, else it's refused: it can't be summed."""
        ours = "won_amount" if stage == SIGNED and self._came_to(cells) else "amount"
        if "currency" in self.place:
            try:
                self.money.told(cells)
            except Unclear as reason:
                return refuse("currency", cells[self.money.currency], str(reason))
        try:
            found = self.money.read(ours, cells)
        except Unclear as reason:
            return refuse(ours, self.money.written(ours, cells), str(reason))
        if found is None:
            return None
        if found.clash:
            return refuse(ours, self.money.written(ours, cells), clash_words(found.clash, found.currency))
        amount, lacks = in_home(found, self.terms.currency, self.decisions, self.rates)
        if lacks or amount is None:
            words = _("rows in %(code)s are left out") if lacks in self.left_out else _("no rate is given for %(code)s")
            return refuse(ours, f"{lacks} {found.amount}", words % {"code": lacks})
        if period := self.money.recurs(cells):
            times = self.money.times(cells, period)
            if times is None:
                return refuse("period", period, _("it isn't said for how long it's paid"))
            amount *= times
        return amount

    def _came_to(self, cells: list[str]) -> bool:
        try:
            found = self.money.read("won_amount", cells)
        except Unclear:
            return True
        return bool(found and found.amount)

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


def _named(product: str, client: str, key: str) -> str:
    """A name for a deal whose file has none."""
    if product and client:
        return _("%(product)s for %(client)s") % {"product": product, "client": client}
    return product or client or key


def _closing(stage: str, dates: dict[str, date | None]) -> date | None:
    """The day it was won or lost where the file tells, else the day it's expected to close."""
    if stage not in (SIGNED, LOST):
        return dates.get("close_date")
    real = dates.get("won_date") if stage == SIGNED else dates.get("lost_date")
    return real or dates.get("closed_date") or dates.get("close_date")
