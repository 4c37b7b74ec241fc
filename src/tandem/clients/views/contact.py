"""Add or change somebody at a client."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tandem.clients.actions import contact as verbs
from tandem.clients.forms.contact import ContactForm
from tandem.clients.models import Account, Contact
from tandem.people.asked import Asked
from tandem.web.pages import page


@require_http_methods(["GET", "POST"])
def new(request: Asked, pk: int) -> HttpResponse:
    account = _account(request, pk)
    form = ContactForm(request.POST or None)
    if form.settled(partial(verbs.add, account, by=request.user, at=request.at)):
        return _saved(request, account, form)
    return _page(request, account, form, None)


@require_http_methods(["GET", "POST"])
def edit(request: Asked, pk: int, contact: int) -> HttpResponse:
    account = _account(request, pk)
    row = get_object_or_404(Contact, pk=contact, account=account)
    form = ContactForm.of(row, request.POST or None)
    if form.settled(partial(verbs.change, row, by=request.user, at=request.at)):
        return _saved(request, account, form)
    return _page(request, account, form, row)


def _account(request: Asked, pk: int) -> Account:
    return get_object_or_404(Account.objects.visible_to(request.user), pk=pk)


def _saved(request: Asked, account: Account, form) -> HttpResponse:
    messages.success(request, _("Saved %(name)s.") % {"name": form.cleaned_data["name"]})
    return redirect("client", account.pk)


def _page(request: Asked, account: Account, form, row: Contact | None) -> HttpResponse:
    context = {"account": account, "form": form, "row": row}
    return page(request, "clients/contact.html", context, block="main", status=form.status)
