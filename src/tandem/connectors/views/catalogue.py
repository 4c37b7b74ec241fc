"""The catalogue as a file: out, and in as drafts."""

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from tandem.catalogue.actions.bring import bring
from tandem.catalogue.queries.books import Plan, books, plan
from tandem.catalogue.queries.compare import PART_WORDS
from tandem.catalogue.sheet.reading import NotACatalogue, read
from tandem.catalogue.sheet.writing import lines_of_file
from tandem.connectors.files.text import Unreadable, encoding_of, lines
from tandem.connectors.forms.catalogue import BringForm, CatalogueFileForm, packed
from tandem.gates import Refused
from tandem.ledger.actions import Stale
from tandem.people.asked import Asked
from tandem.people.models import Role
from tandem.people.queries.firm import currency
from tandem.people.rights import Sight, sees
from tandem.web.pages import page


@require_GET
def export(request: Asked) -> HttpResponse:
    """What is sold now; with `?drafts=1` open drafts in its place. Fees only for who may see prices."""
    found = books(request.user, drafts=request.GET.get("drafts") == "1")
    text = "".join(lines_of_file(found, priced=sees(request.user, Sight.PRICE)))
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="catalogue-{request.today.isoformat()}.csv"'
    return answer


@require_http_methods(["GET", "POST"])
def bring_in(request: Asked) -> HttpResponse:
    """A file is looked at first; the second POST brings in what was seen, if it still is what would happen."""
    if request.method == "POST" and "seen" in request.POST:
        return _bring(request)
    form = CatalogueFileForm(request.POST, request.FILES) if request.method == "POST" else CatalogueFileForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            text = _text_of(file)
            found = _plan(request, text)
        except (Unreadable, NotACatalogue) as words:
            form.add_error("file", str(words))
        else:
            return _page(request, CatalogueFileForm(), found, text, file.name)
    return _page(request, form, status=422 if form.errors else 200)


def _bring(request: Asked) -> HttpResponse:
    given = BringForm(request.POST)
    if not given.is_valid():
        words = [str(each) for told in given.errors.values() for each in told]
        return _page(request, CatalogueFileForm(), refused=" ".join(words), status=422)
    text, name = given.cleaned_data["text"], given.cleaned_data["name"]
    try:
        found = _plan(request, text)
    except NotACatalogue as words:
        return _page(request, CatalogueFileForm(), refused=str(words), status=422)
    if found.mark != given.cleaned_data["seen"]:
        return _page(request, CatalogueFileForm(), found, text, name, moved=True, status=409)
    try:
        made = bring(found, name, by=request.user, at=request.at)
    except (Refused, Stale):
        return _page(request, CatalogueFileForm(), _plan(request, text), text, name, moved=True, status=409)
    told = ngettext("%(n)s draft made.", "%(n)s drafts made.", len(made)) % {"n": len(made)}
    messages.success(request, told + " " + _("Read them, then ask both sides."))
    response = redirect("catalogue")
    response.status_code = 303
    return response


def _text_of(file: UploadedFile) -> str:
    """The file's letters, whatever its encoding. Raises Unreadable."""
    with tempfile.NamedTemporaryFile(prefix="tandem-catalogue-") as kept:
        for chunk in file.chunks():
            kept.write(chunk)
        kept.flush()
        path = Path(kept.name)
        return "".join(lines(path, encoding_of(path)))


def _plan(request: Asked, text: str) -> Plan:
    found = read(text, Role.objects.values_list("name", flat=True))
    return plan(found, request.user)


def _page(
    request: Asked, form: CatalogueFileForm, found: Plan | None = None, text: str = "", name: str = "", **extras: Any
) -> HttpResponse:
    status = extras.pop("status", 200)
    context = {
        "form": form,
        "plan": found,
        "bring": BringForm(initial={"text": packed(text), "name": name, "seen": found.mark}) if found else None,
        "name": name,
        "part_words": PART_WORDS,
        "currency": currency(),
        "moved": False,
        "refused": "",
        **extras,
    }
    return page(request, "connectors/catalogue.html", context, block="main", status=status)
