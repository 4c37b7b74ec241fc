"""The papers of a deal as files: drawn anew under a mark, or byte for byte what was sent."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from tandem.engagements.models import Engagement
from tandem.gates import Finding, Refused
from tandem.people.asked import Asked
from tandem.people.rights import Sight, sees
from tandem.review.queries import papers as queries
from tandem.review.views.deal import deal_of, section
from tandem.scoping.actions.document import draw
from tandem.scoping.models import Document, DocumentKind, ScopeVersion
from tandem.web.files import download


def paper(request: Asked, pk: int, kind: str, ending: str) -> HttpResponse:
    """`?version=` names a version of the scope, else the newest. What was sent is never drawn anew."""
    deal = _priced(request, pk)
    if kind not in DocumentKind.values or ending not in Document.Format.values:
        raise Http404
    scope = _version(deal, request.GET.get("version", ""))
    found = queries.paper(deal, scope, kind, ending, at=request.at, today=request.today)
    if found.sent:
        return redirect("deal_paper_kept", deal.pk, found.sent.pk)
    if found.shut:
        return _refused(request, deal, found.shut)
    try:
        drawn = draw(found.data, ending, at=request.at)
    except Refused as refused:
        return _refused(request, deal, refused.findings)
    return download(drawn.content, _name(deal, scope, kind, "draft"), ending)


def kept(request: Asked, pk: int, document: int) -> HttpResponse:
    """Exactly the bytes that left the house."""
    deal = _priced(request, pk)
    row = get_object_or_404(Document.objects.filter(engagement=deal).select_related("scope"), pk=document)
    return download(bytes(row.content), _name(deal, row.scope, row.kind, row.digest[:8]), row.format)


def _priced(request: Asked, pk: int) -> Engagement:
    """Papers say the price: whoever may not see prices finds none."""
    deal = deal_of(request, pk)
    if not sees(request.user, Sight.PRICE):
        raise Http404
    return deal


def _version(deal: Engagement, number: str) -> ScopeVersion:
    rows = ScopeVersion.objects.filter(engagement=deal).select_related("tier__offering").order_by("-number")
    wanted = rows.filter(number=number) if number.isdecimal() and len(number) < 6 else rows
    found = wanted.first()
    if found is None:
        raise Http404
    return found


def _name(deal: Engagement, scope: ScopeVersion, kind: str, last: str) -> str:
    client = deal.account.name if deal.account else ""
    return f"{client} {deal.name} {DocumentKind(kind).label} {scope.number} {last}"


def _refused(request: Asked, deal: Engagement, findings: list[Finding]) -> HttpResponse:
    words = [finding.words for finding in findings if finding.words]
    return section(request, "review/no_paper.html", deal, "proposal", status=422, words=words)
