"""Needs me: the list with the pane in which its first item is done; Mine, I wait for, Later, Done."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tandem.engagements.models import Engagement
from tandem.front.inbox import actions, queries
from tandem.front.inbox.kept import Kept, needs_me, waiting
from tandem.front.inbox.panes import givable, pane_of
from tandem.ledger.actions import Stale
from tandem.ledger.models import Entry
from tandem.people.asked import Asked
from tandem.people.models import Access, Person
from tandem.web.pages import page

SHOWN = ("mine", "waiting", "later", "done")
ROWS = 50
GROUP_WORDS = {
    "waiting": gettext_lazy("Someone is waiting"),
    "sign": gettext_lazy("Sign"),
    "answer": gettext_lazy("Answer"),
    "coming": gettext_lazy("Coming up"),
    "know": gettext_lazy("Just so you know"),
}
DELIVERS = (Access.DELIVERY,)


class GiveForm(forms.Form):
    to = forms.ModelChoiceField(
        Person.objects.none(), label=gettext_lazy("Who does it instead"), empty_label=gettext_lazy("Choose somebody"),
        error_messages={
            "required": gettext_lazy("Name somebody."), "invalid_choice": gettext_lazy("Name somebody else."),
        },
    )  # fmt: skip
    why = forms.CharField(
        label=gettext_lazy("Why"), max_length=300, error_messages={"required": gettext_lazy("Say why; they will ask.")}
    )

    def __init__(self, *given: Any, item: queries.Item, person: Person, **named: Any) -> None:
        super().__init__(*given, **named)
        others = Person.objects.filter(is_active=True).exclude(pk=person.pk).order_by("name", "pk")
        if item.noun == "assumption":
            others = others.filter(access__in=DELIVERS)
        self.fields["to"].queryset = others  # type: ignore[attr-defined]


@require_GET
def inbox(request: Asked) -> HttpResponse:
    show = request.GET.get("show", "")
    show = show if show in SHOWN else "mine"
    kept = needs_me(request.user, request.at)
    if show == "done":
        return _done(request, kept)
    items = _items(request, kept, show)
    first = items[0] if items and show != "waiting" else None
    return _page(request, kept, show, items, first)


@require_GET
def item(request: Asked, key: str) -> HttpResponse:
    """One item with its pane; on a phone the item alone."""
    kept = needs_me(request.user, request.at)
    found = kept.box.find(key)
    if found is None:
        messages.info(request, _("That one is done, or somebody else has it now."))
        return redirect("inbox")
    show = "later" if found in kept.box.later else "mine"
    return _page(request, kept, show, _items(request, kept, show), found, one=True)


@require_POST
def later(request: Asked, key: str) -> HttpResponse:
    """POST `until`: tomorrow, monday, or now to take it back."""
    if request.POST.get("until") == "now":
        actions.take_back(key, by=request.user, at=request.at)
        return redirect("inbox_item", key)
    found = _mine(request, key)
    until = _day(request.POST.get("until", ""), request.today)
    actions.put_off(found, until, by=request.user, at=request.at)
    messages.success(
        request, _("“%(title)s” comes back on %(day)s.") % {"title": found.wait.title, "day": f"{until:%A}"}
    )
    return redirect("inbox")


@require_http_methods(["GET", "POST"])
def give(request: Asked, key: str) -> HttpResponse:
    """Ask somebody else instead, and say why."""
    found = _mine(request, key)
    if not givable(found, request.user):
        raise Http404
    form = GiveForm(request.POST or None, item=found, person=request.user)
    status = 200
    if form.is_bound and form.is_valid():
        try:
            actions.give(found, form.cleaned_data["to"], form.cleaned_data["why"], by=request.user, at=request.at)
        except Stale:
            form.add_error(None, _("Somebody changed this a moment ago. Look at it again, then give it away."))
            status = 409
        except LookupError:
            raise Http404 from None
        else:
            messages.success(request, _("%(name)s has it now.") % {"name": form.cleaned_data["to"].name})
            return redirect("inbox")
    status = 422 if form.errors and status == 200 else status
    return page(request, "front/inbox/give.html", {"item": found, "form": form}, block="main", status=status)


@require_POST
def nudge(request: Asked, key: str) -> HttpResponse:
    waits = waiting(needs_me(request.user, request.at), request.user, request.at)
    found = next((each for each in waits if each.key == key), None)
    if found is None:
        messages.info(request, _("That one is done by now."))
        return redirect("/needs-me/?show=waiting")
    try:
        already = queries.nudged_today(request.user, request.at)
        actions.nudge(found, already=already, by=request.user, at=request.at)
        messages.success(request, _("%(name)s sees that you asked again.") % {"name": found.wait.on.name})
    except actions.AlreadyNudged:
        messages.info(
            request, _("You have asked %(name)s today. Tomorrow you can ask again.") % {"name": found.wait.on.name}
        )
    return redirect("/needs-me/?show=waiting")


def _items(request: Asked, kept: Kept, show: str) -> list[queries.Item]:
    if show == "waiting":
        return waiting(kept, request.user, request.at)
    return kept.box.later if show == "later" else kept.box.items


def _mine(request: Asked, key: str) -> queries.Item:
    found = needs_me(request.user, request.at).box.find(key)
    if found is None:
        raise Http404
    return found


def _day(words: str, today: date) -> date:
    """Tomorrow, else the next Monday."""
    return today + timedelta(days=1 if words == "tomorrow" else 7 - today.weekday())


def _page(
    request: Asked,
    kept: Kept,
    show: str,
    items: list[queries.Item],
    chosen: queries.Item | None,
    one: bool = False,
) -> HttpResponse:
    box = kept.box
    pane = pane_of(chosen, request) if chosen else None
    grouped = [(group, [each for each in items if each.group == group]) for group in queries.GROUPS]
    context = {
        "box": box,
        "show": show,
        "groups": [(GROUP_WORDS[group], each) for group, each in grouped if each] if show == "mine" else [("", items)],
        "waiting_count": len(waiting(kept, request.user, request.at)),
        "nudged": queries.nudged_today(request.user, request.at) if show == "waiting" else set(),
        "chosen": chosen,
        "pane": pane,
        "after": box.after(chosen.key) if chosen else None,
        "gives": bool(chosen and pane and pane.gives and givable(chosen, request.user)),
        "age_of": lambda each: _age(each, request.today, waits=show == "waiting"),
        "one": one,
    }
    return page(request, "front/inbox/page.html", context, block="main")


def _age(item: queries.Item, today: date, waits: bool = False) -> str:
    """2 days; today; Thu: how long somebody has waited, or by when it's due."""
    due, far = item.wait.due, 7
    if item.group == "waiting" or waits or due is None:
        if item.group == "know":
            return f"{item.wait.since:%a}"
        return _("today") if not item.days else ngettext("%(n)s day", "%(n)s days", item.days) % {"n": item.days}
    if due == today:
        return _("today")
    return f"{due:%a}" if 0 < (due - today).days < far else f"{due.day} {due:%b}"


def _done(request: Asked, kept: Kept) -> HttpResponse:
    """One's own newest ledger entries."""
    after = request.GET.get("after", "")
    found = Entry.objects.filter(actor_id=request.user.pk)
    if after.isdecimal() and len(after) < 18:
        found = found.filter(pk__lt=int(after))
    entries = list(found.order_by("-pk")[: ROWS + 1])
    ids = {entry.engagement_id for entry in entries if entry.engagement_id}
    seen = Engagement.objects.visible_to(request.user).filter(pk__in=ids).select_related("account")
    context = {
        "box": kept.box,
        "show": "done",
        "entries": entries[:ROWS],
        "next": entries[ROWS - 1].pk if len(entries) > ROWS else None,
        "deals": {deal.pk: deal for deal in seen},
        "waiting_count": len(waiting(kept, request.user, request.at)),
    }
    return page(request, "front/inbox/done.html", context, block="main")
