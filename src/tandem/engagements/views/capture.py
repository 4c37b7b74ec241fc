"""Quick capture: call notes are pasted, likely promises proposed, and what somebody ticks is written down."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from tandem.engagements.actions import promise as actions
from tandem.engagements.forms.capture import MOST, NotesForm, Proposals, ProposalSet
from tandem.engagements.models import Engagement
from tandem.engagements.queries import capture as queries
from tandem.engagements.views.section import answer, back, deal_of
from tandem.people.asked import Asked
from tandem.people.models import Person


@require_http_methods(["GET", "POST"])
def capture(request: Asked, deal_id: int) -> HttpResponse:
    """GET: an empty page. POST `what=read`: proposals. POST `what=write`: what is ticked is written down, all or
    nothing."""
    deal = deal_of(request, deal_id)
    people = queries.speakers(deal)
    if request.method == "GET":
        return _page(request, deal, NotesForm(people=people, initial=_start(request, deal, people)))
    form = NotesForm(request.POST, people=people)
    if request.POST.get("what") != "write":
        return _read(request, deal, form, people)
    return _write(request, deal, form, people)


def _start(request: Asked, deal: Engagement, people: dict[str, Person]) -> dict[str, Any]:
    """Whoever captures a call mostly was on it; else its seller."""
    mine = request.user.pk if str(request.user.pk) in people else deal.seller_id
    return {"held_on": request.today, "said_by": mine, "said_to": deal.contact_name}


def _read(request: Asked, deal: Engagement, form: NotesForm, people: dict[str, Person]) -> HttpResponse:
    if not form.is_valid():
        return _page(request, deal, form)
    given = form.cleaned_data
    heard = queries.hear(
        deal, given["notes"], given["held_on"], given["said_by"], given["said_to"], people, MOST
    )  # fmt: skip
    rows = ProposalSet(initial=heard.rows, prefix="said", form_kwargs={"people": people})
    return _page(request, deal, form, rows, more=heard.more)


def _write(request: Asked, deal: Engagement, form: NotesForm, people: dict[str, Person]) -> HttpResponse:
    rows = ProposalSet(request.POST, prefix="said", form_kwargs={"people": people})
    if not (rows.is_valid() and form.is_valid()):
        return _page(request, deal, form, rows)
    ticked = rows.ticked()
    if not ticked:
        return _page(request, deal, form, rows, none=True)
    made = actions.capture(
        deal, [{**words, **form.of_call()} for words in ticked], by=request.user, at=request.at
    )  # fmt: skip
    told = ngettext("%(n)s promise is written down.", "%(n)s promises are written down.", len(made))
    messages.success(request, told % {"n": len(made)})
    return back(deal, "deal_promises")


def _page(
    request: Asked,
    deal: Engagement,
    form: NotesForm,
    rows: Proposals | None = None,
    *,
    more: int = 0,
    none: bool = False,
) -> HttpResponse:
    """The notes and, once they're read, what was found. With an error 422, and everything as it was typed."""
    bad = bool(form.errors or none or (rows is not None and rows.is_bound and not rows.is_valid()))
    response = answer(
        request, deal, "engagements/capture.html", "calls", form=form, rows=rows, more=more, none=none,
        problems=_problems(rows, none), proposals=_marked(form, rows),
        speaks=request.user.name,
    )  # fmt: skip
    response.status_code = 422 if bad else 200
    return response


def _marked(form: NotesForm, rows: Proposals | None) -> list[tuple[Any, Any]]:
    """(its form, the sentence as it was found)."""
    if rows is None or not rows.forms:
        return []
    day = form.cleaned_data.get("held_on") if form.is_bound and hasattr(form, "cleaned_data") else None
    found = [str(row["found"].value() or "")[:600] for row in rows.forms]
    return (
        list(zip(rows.forms, queries.marked(found, day), strict=True)) if day else [(row, None) for row in rows.forms]
    )


def _problems(rows: Proposals | None, none: bool) -> list[Any]:
    if none:
        return [_("Tick what was promised, or leave without writing anything down.")]
    if rows is None or not rows.is_bound:
        return []
    return list(rows.non_form_errors())
