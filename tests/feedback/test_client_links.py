"""Links for clients: who makes them, what is kept of them, when they end."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tandem.clients.models import Account, Contact
from tandem.engagements.models import Outcome
from tandem.feedback.actions import links as actions
from tandem.feedback.models import ClientLink
from tandem.feedback.queries import links as queries
from tandem.feedback.queries import waits
from tandem.feedback.secret import new_secret
from tandem.front.inbox.queries import waited_for
from tandem.ledger.actions import Stale
from tandem.ledger.models import Entry
from tandem.web.watch import SECRET_PATHS
from tests.feedback.linked import address, agreed, linked, ruth, text
from tests.working import work_off


def page(world, person, data=None, deal=None):
    browser, where = world.browser(person), reverse("deal_client_links", args=[(deal or world.deal).pk])
    return browser.get(where) if data is None else browser.post(where, data)


def revoked(world, person, link, seen):
    where = reverse("deal_client_link_revoke", args=[link.engagement_id, link.pk])
    return world.browser(person).post(where, {"seen": seen})


def test_the_seller_makes_a_link_which_is_shown_once_and_mailed(world):
    agreed(world)
    values = {"contact": ruth(world).pk, "expires_on": "2026-12-24"}
    browser, where = world.browser(world.sol), reverse("deal_client_links", args=[world.deal.pk])
    answer = browser.post(where, values, follow=True)
    secret = answer.content.decode().split("/c/")[1].split("/")[0]
    assert answer.redirect_chain == [(f"{where}?made={ClientLink.objects.get().pk}", 303)]
    assert "waits to be sent" in text(answer)
    assert secret in browser.get(answer.redirect_chain[0][0]).content.decode()
    assert secret not in browser.get(where).content.decode()
    work_off()
    assert "sent" in text(browser.get(where))
    assert [(m.to, "/c/" in m.body) for m in mail.outbox] == [(["ruth@halden.example"], True)]
    assert f"http://testserver{address(secret)}" in mail.outbox[0].body
    assert secret not in page(world, world.sol).content.decode()
    assert Client().get(address(secret)).status_code == 200
    assert "opens until 24 Dec" in text(page(world, world.dee))


def test_only_digests_are_kept_and_history_knows_no_address(world):
    link, secret = linked(world)
    kept = [str(value) for row in (*ClientLink.objects.values(), *Entry.objects.values()) for value in row.values()]
    assert len(secret) >= 43
    assert not any(secret in value for value in kept)
    assert not any("ruth@" in str(entry) for entry in Entry.objects.values())
    assert len(link.secret_digest) == 64


def test_secrets_are_long_and_never_the_same():
    made = {new_secret() for _ in range(500)}
    assert len(made) == 500
    assert min(len(secret) for secret in made) * 6 >= 256


@pytest.mark.parametrize("who", ["rex", "fay", "con", "sue"])
def test_whoever_is_not_of_the_deal_makes_none(world, who):
    person = getattr(world, who)
    world.join(world.con, world.deal)
    assert page(world, person).status_code in (403, 404)
    assert page(world, person, {"contact": ruth(world).pk, "expires_on": "2026-12-24"}).status_code in (403, 404)
    assert not ClientLink.objects.exists()


@pytest.mark.parametrize("who", ["rex", "fay", "con"])
def test_the_verb_refuses_them_too(world, who):
    with pytest.raises(PermissionDenied):
        actions.make(world.deal, ruth(world), world.today, by=getattr(world, who), at=world.at)


def test_nobody_of_another_client_gets_one(world):
    other = Contact.objects.create(
        account=Account.objects.create(name="Orrin", key="orrin", created_at=world.at), name="Vic", email="v@o.example"
    )
    with pytest.raises(PermissionDenied):
        actions.make(world.deal, other, world.today, by=world.sol, at=world.at)
    ruth(world)
    answer = page(world, world.sol, {"contact": other.pk, "expires_on": "2026-12-24"})
    assert answer.status_code == 422
    assert "whose e-mail address is known" in text(answer)


def test_without_an_address_the_page_says_where_to_add_one(world):
    world.ruth  # noqa: B018 made when first named; she has no e-mail
    answer = page(world, world.sol)
    assert "Nobody at Halden Water has an e-mail address here yet" in text(answer)
    assert reverse("client_contact_new", args=[world.client.pk]) in answer.content.decode()
    with pytest.raises(ValidationError):
        actions.make(world.deal, world.ruth, world.today, by=world.sol, at=world.at)


@pytest.mark.parametrize("day", ["2026-11-23", "2027-11-25", "9999-12-31", "tomorrow", ""])
def test_a_day_that_cannot_be_comes_back_with_what_was_typed(world, day):
    answer = page(world, world.sol, {"contact": ruth(world).pk, "expires_on": day})
    assert answer.status_code == 422
    assert f'value="{world.ruth.pk}" selected' in answer.content.decode()
    assert not ClientLink.objects.exists()


@pytest.mark.parametrize(
    ("today", "state"), [(date(2026, 12, 24), "live"), (date(2026, 12, 25), "expired"), (date(2026, 11, 24), "live")]
)
def test_a_link_ends_after_its_last_day(world, today, state):
    link, secret = linked(world)
    assert queries.state_of(link, today) == state
    assert bool(queries.let_in(secret, today)) is (state == "live")


def test_a_revoked_link_opens_nothing_and_revoking_is_told_in_history(world):
    link, secret = linked(world)
    assert revoked(world, world.dee, link, link.version).status_code == 302
    assert queries.let_in(secret, world.today) is None
    assert Entry.objects.latest("pk").verb == "revoked a client’s link"
    assert "revoked" in text(page(world, world.sol))


def test_revoking_a_link_that_moved_is_a_conflict(world):
    link, _secret = linked(world)
    answer = revoked(world, world.sol, link, link.version + 3)
    assert answer.status_code == 409
    assert "Somebody changed this link meanwhile" in text(answer)
    with pytest.raises(Stale):
        actions.revoke(link, seen=9, by=world.sol, at=world.at)


def test_another_deals_link_is_not_there(world):
    link, _secret = linked(world)
    link.engagement_id = world.engagement("Another").pk
    assert revoked(world, world.sol, link, 1).status_code == 404


def test_a_lost_deals_links_are_dead_and_none_is_made(world):
    _link, secret = linked(world)
    world.deal.stage, world.deal.lost_reason = "lost", "Price"
    world.deal.save()
    assert queries.let_in(secret, world.today) is None
    page(world, world.sol, {"contact": world.ruth.pk, "expires_on": "2026-12-24"})
    assert ClientLink.objects.count() == 1


def test_a_contact_who_moved_to_another_client_opens_nothing(world):
    _link, secret = linked(world)
    world.ruth.account = Account.objects.create(name="Orrin", key="orrin", created_at=world.at)
    world.ruth.save()
    assert queries.let_in(secret, world.today) is None


def test_the_seller_waits_for_a_client_who_has_not_signed(world):
    row = agreed(world)
    linked(world)
    linked(world)  # sent again: it's still one wait
    assert [(w.title, w.on, w.asker) for w in waits(world.at, asker=world.sol)] == [
        ("Ruth Castellan hasn’t signed what “done” means", world.ruth, world.sol)
    ]
    assert waits(world.at, on=world.sol) == []
    assert waits(world.at, asker=world.dee) == []
    item = waited_for(world.sol, world.at + timedelta(days=4))[0]
    assert (item.days, item.who.name) == (4, "Ruth Castellan")
    row.signatures.create(revision=1, side="client", client_name="Ruth Castellan", at=world.at)
    assert waits(world.at, asker=world.sol) == []


def test_a_client_with_the_number_of_the_seller_is_not_the_seller(world):
    agreed(world)
    link, _secret = linked(world)
    same, _new = Contact.objects.get_or_create(id=world.sol.pk, defaults={"account": world.client, "name": "Nia Fox"})
    ClientLink.objects.filter(pk=link.pk).update(contact=same)
    assert len(waited_for(world.sol, world.at)) == 1


@pytest.mark.parametrize("what", ["nothing agreed", "expired", "revoked"])
def test_nobody_waits_for_who_cannot_sign(world, what):
    row = agreed(world)
    link, _secret = linked(world)
    if what == "nothing agreed":
        Outcome.objects.filter(pk=row.pk).update(expects="Something else")
    elif what == "expired":
        ClientLink.objects.update(expires_on=world.today - timedelta(days=1))
    else:
        actions.revoke(link, seen=None, by=world.sol, at=world.at)
    assert waits(world.at, asker=world.sol) == []


def test_as_many_queries_for_50_links_as_for_one(world):
    counts = []
    for more in (1, 49):
        for _ in range(more):
            linked(world)
        browser = world.browser(world.sol)
        with CaptureQueriesContext(connection) as found:
            assert browser.get(reverse("deal_client_links", args=[world.deal.pk])).status_code == 200
        counts.append(len(found))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/c/abc_DEF-123/", "/c/…/"),
        ("/c/abc/sign/", "/c/…/sign/"),
        ("GET /c/abc/words/ HTTP/1.1", "GET /c/…/words/ HTTP/1.1"),
        ("https://firm.example/c/abc", "https://firm.example/c/…"),
        ("/catalogue/c-tier/", "/catalogue/c-tier/"),
        ("/deals/3/", "/deals/3/"),
    ],
)
def test_logs_do_not_say_the_secret(path, shown):
    assert SECRET_PATHS.sub(r"\1…", path) == shown
