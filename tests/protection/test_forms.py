"""Every form of every page: what it takes, what it ignores, what hostile text does to it, what a second press does."""

import html
import re
from urllib.parse import urljoin, urlsplit

import pytest
from django.db import transaction
from django.test import Client
from django.urls import resolve

from tandem.engagements.models import Engagement
from tandem.front.models import Sent
from tandem.front.permissions import whole
from tandem.ledger.models import Entry
from tandem.ledger.queries import breaks
from tandem.people.models import Access, Person
from tandem.people.rights import Sight, class_of
from tests.protection.addresses import every_address
from tests.protection.forms import Form, forms_in

pytestmark = pytest.mark.django_db
WRITERS = (Access.SALES, Access.DELIVERY, Access.LEADERSHIP, Access.CONSULTANT)
OWN_ACCOUNT = ("account_", "mfa_")
SCRIPT = "<script>alert(1)</script>"
IMAGE = '"><img src=x onerror=alert(2)>'
HOSTILE = f"{SCRIPT}{IMAGE}'\u202eRTL\u200f \U0001f4a3 {{{{7*7}}}}${{7*7}}=cmd|' /C calc'!A0"
TOKEN = "csrfmiddlewaretoken"
LONG = "ten chars " * 1_000 + "\ud7ff\ufffe"
EXTRA = {
    "stage": "signed", "seller": "1", "lead": "1", "amount": "1", "by": "1", "at": "2000-01-01", "confidential": "on",
    "ungated": "on", "probability": "1", "access": "leadership", "is_admin": "on", "is_active": "", "account": "2",
    "engagement": "2", "person": "1", "signed_by": "1", "granted": "on", "frozen_at": "2026-01-01", "id": "1", "pk": "1",
}  # fmt: skip
GUARDED = ("stage", "seller_id", "lead_id", "amount", "confidential", "ungated", "probability", "account_id")
# Forms that move a stage: each the verb of one arrow, with that arrow's gate.
MOVES = {
    "deal_qualify", "deal_lose", "deal_move", "deal_freeze", "deal_scope_freeze", "deal_decide", "deal_proposal",
    "deal_sign", "handoff_accept", "project_start", "project_close", "debrief_close",
}  # fmt: skip


@pytest.fixture(scope="module")
def found(built, gets) -> list[tuple[str, str, Form]]:
    """(role, URL name, form): each form once for the first role that is shown it."""
    seen: dict[tuple[str, ...], tuple[str, str, Form]] = {}
    shown = [visit for visit in gets if visit.role in WRITERS and visit.status == 200 and not visit.of_kept]
    for visit in shown:
        for form in forms_in(visit.said) if visit.address.name != "patterns" else []:
            form.action = urljoin(visit.address.path(built, built.open), form.action)
            name = name_of(form.action)
            seen.setdefault((name, *sorted(form.inputs)), (visit.role, name, form))
    return [each for each in seen.values() if not each[1].startswith(OWN_ACCOUNT)]


def name_of(action: str) -> str:
    return str(resolve(urlsplit(action).path).url_name)


def send(client: Client, form: Form, text: str, **more: str):
    client.raise_request_exception = False
    return client.post(form.action, form.filled(text, **more))


def test_the_forms_are_there(found):
    """The control: what follows would pass on no forms at all."""
    assert len({name for _role, name, _form in found}) > 40
    posting = {name for name, methods in whole().items() if "POST" in methods and not name.startswith(OWN_ACCOUNT)}
    unmet = posting - {name for _role, name, _form in found}
    assert len(unmet) < len(posting) / 2, sorted(unmet)


def test_every_form_says_whose_it_is(found):
    assert [name for _role, name, form in found if "csrfmiddlewaretoken" not in form.inputs] == []


def test_nothing_is_done_for_another_site(firm):
    """Without the token every address that takes a form refuses it, the sign-in included."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(firm.people[Access.LEADERSHIP])
    posting = [address for address in every_address() if "POST" in whole()[address.name]]
    statuses = {address.name: client.post(address.path(firm, firm.open)).status_code for address in posting}
    assert {name: status for name, status in statuses.items() if status != 403} == {}
    assert Client(enforce_csrf_checks=True).post("/account/login/", {"login": "x"}).status_code == 403


def test_no_form_takes_more_than_it_shows(found, firm):
    """A stage, a seller, a price, somebody's rights: slipped into another form they're ignored."""
    moved = []
    for role, name, form in found:
        extra = {key: value for key, value in EXTRA.items() if key not in form.inputs}
        mark = transaction.savepoint()
        before, rights = deals(), people()
        status = send(firm.browser(role), form, "Words", **extra).status_code
        shown = {key.split("-")[-1] for key in form.inputs} | {"version"}
        changed = {
            key
            for pk, row in deals().items()
            for key, value in row.items()
            if pk in before and before[pk][key] != value and key.removesuffix("_id") not in shown
        }
        if (
            changed - ({"stage"} if name in MOVES else {"confidential"} if name == "deal_confidential" else set())
            or people() != rights
        ):
            moved.append((role, name, status, sorted(changed)))
        transaction.savepoint_rollback(mark)
    assert moved == []


def deals() -> dict[int, dict]:
    return {row["pk"]: row for row in Engagement.objects.values("pk", *GUARDED)}


def people() -> list[tuple]:
    return list(Person.objects.order_by("pk").values_list("pk", "access", "is_admin", "is_active", "email"))


def test_hostile_text_is_kept_as_text(found, firm):
    """Into every text field of every form; what is answered, and every page afterwards, holds it only as text."""
    with_text = [(role, name, form) for role, name, form in found if form.texts]
    failed, raw, kept = [], [], 0
    for role, name, form in with_text:
        client = firm.browser(role)
        answer = send(client, form, HOSTILE)
        if answer.status_code >= 500:
            failed.append((role, name, answer.status_code))
        if is_raw(answer):
            raw.append((role, name))
        kept += answer.status_code in (302, 303)
    assert failed == []
    assert raw == []
    assert kept > 10, "the control: most of it was taken"
    assert list(breaks()) == [], "whatever was said, it's in one chain"
    assert unclassed_money() == set()
    leader = firm.browser(Access.LEADERSHIP)
    leader.raise_request_exception = False
    pages = [address for address in every_address() if address.name != "readyz"]  # No worker runs here, and it says so.
    answers = [(address.name, leader.get(address.path(firm, firm.open))) for address in pages]
    assert [name for name, answer in answers if answer.status_code >= 500 or is_raw(answer)] == []
    pages = [answer for _name, answer in answers if "html" in answer["Content-Type"] and not answer.streaming]
    assert sum(html.escape(SCRIPT) in answer.content.decode() for answer in pages) > 5


def unclassed_money() -> set[tuple[str, str]]:
    """What history would tell everybody though it's a sum of money: (kind of row, field)."""
    return {
        (entry.subject_type, name)
        for entry in Entry.objects.all()
        for name, value in (*entry.before.items(), *entry.after.items())
        if re.fullmatch(r"-?\d+\.\d\d", str(value)) and class_of(entry.subject_type, name) == Sight.INTERNAL
    }


def is_raw(answer) -> bool:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    said = body.decode(errors="replace")
    return "html" in answer["Content-Type"] and (SCRIPT in said or "<img src=x" in said)


@pytest.mark.parametrize(("text", "what"), [("nul\0here", "a NUL"), (LONG, "ten thousand letters")])
def test_text_that_cannot_be_kept_is_told(found, firm, text, what):
    for role, name, form in found:
        if not form.texts:
            continue
        mark = transaction.savepoint()
        length = Entry.objects.count()
        data = form.filled(text) | {each.name: text for each in form.texts}
        client = firm.browser(role)
        client.raise_request_exception = False
        answer = client.post(form.action, data)
        assert answer.status_code < 500, (role, name, what)
        if "\0" in text and answer.status_code in (302, 303):
            stored = [entry for entry in Entry.objects.all()[length:] if "\\u0000" in str(entry.after) + entry.reason]
            assert stored == [], (role, name, what)
        transaction.savepoint_rollback(mark)


@pytest.mark.parametrize("odd", ["²", "9" * 40])
def test_what_a_hand_puts_into_hidden_fields_is_told(found, firm, odd):
    """Versions, choices, numbers and days that no page offers: refused in words or not there, never our fault."""
    broken = set()
    for role, name, form in found:
        mark = transaction.savepoint()
        others = {each.name: odd for each in form.inputs.values() if not each.is_text and each.name != TOKEN}
        if send(firm.browser(role), form, "Words", **others).status_code >= 500:
            broken.add((role, name, *others))
        transaction.savepoint_rollback(mark)
    assert broken == set()


def test_a_second_press_is_no_second_deed(found, firm):
    """The same form, sent twice as a double click does: the second is answered like the first and does nothing. A form
    that changed nothing may be looked at anew: it has left no mark, which would have been written before anything."""
    twice, went_through = [], 0
    for role, name, form in found:
        mark = transaction.savepoint()
        client = firm.browser(role)
        before = Sent.objects.count()
        first = send(client, form, "Words")
        length, marks = Entry.objects.count(), Sent.objects.count()
        if first.status_code in (302, 303):
            went_through += marks > before
            second = send(client, form, "Words")
            same = second["Location"] == first["Location"] and (Entry.objects.count(), Sent.objects.count()) == (
                length,
                marks,
            )
            if not same or second.status_code != (303 if marks > before else first.status_code):
                twice.append((role, name, second.status_code))
        transaction.savepoint_rollback(mark)
    assert twice == []
    assert went_through > 10


def test_the_same_form_with_other_words_is_another_deed(firm):
    client, deal = firm.browser(Access.SALES), firm.open.deal
    length = deal.talk.count()
    for words in ("One", "Two", "Two"):
        client.post(f"/deals/{deal.pk}/talk/", {"words": words, "csrfmiddlewaretoken": "b" * 64})
    assert deal.talk.count() == length + 2


def test_what_fails_leaves_nothing_behind(firm):
    """Deed and entry are one transaction: undone together."""
    length, remarks = Entry.objects.count(), firm.open.deal.talk.count()
    mark = transaction.savepoint()
    firm.browser(Access.SALES).post(f"/deals/{firm.open.deal.pk}/talk/", {"words": "Said"})
    assert (Entry.objects.count(), firm.open.deal.talk.count()) == (length + 1, remarks + 1)
    transaction.savepoint_rollback(mark)
    assert (Entry.objects.count(), firm.open.deal.talk.count()) == (length, remarks)
