"""A new deal: client, package, pair, value, dates, and how the client fits while it's being typed."""

from django import forms
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from tandem.catalogue.models import Tier
from tandem.clients.actions.account import key_of as fold
from tandem.clients.models import Account, Profile
from tandem.clients.queries import fit as fits
from tandem.engagements.forms.deal import HeadForm
from tandem.engagements.forms.fit import FitForm, answers_in
from tandem.front.deal.start import start_deal
from tandem.gates import Refused
from tandem.people.asked import Asked
from tandem.people.models import Access, Person
from tandem.people.queries.firm import currency
from tandem.people.rights import Sight, key_of, sees
from tandem.web.pages import fragment, page
from tandem.web.paging import number_in

CLIENTS = 8


class NewForm(HeadForm):
    """The head of a deal, with its client by name or by choice, and the tier that it starts from."""

    client = forms.CharField(
        label=_("Client"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    account = forms.ModelChoiceField(Account.objects.none(), required=False)
    tier = forms.ModelChoiceField(
        Tier.objects.none(),
        label=_("Package"),
        required=False,
        error_messages={"invalid_choice": _("That package isn't sold any more; choose another.")},
    )

    def __init__(self, *given, person: Person, **named) -> None:
        super().__init__(*given, person=person, **named)
        self.fields["account"].queryset = Account.objects.visible_to(person)  # type: ignore[attr-defined]
        self.fields["tier"].queryset = sold()  # type: ignore[attr-defined]
        del self.fields["ends_on"]

    def clean(self) -> dict:
        values = super().clean() or {}
        if not values.get("account") and not fold(values.get("client") or ""):
            self.add_error("client", _("Name the client."))
        return values


def sold():
    """Tiers that a deal can start from, offering by offering, Bronze before Gold."""
    rows = Tier.objects.filter(current=True, offering__retired=False).select_related("offering")
    return rows.order_by("offering__name", "fee", "pk")


@require_http_methods(["GET", "POST"])
def new(request: Asked) -> HttpResponse:
    person: Person = request.user
    profile = fits.current_profile()
    if request.method == "GET":
        sheet = _proposed(profile, request.GET.get("client", ""), {})
        return _answer(request, NewForm(person=person, initial=_mine(person, request)), sheet)
    sheet = fits.sheet(profile, answers_in(request.POST)) if profile else None
    form = NewForm(request.POST, person=person)
    ok = form.is_valid()
    if sheet and sheet.open and _is_begun(sheet, form.cleaned_data.get("account")):
        form.add_error(None, _("Answer every question about the client's fit, or none of them yet."))
        ok = False
    if not ok:
        return _answer(request, form, sheet, status=422)
    answers = answers_in(request.POST) if sheet and sheet.is_answered else {}
    try:
        deal = start_deal(form.cleaned_data, profile, answers, by=person, at=request.at, today=request.today)
    except Refused as shut:  # a role of the package has no rate: nothing was made, everything typed stays
        for finding in shut.findings:
            form.add_error("tier", finding.words or finding.label)
        return _answer(request, form, sheet, status=422)
    return redirect("deal", deal.pk)


@require_GET
def clients(request: Asked) -> HttpResponse:
    """Clients whose name has these letters: a few, with how much we did for them that this person may know of."""
    words = request.GET.get("client", "").strip()
    found = Account.objects.visible_to(request.user).filter(name__icontains=words) if words else Account.objects.none()
    context = {
        "found": list(found.annotate(judged=Count("fits")).order_by("name", "pk")[:CLIENTS]),
        "words": words,
        "is_new": bool(words) and not Account.objects.filter(key=fold(words)).exists(),
    }
    return fragment(request, "front/deal/new.html", "clients", {**_plain(request), **context})


@require_GET
def questions(request: Asked) -> HttpResponse:
    """The questions again once the client is known: what its record answers is proposed, what was chosen stays."""
    profile = fits.current_profile()
    sheet = _proposed(profile, request.GET.get("account", ""), answers_in(request.GET))
    more = {"sheet": sheet, "fit_form": FitForm(None, sheet, required=False) if sheet else None, "loads": True}
    return fragment(request, "front/deal/new.html", "questions", {**_plain(request), **more})


@require_GET
def score(request: Asked) -> HttpResponse:
    """The score of the answers given so far."""
    profile = fits.current_profile()
    sheet = fits.sheet(profile, answers_in(request.GET)) if profile else None
    return fragment(request, "front/deal/new.html", "score", {**_plain(request), "sheet": sheet})


def _proposed(profile: Profile | None, client: str, answers: dict[int, int]) -> fits.Sheet | None:
    """`client` is an account's id, or nobody's."""
    if profile is None:
        return None
    account = Account.objects.filter(pk=int(client)).first() if client.isdecimal() and len(client) < 10 else None
    return fits.sheet(profile, answers, fits.proposals(profile, account, fits.latest(account.pk if account else None)))


def _is_begun(sheet: fits.Sheet, account: Account | None) -> bool:
    """Somebody answered something: what was only proposed isn't an answer yet."""
    given = {question.pk: question.answer.pk for question in sheet.questions if question.answer}
    offered = fits.proposals(sheet.profile, account, fits.latest(account.pk if account else None)) if given else {}
    return any(key not in offered or offered[key].level != level for key, level in given.items())


def _mine(person: Person, request: Asked) -> dict:
    """Whoever sells starts as the seller, whoever leads as the lead; the palette and a client's page say the client."""
    side = key_of(person)
    first = {"seller": person.pk} if side == "sales" else {"lead": person.pk} if side == "delivery" else {}
    known = request.GET.get("client", "")
    account = Account.objects.filter(pk=number_in(known) or 0).first()
    return {**first, "client": account.name if account else known}


def _plain(request: Asked) -> dict:
    return {"found": [], "words": "", "is_new": False, "sheet": None, "loads": False, "request": request}


def _answer(request: Asked, form: NewForm, sheet: fits.Sheet | None, status: int = 200) -> HttpResponse:
    person: Person = request.user
    context = {
        **_plain(request),
        "form": form,
        "sheet": sheet,
        "fit_form": FitForm(None, sheet, required=False) if sheet else None,
        "tiers": list(sold()),
        "chosen": form["tier"].value(),
        "prices": sees(person, Sight.PRICE),
        "currency": currency(),
        "leads": person.access != Access.SALES,
    }
    return page(request, "front/deal/new.html", context, block="main", status=status)
