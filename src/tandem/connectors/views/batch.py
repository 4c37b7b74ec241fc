"""One import: what it would do, its questions, its progress, its result, its undo."""

from contextlib import ExitStack
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tandem.connectors import tasks
from tandem.connectors.actions import apply, receive
from tandem.connectors.files.match import SYSTEMS, Mapping
from tandem.connectors.files.text import Unreadable
from tandem.connectors.forms.mapping import LABELS, MappingForm, differing
from tandem.connectors.models import ImportBatch
from tandem.connectors.queries import batches
from tandem.connectors.queries.aside import number_waiting
from tandem.ledger.actions import Stale
from tandem.ledger.forms import version_in
from tandem.people.asked import Asked
from tandem.people.queries.firm import currency
from tandem.web.pages import fragment, page
from tandem.web.paging import ROWS

State = ImportBatch.State
ASKING = (State.MAPPING, State.READY)


@require_http_methods(["GET", "POST"])
def run(request: Asked, pk: int) -> HttpResponse:
    """POST settles how the file is read."""
    batch = _found(request, pk)
    if request.method == "GET" or batch.state not in ASKING:
        return _answer(request, batch, status=409 if request.method == "POST" else 200)
    form = MappingForm(request.POST, batch)
    if not form.is_valid():
        return _answer(request, batch, form=form, status=422)
    mapping = form.read()
    try:
        seen = version_in(form.cleaned_data["seen"])
        tasks.look_soon(receive.settle(batch, mapping, seen=seen, by=request.user, at=request.at), at=request.at)
    except Stale as stale:
        theirs = Mapping.from_json(stale.current.mapping)  # type: ignore[attr-defined]
        return _answer(request, batch, form=form, differs=differing(mapping, theirs), status=409)
    return redirect("import_run", pk)


@require_POST
def start(request: Asked, pk: int) -> HttpResponse:
    batch = _found(request, pk)
    try:
        if batch.state == State.READING and batches.stands_still(batch, request.at):
            tasks.look_again(batch, at=request.at)
            return redirect("import_run", pk)
        tasks.start(batch, seen=version_in(request.POST.get("seen")), by=request.user, at=request.at)
    except (apply.NotReady, Stale) as problem:
        return _answer(request, _found(request, pk), refused=str(problem), status=409)
    return redirect("import_run", pk)


@require_POST
def undo(request: Asked, pk: int) -> HttpResponse:
    batch = _found(request, pk)
    try:
        tasks.start_undo(batch, seen=version_in(request.POST.get("seen")), by=request.user, at=request.at)
    except (apply.NotReady, Stale) as problem:
        return _answer(request, _found(request, pk), refused=str(problem), status=409)
    return redirect("import_run", pk)


@require_GET
def progress(request: Asked, pk: int) -> HttpResponse:
    """The card that asks again while the batch moves; afterwards it sends the browser to the result."""
    batch = _found(request, pk)
    if not request.htmx:
        return redirect("import_run", pk)
    answer = fragment(request, "connectors/run.html", "progress", _context(request, batch))
    if batch.state not in batches.MOVING or batches.stands_still(batch, request.at):
        answer["HX-Redirect"] = reverse("import_run", args=[pk])
    return answer


@require_GET
def problems(request: Asked, pk: int) -> HttpResponse | StreamingHttpResponse:
    """The rows that aren't taken, as a file."""
    batch = _found(request, pk)
    held = ExitStack()
    try:
        table = held.enter_context(receive.opened(batch))
    except Unreadable as words:
        return _answer(request, batch, refused=str(words), status=409)
    lines = batches.refused_rows(batch, table, receive.terms(), request.user)
    answer = StreamingHttpResponse(_closing(held, lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="not-taken-{pk}.csv"'
    return answer


def _closing(held: ExitStack, lines: Any) -> Any:
    with held:
        yield from lines


def _found(request: Asked, pk: int) -> ImportBatch:
    return get_object_or_404(ImportBatch.objects.visible_to(request.user).select_related("by"), pk=pk)


def _answer(request: Asked, batch: ImportBatch, *, status: int = 200, **extras: Any) -> HttpResponse:
    return page(request, "connectors/run.html", _context(request, batch, **extras), block="main", status=status)


def _context(request: Asked, batch: ImportBatch, **extras: Any) -> dict[str, Any]:
    after = request.GET.get("after", "")
    offset = int(after) if after.isdecimal() and len(after) < 9 else 0
    rows = batches.problems(batch, request.user, offset)
    return {
        "batch": batch,
        "found": batch.findings,
        "system": SYSTEMS.get(batch.system, batch.system),
        "form": MappingForm(None, batch) if batch.state in ASKING else None,
        "differs": [],
        "refused": "",
        "stages": batches.by_stage(batch, request.user),
        "samples": batches.samples(batch, request.user),
        "problems": rows[:ROWS],
        "next": offset + ROWS if len(rows) > ROWS else None,
        "still": batches.stands_still(batch, request.at),
        "job_row": batches.job_of(batch, request.at),
        "every": batches.poll_seconds(batch, request.at),
        "currency": currency(),
        "changes": batches.changes(batch, request.user),
        "names": {**LABELS, "arrives": gettext_lazy("Arrives as")},
        "kept": batches.kept(batch, request.user),
        "aside": number_waiting(batch, request.user),
        **extras,
    }
