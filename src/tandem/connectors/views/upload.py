"""The list of imports, and a file brought in."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from tandem.connectors import tasks
from tandem.connectors.actions import receive
from tandem.connectors.files.match import SYSTEMS
from tandem.connectors.files.text import Unreadable
from tandem.connectors.forms.upload import UploadForm
from tandem.connectors.queries import batches
from tandem.people.asked import Asked
from tandem.web.pages import page
from tandem.web.paging import ROWS


@require_http_methods(["GET", "POST"])
def imports(request: Asked) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = receive.receive(
                file.chunks(), file.name, system=form.cleaned_data["system"], by=request.user, at=request.at
            )
        except Unreadable as words:
            form.add_error("file", str(words))
        else:
            tasks.look_soon(batch, at=request.at)
            return redirect("import_run", batch.pk)
    before = request.GET.get("before", "")
    rows = batches.newest(request.user, int(before) if before.isdecimal() else None)
    context = {
        "form": form,
        "rows": rows[:ROWS],
        "next": rows[ROWS - 1].pk if len(rows) > ROWS else None,
        "systems": SYSTEMS,
    }
    return page(
        request, "connectors/imports.html", context, block="main", status=422 if request.method == "POST" else 200
    )
