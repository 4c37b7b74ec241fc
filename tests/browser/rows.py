"""Pages on which a form is drawn only over a row in the right state: found in the sample, or brought into it."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from tandem import clock
from tandem.catalogue.models import Tier
from tandem.delivery.actions import amendment
from tandem.engagements.actions.talk import say_for_client
from tandem.engagements.models import Amendment, Remark, Waiver
from tandem.feedback.models import Survey
from tandem.front.inbox.kept import needs_me
from tandem.handoff.models import Question
from tandem.learning import actions as learning
from tandem.learning.models import Debrief
from tandem.ledger.actions import Program
from tandem.people.models import Person
from tandem.review.actions import pitch
from tandem.review.actions.policy import draft as draft_policy
from tandem.review.models import Probe, Verdict
from tandem.review.queries.policies import drafted
from tests.browser.every import of_role, one, running

Row = tuple[str, Person]


def waiting() -> Iterator[Row]:
    """One item of each kind that waits on anybody, and on whom: its page holds the form that settles it."""
    found: dict[tuple[str, str], Row] = {}
    for person in Person.objects.filter(is_active=True).order_by("pk"):
        for item in needs_me(person, clock.now()).box.items:
            found.setdefault((item.source, item.noun), (reverse("inbox_item", kwargs={"key": item.key}), person))
    yield from found.values()


def in_the_right_state() -> Iterator[Row]:
    leads, at = of_role("leadership"), clock.now()
    yield page("tier_draft", one(Tier.objects.filter(state="draft"))), leads
    yield page("deal_waivers", one(Waiver.objects.filter(granted=None)).engagement), leads
    yield page("feedback_answer", one(Survey.objects.filter(score=None))), leads
    unhappy = one(Survey.objects.filter(score__lte=6, followed_up_at=None, owner__isnull=False))
    yield page("feedback_answer", unhappy), unhappy.owner
    asked = one(Question.objects.filter(answer="")).handoff
    yield page("handoff", asked), asked.engagement.seller
    said = one(Remark.objects.filter(contact__isnull=False))
    if said.answered_at:
        words = "We still see it otherwise."
        said = say_for_client(said.engagement, words, contact=said.contact, outcome=None, by=Program("The link"), at=at)
    yield page("deal_talk", said.engagement), said.engagement.seller
    ended = one(Debrief.objects.filter(engagement__stage="delivered")).engagement
    learning.start(ended, by=ended.lead, at=at)
    yield from ((page("debrief", ended), person) for person in (ended.seller, ended.lead))
    learnt = one(Debrief.objects.filter(engagement__stage="learnt"))
    for target in ("clause", "risk"):
        words = f"Ask for the {target} first."
        yield (
            page("lesson", learning.add_lesson(learnt, words=words, target=target, by=learnt.engagement.lead, at=at)),
            leads,
        )
    if drafted() is None:
        draft_policy(by=leads, at=at)
    yield reverse("settings_policy"), leads
    yield conditional()
    yield seen_otherwise()
    yield amended()


def conditional() -> Row:
    """A board's "approve if" that nobody owns yet, before the one who said it."""
    found = one(Verdict.objects.filter(vote="if", condition_met_at=None))
    return page("deal_board", found.engagement), found.person


def seen_otherwise() -> Row:
    """A finding of the last call that nobody has resolved, before whoever sells."""
    probe = one(Probe.objects.filter(pitch__engagement__stage__in=("agreed", "proposed"), agrees=None))
    deal = probe.pitch.engagement
    pitch.hear(probe, heard="We had hoped for more.", agrees=False, seen=probe.version, by=deal.seller, at=clock.now())
    return reverse("deal_probe_resolve", kwargs={"pk": deal.pk, "probe_id": probe.pk}), deal.seller


def amended() -> Row:
    """A running project of which the seller wants something changed, before the lead."""
    deal = running()
    if not deal.amendments.exists():
        outcome = one(deal.outcomes)
        amendment.propose(
            deal, Amendment.Noun.OUTCOME, outcome, {"expects": outcome.expects + " Twice."},
            why="They asked for it.", by=deal.seller, at=clock.now(),
        )  # fmt: skip
    return page("deal_amendments", deal), deal.lead


def page(name: str, row: Any) -> str:
    return reverse(name, kwargs={"pk": row.pk})
