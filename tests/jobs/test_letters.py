"""The outbox: a letter is written with what it tells, sent once, tried again, forgotten; nobody reads its secrets."""

import smtplib
import time
from datetime import timedelta
from threading import Event

import pytest
from django.core import mail
from django.db import transaction
from django.urls import reverse

from tandem.feedback.actions import client as clients
from tandem.feedback.models import ClientLink
from tandem.jobs import letters
from tandem.jobs.actions import Mail, post
from tandem.jobs.models import Job, Letter
from tandem.ledger.models import Entry
from tests.feedback.linked import agreed, linked, mailed_code, ruth, text
from tests.working import work_off

ASKED = {"name": "Ruth Castellan", "read": [], "address": "http://here/c/x/sign/"}

State = Job.State
KARIN, MIKA = "karin@alder.example", "mika@alder.example"


class Server:
    """Stands for a mail server: refuses whom it's told to refuse, in its own words."""

    refuses: dict[str, Exception] = {}
    taken: list = []
    offered: list = []

    def __init__(self, *_told, **_more) -> None:
        pass

    def send_messages(self, letters) -> int:
        for letter in letters:
            Server.offered.append(letter)
            (address,) = letter.recipients()
            if problem := Server.refuses.get(address, Server.refuses.get("*")):
                raise problem
            Server.taken.append(letter)
        return len(letters)


@pytest.fixture(autouse=True)
def server(settings):
    settings.EMAIL_BACKEND = "tests.jobs.test_letters.Server"
    Server.refuses, Server.taken, Server.offered = {}, [], []


def write(world, *to: str, body: str = "Come at three.", **more) -> list[Job]:
    values = {"title": "A letter", "owner": world.sol, "at": world.at, "key": "letter", **more}
    return post(Mail("Three\no'clock", body, to or [KARIN]), **values)


def refused(code: int, words: str, address: str = KARIN) -> Exception:
    return smtplib.SMTPRecipientsRefused({address: (code, words.encode())})


def page(world, person, address="/settings/jobs/") -> str:
    return text(world.browser(person).get(address))


def test_a_server_that_takes_its_time_without_end_is_left_and_tried_again(world, monkeypatch):
    """smtplib's patience is for one line of it; a server that says a line each second would hold up every job."""
    over = Event()
    monkeypatch.setattr(letters, "HANDING_SECONDS", 0.2)
    monkeypatch.setattr(Server, "send_messages", lambda self, mails: over.wait(20))
    write(world)
    began = time.monotonic()
    work_off()
    over.set()
    assert time.monotonic() - began < 10
    job = Job.objects.get()
    assert job.state == State.WAITING
    assert job.error == "The mail server doesn’t answer: No answer within 0 seconds."
    assert Letter.objects.exclude(sealed="").exists()


def test_it_is_sent_and_its_content_is_gone(world):
    write(world)
    work_off()
    (letter,) = Server.taken
    assert (letter.subject, letter.body, letter.recipients()) == ("Three o'clock", "Come at three.", [KARIN])
    kept = Letter.objects.get()
    assert (kept.sealed, kept.job.state, kept.sent_at) == ("", State.DONE, world.at)
    assert work_off(world.at + timedelta(days=4)) == 0


def test_what_is_rolled_back_is_not_mailed(world):
    with transaction.atomic():
        write(world)
        transaction.set_rollback(True)
    assert work_off() == 0
    assert not Letter.objects.exists()


def test_the_same_letter_twice_is_one(world):
    write(world)
    write(world)
    work_off()
    write(world)
    work_off()
    assert len(Server.taken) == 1


def test_a_refused_mail_is_tried_until_it_is_taken_under_one_message_id(world):
    Server.refuses = {KARIN: refused(451, "4.7.1 Greylisted, come back")}
    (row,) = write(world)
    work_off()
    row.refresh_from_db()
    assert (row.state, row.error) == (State.WAITING, "451 4.7.1 Greylisted, come back")
    Server.refuses = {}
    work_off(row.next_at)
    ids = [letter.extra_headers["Message-ID"] for letter in Server.offered]
    assert len(ids) == 2
    assert len(set(ids)) == 1
    assert len(Server.taken) == 1
    row.refresh_from_db()
    assert row.state == State.DONE


def test_one_of_two_addresses_refused_is_told_and_the_other_has_it_once(world):
    Server.refuses = {MIKA: refused(550, "No such user", MIKA)}
    write(world, KARIN, MIKA)
    work_off()
    later = Job.objects.get(state=State.WAITING)
    assert later.letter.address == MIKA
    Server.refuses = {}
    work_off(later.next_at)
    assert [letter.recipients() for letter in Server.taken] == [[KARIN], [MIKA]]
    assert all(letter.to == [KARIN, MIKA] for letter in Server.taken)


@pytest.mark.parametrize(
    "problem",
    [
        ConnectionRefusedError(111, "Connection refused"),
        TimeoutError("timed out"),
        smtplib.SMTPServerDisconnected("Connection unexpectedly closed"),
        smtplib.SMTPAuthenticationError(535, b"Bad credentials"),
        smtplib.SMTPDataError(552, b"Mailbox full"),
    ],
)
def test_whatever_a_server_does_the_mail_waits_and_its_words_are_kept(world, problem):
    Server.refuses = {"*": problem}
    (row,) = write(world)
    work_off()
    row.refresh_from_db()
    assert row.state == State.WAITING
    told = getattr(problem, "smtp_error", b"").decode() or problem.strerror or str(problem)
    assert told in row.error
    assert "Errno" not in row.error
    assert Letter.objects.get().sealed


def test_killed_after_the_server_took_it_it_goes_again_under_the_same_id(world):
    """SMTP has no other way: whoever gets it twice has it once, since its id is the same."""
    from tandem.jobs.actions import turns
    from tandem.jobs.kinds import Work
    from tandem.jobs.letters import deliver

    write(world)
    claimed = turns.claim("gone", world.at)
    Work.settle, kept = (lambda self: (_ for _ in ()).throw(KeyboardInterrupt)), Work.settle
    try:
        with pytest.raises(KeyboardInterrupt):
            deliver.run(Work(claimed, "gone", lambda: world.at))
    finally:
        Work.settle = kept
    work_off(world.at + 2 * turns.LEASE)
    first, second = Server.taken
    assert first.extra_headers == second.extra_headers
    assert Job.objects.get().state == State.DONE


def test_what_comes_too_late_is_not_sent(world):
    (row,) = write(world, good_until=world.at + timedelta(minutes=10))
    work_off(world.at + timedelta(minutes=11))
    row.refresh_from_db()
    assert (row.state, row.error) == (State.FAILED, "Too late: what it says is good no longer.")
    assert Server.offered == []
    assert Letter.objects.get().sealed == ""


def test_sealed_with_another_key_it_is_said(world, settings):
    (row,) = write(world)
    settings.SECRET_KEY = "another key, as long as that one was before"
    work_off()
    row.refresh_from_db()
    assert row.state == State.FAILED
    assert "another installation" in row.error


def test_a_former_key_still_opens_it(world, settings):
    write(world)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "the new key of this installation", [settings.SECRET_KEY]
    work_off()
    assert len(Server.taken) == 1


class TestSecrets:
    def test_no_row_and_no_page_has_a_link_or_a_code(self, world):
        agreed(world)
        Server.refuses = {"*": refused(550, "No")}
        browser = world.browser(world.sol)
        where = reverse("deal_client_links", args=[world.deal.pk])
        answer = browser.post(where, {"contact": ruth(world).pk, "expires_on": "2026-12-24"}, follow=True)
        secret = answer.content.decode().split("/c/")[1].split("/")[0]
        code = clients.ask_for_code(ClientLink.objects.get(), at=world.at, **ASKED)
        work_off()
        rows = [*Job.objects.values(), *Letter.objects.values(), *Entry.objects.values()]
        told = " ".join(str(value) for row in rows for value in row.values()) + page(world, world.lea)
        assert secret not in told
        assert code not in told
        assert "A code to sign" in told

    def test_a_server_that_repeats_the_mail_tells_no_secret(self, world):
        Server.refuses = {"*": refused(554, "Spam: 'Your code is 123456' and /c/aB3-xyz_90/ refused")}
        (row,) = write(world, body="Your code is 123456. https://firm.example/c/aB3-xyz_90/")
        work_off()
        row.refresh_from_db()
        assert "123456" not in row.error
        assert "aB3-xyz_90" not in row.error
        assert "Spam" in row.error

    def test_given_up_or_failed_for_good_nothing_stays(self, world):
        Server.refuses = {"*": refused(550, "No")}
        (row,) = write(world)
        work_off()
        row.refresh_from_db()
        world.browser(world.lea).post(reverse("job_give_up", args=[row.pk]), {"seen": row.version})
        assert Letter.objects.get().sealed == ""
        assert work_off(world.at + timedelta(days=1)) == 0


class TestWhereItWasCaused:
    def test_the_deal_says_how_each_invitation_went(self, world):
        Server.refuses = {"dee@brook.example": refused(550, "No such user here", "dee@brook.example")}
        browser, where = world.browser(world.sol), reverse("deal_calls", args=[world.deal.pk])
        typed = {
            "delivery_person": world.dee.pk, "sales_person": world.sol.pk, "planned_at": "2026-11-26T14:00",
            "minutes": 45, "place": "", "probes": "",
        }  # fmt: skip
        assert browser.post(where, typed).status_code == 303
        assert text(browser.get(where)).count("waits to be sent") == 2
        work_off()
        shown = text(browser.get(where))
        assert "not sent yet 550 No such user here. Next try Tue 24 Nov" in shown
        assert "sent Tue 24 Nov" in shown
        assert "gets an invitation" not in shown
        assert shown.count("Try again now") == 1

    def test_a_new_plan_takes_the_place_of_an_invitation_that_waits(self, world):
        Server.refuses = {"*": refused(451, "later")}
        browser, where = world.browser(world.sol), reverse("deal_calls", args=[world.deal.pk])
        typed = {"delivery_person": world.dee.pk, "minutes": 45, "place": "", "probes": ""}
        browser.post(where, {**typed, "planned_at": "2026-11-26T14:00"})
        work_off()
        browser.post(where, {**typed, "planned_at": "2026-11-27T14:00", "seen": 1})
        Server.refuses = {}
        work_off(world.at + timedelta(days=1))
        assert len(Server.taken) == 1
        assert b"20261127T140000Z" in Server.taken[0].attachments[0].get_payload(decode=True)

    def test_the_owner_tries_again_from_there(self, world):
        Server.refuses = {"*": refused(451, "later")}
        browser, where = world.browser(world.sol), reverse("deal_calls", args=[world.deal.pk])
        browser.post(where, {"delivery_person": world.dee.pk, "minutes": 45, "planned_at": "2026-11-26T14:00"})
        work_off()
        Server.refuses = {}
        row = Job.objects.get()
        answer = browser.post(reverse("job_again", args=[row.pk]), {"seen": row.version, "next": where})
        assert (answer.status_code, answer["Location"]) == (302, where)
        row.refresh_from_db()
        work_off(row.next_at)
        assert "sent " in text(browser.get(where))

    def test_a_revoked_link_is_not_mailed(self, world):
        agreed(world)
        browser, where = world.browser(world.sol), reverse("deal_client_links", args=[world.deal.pk])
        browser.post(where, {"contact": ruth(world).pk, "expires_on": "2026-12-24"})
        link = ClientLink.objects.get()
        browser.post(reverse("deal_client_link_revoke", args=[world.deal.pk, link.pk]), {"seen": link.version})
        work_off()
        assert Server.offered == []


class TestEveryMail:
    def test_a_password_is_asked_for_through_the_outbox(self, world, client):
        world.sol.set_password("long enough for anybody")
        world.sol.save()
        client.post("/account/password/reset/", {"email": world.sol.email})
        assert Server.offered == []
        assert Job.objects.get().owner is None, "known or not, the same is written"
        work_off()
        row = Job.objects.exclude(letter=None).get()
        assert row.owner == world.sol
        assert world.sol.email == row.letter.address
        (letter,) = Server.taken
        assert "/account/password/reset/key/" in letter.body
        assert "/key/" not in page(world, world.lea)

    def test_copies_of_what_was_signed_wait_for_the_server_too(self, world, settings):
        row = agreed(world)
        link, _secret = linked(world)
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        clients.ask_for_code(link, at=world.at, **ASKED)
        code = mailed_code()
        settings.EMAIL_BACKEND = "tests.jobs.test_letters.Server"
        Server.refuses = {"*": refused(451, "later")}
        from tests.feedback.linked import read

        keys = clients.sign(
            link, code=code, name="Ruth Castellan", read=read(row), evidence={"intent": "x"}, at=world.at
        )
        assert len(keys) == 1
        work_off()
        assert Job.objects.filter(state=State.WAITING, error="451 later").count() == 3
        Server.refuses = {}
        work_off(world.at + timedelta(minutes=2))
        assert len(Server.taken) == 3
        assert len(mail.outbox) == 1

    def test_no_code_hands_a_mail_to_a_server_but_the_outbox(self):
        import ast
        from pathlib import Path

        root = Path(__file__).parents[2] / "src" / "tandem"
        found = []
        for path in root.rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                name = getattr(node, "attr", getattr(node, "id", ""))
                if name in (
                    "send_mail",
                    "send_mass_mail",
                    "mail_admins",
                    "mail_managers",
                    "EmailMessage",
                    "get_connection",
                ):
                    found.append(f"{path.relative_to(root)}:{name}")
                if isinstance(node, ast.Attribute) and node.attr == "send" and "signal" not in path.name:
                    found.append(f"{path.relative_to(root)}:send")
        assert set(found) <= {
            "jobs/letters.py:send",
            "jobs/letters.py:EmailMessage",
            "front/signin.py:EmailMessage",
            # What the console shows of a letter, where there is no server.
            "front/letters.py:EmailMessage",
        }
