"""The firm's own paper: templates by kind, brought as DOCX, checked, versioned."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tandem.ledger.forms import version_in
from tandem.people.asked import Asked
from tandem.people.queries.firm import currency
from tandem.scoping.actions import document as documents
from tandem.scoping.actions import template as templates
from tandem.scoping.documents import example as sheet
from tandem.scoping.documents.builtin import builtin
from tandem.scoping.forms.template import TemplateForm
from tandem.scoping.models import DocumentKind, DocumentTemplate
from tandem.scoping.queries import document as queries
from tandem.scoping.views.section import signed_by
from tandem.web.files import download
from tandem.web.pages import page


def settings_documents(request: Asked) -> HttpResponse:
    """What the papers are drawn with; bring another one."""
    if request.method != "POST":
        return _page(request, TemplateForm(initial={"kind": DocumentKind.SOW}))
    form = TemplateForm(request.POST, request.FILES)
    if form.settled(lambda seen, **typed: templates.bring(**typed, **signed_by(request))):
        messages.success(request, _("Papers are drawn with it from now on."))
        return _back()
    return _page(request, form)


@require_POST
def use(request: Asked, pk: int) -> HttpResponse:
    """Draw with this version; or with the built-in one, if it's the current version that was pressed."""
    row = get_object_or_404(DocumentTemplate.objects.visible_to(request.user), pk=pk)
    verb = templates.set_aside if row.current else templates.use
    verb(row, seen=version_in(request.POST.get("seen")), **signed_by(request))
    return _back()


def file(request: Asked, pk: int) -> HttpResponse:
    """The template as it was brought."""
    row = get_object_or_404(DocumentTemplate.objects.visible_to(request.user), pk=pk)
    return download(bytes(row.content), str(row), "docx")


def built_in(request: Asked, kind: str) -> HttpResponse:
    """The built-in template, to begin one's own with."""
    return download(builtin(_known(kind)), f"{DocumentKind(kind).label} template", "docx")


def example(request: Asked, kind: str) -> HttpResponse:
    """The current template filled in with an example."""
    data = {**sheet.example(currency()), "kind": _known(kind), "heading": str(DocumentKind(kind).label)}
    return download(documents.draw(data, documents.DOCX, at=sheet.AT).content, f"{data['heading']} example", "docx")


def _known(kind: str) -> str:
    if kind not in DocumentKind.values:
        raise Http404
    return kind


def _page(request: Asked, form: TemplateForm) -> HttpResponse:
    context = {"form": form, "kinds": DocumentKind.choices, "templates": queries.templates()}
    return page(request, "scoping/templates.html", context, block="main", status=form.status)


def _back() -> HttpResponse:
    answer = redirect("settings_documents")
    answer.status_code = 303
    return answer
