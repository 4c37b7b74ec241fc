"""What the client sees otherwise on the last call, as the tests of findings share it."""

from html import unescape

from django.urls import reverse

from tandem.gates import check
from tandem.review.actions import pitch as verbs
from tandem.review.gate import SIGN
from tandem.review.models import Probe, ReversePitch
from tandem.review.queries.gate import sign_facts

HOW = {"how": "Sol told Ruth on the phone on Monday", "change": "Exclusion 4: SAP comes in phase 2"}
RULE = "what_the_client_sees_otherwise_is_resolved"


def text(answer) -> str:
    return unescape(" ".join(answer.content.decode().split()))


def calls(world, person, row: Probe) -> str:
    """What the finding itself says to this person."""
    page = text(world.browser(person).get(reverse("deal_calls", args=[row.pitch.engagement_id])))
    return page.split(f'id="probe-{row.pk}"')[1].split("</article>")[0]


def post(world, person, name, row, **data):
    address = reverse(name, args=[row.pitch.engagement_id, row.pk])
    return world.browser(person).post(address, {"seen": row.version, **data})


def otherwise(world, deal, words="Does Karin know SAP is out?") -> Probe:
    row = Probe.objects.create(pitch=ReversePitch.objects.get(engagement=deal), words=words)
    return verbs.hear(row, heard="I thought phase 1", agrees=False, by=world.dee, at=world.at, seen=None)


def settle(world, row: Probe, by=None, other=None) -> Probe:
    verbs.resolve(row, **HOW, by=by or world.sol, at=world.at, seen=None)
    return verbs.confirm(row, by=other or world.dee, at=world.at, seen=None)


def gate_of(world, row: Probe):
    deal = type(row.pitch.engagement).objects.get(pk=row.pitch.engagement_id)
    return next(each for each in check(SIGN, sign_facts(deal, world.today)) if each.rule == RULE)
