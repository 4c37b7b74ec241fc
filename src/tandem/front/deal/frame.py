"""The frame of every page of a deal: head, facts, steps, tabs with pips, gate rail, the next verb."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from itertools import chain

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tandem.engagements.models import Engagement, Stage, Waiver
from tandem.engagements.queries.deals import asked_waivers, talk_count
from tandem.engagements.queries.waivers import standing_among
from tandem.front.deal import final_call, ladder
from tandem.front.deal.gates import Look
from tandem.front.deal.gates import findings as findings_of
from tandem.front.deal.margin import margin_of
from tandem.front.deal.next_verb import Primary, primary_of
from tandem.front.deal.places import Tab, place_url, tabs_of
from tandem.gates import Finding
from tandem.people.asked import Asked
from tandem.people.kept import keep
from tandem.people.models import Access, Person
from tandem.people.queries.firm import currency, leaders
from tandem.people.rights import Sight, key_of, sees

NOT_YET = {
    "qualify": gettext_lazy("The proposal can't go out yet"),
    "freeze": gettext_lazy("The proposal can't go out yet"),
    "decide": gettext_lazy("The proposal can't go out yet"),
    "propose": gettext_lazy("The proposal can't go out yet"),
    "sign": gettext_lazy("The contract can't be signed yet"),
    "accept": gettext_lazy("The handoff can't be accepted yet"),
    "start": gettext_lazy("Delivery can't start yet"),
    "close": gettext_lazy("The project can't be closed yet"),
    "debrief": gettext_lazy("The debrief isn't done yet"),
}


@dataclass(frozen=True)
class Frame:
    """Everything that the frame says. Money and margin are None for whoever may not see them."""

    currency: str
    worth: Decimal | None
    sees_price: bool
    margin: Decimal | None
    steps: list[tuple[str, str]]
    step: str
    tabs: list[Tab]
    question: str
    rail: list[Finding]
    links: dict[str, str]
    sentence: str
    primary: Primary | None
    talk: int
    asked: list[Waiver]
    waivers: list[Waiver]
    leader: Person | None
    may_edit: bool
    may_lose: bool
    may_ask: bool
    may_decide: bool
    may_hide: bool
    call: final_call.Call | None = None
    open_past_gate: list[Finding] = field(default_factory=list)

    @property
    def met(self) -> int:
        return sum(1 for item in self.rail if item.passes and item.counts)

    @property
    def judged(self) -> int:
        """Of how many: what has nothing to judge yet is neither ready nor missing."""
        return sum(1 for item in self.rail if item.counts)

    @property
    def waivable(self) -> list[Finding]:
        """What leadership can be asked to let pass, and hasn't been."""
        asked = {waiver.rule for waiver in self.asked}
        return [item for item in self.rail if item.waivable and not item.passes and item.rule not in asked]


def deal_frame(request: Asked, deal: Engagement, tab: str) -> Frame:
    """The template global `deal_frame(request, deal, tab)`: gathered once a request, in a fixed number of queries."""
    kept = getattr(request, "_deal_frame", None)
    if kept is None or kept[0] != (deal.pk, deal.version):
        frame = keep(request, "deal frame", partial(_frame, request, deal), deal.pk, deal.version)
        kept = ((deal.pk, deal.version), frame)
        request._deal_frame = kept  # type: ignore[attr-defined]
    return kept[1]


def _frame(request: Asked, deal: Engagement) -> Frame:
    person: Person = request.user
    step = ladder.STEPS.get(deal.stage)
    waivers = asked_waivers(deal)
    look = Look(deal, request.today, standing_among(reversed(waivers), request.today))
    by_gate = findings_of(look, step.gates) if step else {}
    items = _each_once(by_gate)
    led_by = leaders()
    return Frame(
        currency=currency(),
        worth=deal.amount if sees(person, Sight.PRICE) else None,
        sees_price=sees(person, Sight.PRICE),
        margin=margin_of(look) if sees(person, Sight.MARGIN) else None,
        steps=_steps(deal),
        step=_step_key(deal),
        tabs=tabs_of(deal, person, items),
        question=str(step.question) if step else "",
        rail=items,
        links=_links(deal, items),
        sentence=_sentence(deal, items, led_by),
        primary=primary_of(deal, person, step, by_gate.get(step.arrow, []) if step else []),
        talk=talk_count(deal),
        asked=[waiver for waiver in waivers if waiver.granted is None],
        waivers=waivers,
        leader=led_by[0] if led_by else None,
        may_edit=bool(key_of(person)) or person.access == Access.LEADERSHIP,
        may_lose=deal.is_open and (key_of(person) == "sales" or person.access == Access.LEADERSHIP),
        may_ask=bool(key_of(person)) or person.access == Access.LEADERSHIP,
        may_decide=person.access == Access.LEADERSHIP,
        may_hide=person.pk == deal.seller_id or person.access == Access.LEADERSHIP,
        call=final_call.of(deal, person, request.today),
        open_past_gate=_open_past_gate(look),
    )


def _each_once(by_gate: Mapping[str, Sequence[Finding]]) -> list[Finding]:
    """A rule that two gates ask for stands on the rail once, where it's first asked; as the later gate judges it, if
    that is where it doesn't pass."""
    found: dict[str, Finding] = {}
    for finding in chain.from_iterable(by_gate.values()):
        if finding.rule not in found or (found[finding.rule].passes and not finding.passes):
            found[finding.rule] = finding
    return _not_twice(found.values())


def _not_twice(findings: Iterable[Finding]) -> list[Finding]:
    """What two rules miss in the same words stands once, under the first: it's put right once, too."""
    kept: list[Finding] = []
    for finding in findings:
        if finding.passes or finding.words not in [each.words for each in kept if not each.passes]:
            kept.append(finding)
    return kept


def _links(deal: Engagement, items: Sequence[Finding]) -> dict[str, str]:
    """Place -> where an open item of it is put right."""
    return {item.place: url for item in items if item.place and (url := place_url(item.place, deal))}


def _steps(deal: Engagement) -> list[tuple[str, str]]:
    steps = [(stage.value, str(words)) for stage, words in ladder.ON_SCREEN]
    if deal.stage == Stage.LEARNT:
        return [*steps, (Stage.LEARNT.value, str(Stage.LEARNT.label))]
    return steps


def _step_key(deal: Engagement) -> str:
    """An accepted handoff is on its way to deliver."""
    return Stage.DELIVERING.value if deal.stage == Stage.ACCEPTED else deal.stage


def _sentence(deal: Engagement, items: Sequence[Finding], led_by: Sequence[Person]) -> str:
    """What an open item means, in one sentence."""
    left = sum(1 for item in items if not item.passes)
    if not items:
        return ""
    if not left:
        return _("Nothing stands in the way.")
    step = ladder.STEPS[deal.stage]
    who = led_by[0].first_name if led_by else _("leadership")
    words = ngettext(
        "%(what)s: one item is still open. It closes, or %(who)s waives it in writing.",
        "%(what)s: %(n)s items are still open. They close, or %(who)s waives them in writing.",
        left,
    )
    return words % {"what": NOT_YET.get(step.arrow, _("Not yet")), "n": left, "who": who}


def _open_past_gate(look: Look) -> list[Finding]:
    """What was still open when the deal was won past its gates: asked only of an ungated win."""
    if not look.deal.ungated:
        return []
    by_gate = findings_of(look, (*ladder.BEFORE_PROPOSAL, "sign"))
    return [finding for finding in _each_once(by_gate) if not finding.passes]
