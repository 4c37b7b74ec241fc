"""What a client sees and does through a link: reading records nothing, signing needs the code, nobody guesses it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tandem.clients.models import Contact
from tandem.delivery.models import Milestone
from tandem.engagements.actions import outcome as outcomes
from tandem.engagements.actions import talk
from tandem.engagements.models import Duty, DutyPart, Outcome, OutcomeSignature, Remark, Risk
from tandem.engagements.queries import outcome as queries
from tandem.engagements.queries import section_waits
from tandem.feedback.actions import client as actions
from tandem.feedback.actions import links
from tandem.feedback.models import ClientCode, ClientLink
from tandem.feedback.views.client import masked
from tandem.ledger.models import Entry
from tests.delivery.world import project
from tests.feedback.linked import TITLE, address, agreed, ask, linked, mailed_code, read, send, text
from tests.working import work_off

HOSTILE = "<script>alert('x')</script>"
PAGES = ("view", "sign", "words", "copy", "heard")
RUTH = "Ruth Castellan"


def code_for(link, at, *rows) -> str:
    return actions.ask_for_code(link, name=RUTH, read=read(*rows), address="http://here/", at=at)


def signed(world, *rows, name="Ruth Castellan"):
    """Through both steps, by the mail."""
    link, secret = linked(world)
    ask(secret, *rows, name=name)
    return link, secret, send(secret, mailed_code(), *rows, name=name)


class TestReading:
    def test_it_says_what_done_means_who_owes_what_and_what_is_next(self, world):
        row = project(world)
        world.deal = row.engagement
        Milestone.objects.create(project=row, name="Map of the vans", due_on=world.today + timedelta(days=3))
        type(world.deal).objects.update(stage="proposed")
        agreed(world, not_done="The other 68 vans")
        type(world.deal).objects.update(stage="delivering")
        theirs = Duty.objects.create(
            engagement=row.engagement, words="Give us SAP", for_client=True, due_on=date(2026, 12, 1)
        )
        DutyPart.objects.create(duty=theirs, letter="A", contact=world.ruth)
        Duty.objects.create(engagement=row.engagement, words="Show a demo")
        html = text(Client().get(address(linked(world)[1])))
        for words in (
            TITLE, "One list of our assets.", "98% matched to the map.", "98 %", "The other 68 vans", "Give us SAP", "Ruth Castellan",
            "by Tue 1 Dec", "Show a demo", "Map of the vans", "not signed by you yet",
        ):  # fmt: skip
            assert words in html, words

    def test_what_our_two_sides_have_not_signed_is_not_shown(self, world):
        agreed(world)
        outcomes.add(world.deal, by=world.sol, at=world.at, title="A draft of ours", expects="x", proves="y")
        html = text(Client().get(address(linked(world)[1])))
        assert "A draft of ours" not in html
        assert "One more outcome is still being written." in html

    def test_nothing_internal_is_on_any_page(self, world):
        agreed(world)
        Risk.objects.create(engagement=world.deal, words="They may go bankrupt", mitigation="Invoice early")
        talk.say(world.deal, "Don't tell them about the margin", by=world.sol, at=world.at)
        _link, secret = linked(world)
        for what in PAGES:
            html = Client().get(address(secret, what)).content.decode()
            for words in ("bankrupt", "Invoice early", "margin", "286", "£", "sol@", "dee@", "/deals/", "ruth@halden"):
                assert words not in html, (what, words)

    @pytest.mark.parametrize("what", PAGES)
    def test_opening_records_nothing_however_often(self, world, what):
        agreed(world)
        _link, secret = linked(world)
        before = (Entry.objects.count(), ClientLink.objects.values_list().get())
        for method in ("get", "head", "get"):
            assert (
                getattr(Client(), method)(address(secret, what), {"step": "sign", "code": "123456"}).status_code == 200
            )
        assert (Entry.objects.count(), ClientLink.objects.values_list().get()) == before
        assert mail.outbox == []

    @pytest.mark.parametrize("what", PAGES)
    def test_it_is_not_kept_nor_found_nor_told_on(self, world, what):
        agreed(world)
        _link, secret = linked(world)
        answer = Client().get(address(secret, what))
        assert answer["Cache-Control"] == "no-store, private"
        assert "noindex" in answer["X-Robots-Tag"]
        assert answer["Referrer-Policy"] == ("same-origin" if what in ("sign", "words") else "no-referrer")
        assert 'name="robots" content="noindex"' in answer.content.decode()
        assert "sessionid" not in answer.cookies

    @pytest.mark.parametrize("what", PAGES)
    def test_whatever_does_not_open_is_answered_alike(self, world, what):
        agreed(world)
        answers = []
        for how in ("unknown", "expired", "revoked", "lost"):
            link, secret = linked(world)
            if how == "unknown":
                secret = "x" * 43
            elif how == "expired":
                ClientLink.objects.filter(pk=link.pk).update(expires_on=world.today - timedelta(days=1))
            elif how == "revoked":
                links.revoke(link, seen=None, by=world.sol, at=world.at)
            else:
                type(world.deal).objects.filter(pk=world.deal.pk).update(stage="lost", lost_reason="Price")
            got = Client().get(address(secret, what))
            sent = Client().post(address(secret, "sign" if what in ("copy", "heard") else what), {"name": "x"})
            answers.append((got.status_code, got.content, got["Referrer-Policy"]))
            assert sent.status_code == (405 if what == "view" else 404)
        assert {status for status, _content, _policy in answers} == {404}
        assert len({content for _status, content, _policy in answers}) == 1
        assert "Halden" not in answers[0][1].decode()

    @pytest.mark.parametrize("token", ["..", "%00", "a" * 5000, "' OR 1=1--", "<b>", "é", "../../etc"])
    def test_hostile_addresses_open_nothing(self, world, token):
        linked(world)
        assert Client().get(f"/c/{token}/").status_code == 404

    def test_hostile_words_are_shown_as_words(self, world):
        row = agreed(world, HOSTILE, expects=HOSTILE, proves=HOSTILE, not_done=HOSTILE, measured_how=HOSTILE)
        _link, secret = linked(world)
        ask(secret, row)
        for answer in (*(Client().get(address(secret, what)) for what in PAGES), ask(secret, row, again="1")):
            assert "<script>alert" not in answer.content.decode()

    def test_as_many_queries_for_50_outcomes_as_for_one(self, world):
        _link, secret = linked(world)
        counts = []
        for more in (1, 49):
            for i in range(more):
                agreed(world, f"Outcome {more} {i}")
                Duty.objects.create(engagement=world.deal, words=f"Duty {more} {i}", for_client=True)
            with CaptureQueriesContext(connection) as found:
                assert Client().get(address(secret)).status_code == 200
            counts.append(len(found))
        assert counts == [11, 11]


class TestSigning:
    def test_the_client_signs_with_the_code_from_the_mail(self, world):
        row = agreed(world)
        link, secret = linked(world)
        asked = ask(secret, row)
        work_off()
        assert mail.outbox[-1].to == ["ruth@halden.example"]
        waiting = Client().get(asked["Location"])
        assert "r…@halden.example" in text(waiting)
        assert mailed_code() not in waiting.content.decode()
        browser = Client(headers={"user-agent": "Safari on a phone"})
        done = send(secret, mailed_code(), row, client=browser)
        work_off()
        assert (done.status_code, done["Location"]) == (303, address(secret))
        key = OutcomeSignature.objects.get(side="client")
        assert (key.client_name, key.person, key.revision, key.digest) == ("Ruth Castellan", None, 1, read(row)[0])
        assert {name: key.evidence[name] for name in ("link", "mailed_to", "network", "agent")} == {
            "link": link.pk, "mailed_to": "ruth@halden.example", "network": "127.0.0.1", "agent": "Safari on a phone",
        }  # fmt: skip
        assert "simple electronic signature" in key.evidence["intent"]
        assert key.evidence["words"]["expects"] == "One list of our assets."
        entry = Entry.objects.filter(verb="signed for client").get()
        assert (entry.actor_name, entry.actor_id, entry.after["digest"]) == ("Ruth Castellan", None, key.digest)
        copies = [m for m in mail.outbox if m.subject.startswith("Signed:")]
        assert sorted(m.to[0] for m in copies) == ["dee@brook.example", "ruth@halden.example", "sol@brook.example"]
        assert all(key.digest in m.body and "98% matched to the map." in m.body for m in copies)
        assert "signed by Ruth Castellan" in text(Client().get(address(secret)))

    def test_all_three_marks_stand_and_an_edit_voids_all_three(self, world):
        row = agreed(world)
        signed(world, row)
        shown = queries.rows(world.deal)[0]
        assert (shown.sales, shown.delivery, shown.client) == (True, True, True)
        deal_page = reverse("deal_success", args=[world.deal.pk])
        assert "signed by both and the client" in text(world.browser(world.sol).get(deal_page))
        row.refresh_from_db()
        form = world.browser(world.sol).get(reverse("deal_outcome", args=[world.deal.pk, row.pk]))
        assert "voids the signatures of this outcome, the client’s too" in text(form)
        outcomes.revise(row, by=world.dee, at=world.at, seen=row.version, proves="97% matched.")
        shown = queries.rows(world.deal)[0]
        assert (shown.sales, shown.delivery, shown.client, shown.superseded) == (False, False, False, 3)

    def test_only_what_was_chosen_is_signed(self, world):
        one, two = agreed(world), agreed(world, "Night crews see it in the van")
        signed(world, two)
        assert [row.client for row in queries.rows(world.deal)] == [False, True]
        assert OutcomeSignature.objects.get(side="client").outcome == two
        assert one.title == TITLE

    @pytest.mark.parametrize("name", ["", "Ruth", "   ", "x" * 121])
    def test_a_full_name_is_asked_for(self, world, name):
        row = agreed(world)
        answer = ask(linked(world)[1], row, name=name)
        assert answer.status_code == 422
        assert mail.outbox == []
        assert TITLE in text(answer)
        assert "checked" in answer.content.decode()

    def test_nothing_chosen_keeps_the_name(self, world):
        agreed(world)
        answer = ask(linked(world)[1])
        assert answer.status_code == 422
        assert "Choose at least one outcome." in text(answer)
        assert 'value="Ruth Castellan"' in answer.content.decode()

    def test_what_was_changed_meanwhile_is_not_signed_unread(self, world):
        row = agreed(world)
        _link, secret = linked(world)
        was = read(row)
        ask(secret, row)
        code = mailed_code()
        outcomes.revise(row, by=world.dee, at=world.at, seen=row.version, proves="97% matched.")
        for person in (world.sol, world.dee):
            outcomes.sign(row, by=person, at=world.at, seen=row.version)
        answer = Client().post(
            address(secret, "sign"), {"step": "sign", "read": was, "name": "Ruth Castellan", "code": code}
        )
        assert answer.status_code == 409
        assert "We changed an outcome after you opened this page" in text(answer)
        assert "97% matched." in text(answer)
        assert 'value="Ruth Castellan"' in answer.content.decode()
        assert not OutcomeSignature.objects.filter(side="client").exists()

    def test_a_forged_choice_signs_nothing(self, world):
        row = agreed(world)
        _link, secret = linked(world)
        ask(secret, row)
        values = {"step": "sign", "read": ["0" * 64, HOSTILE], "name": "Ruth Castellan", "code": mailed_code()}
        assert Client().post(address(secret, "sign"), values).status_code == 409
        assert not OutcomeSignature.objects.filter(side="client").exists()

    def test_another_deals_outcome_cannot_be_signed(self, world):
        first = world.deal
        _link, secret = linked(world)
        world.deal = world.engagement("Another deal")
        other = agreed(world, "Of another deal")
        world.deal = first
        agreed(world)
        assert ask(secret, other).status_code == 422
        link = ClientLink.objects.get()
        code = code_for(link, world.at)
        with pytest.raises(actions.Changed):
            actions.sign(link, code=code, name=RUTH, read=read(other), evidence={}, at=world.at)

    def test_two_windows_sign_once(self, world):
        row = agreed(world)
        _link, secret = linked(world)
        ask(secret, row)
        code = mailed_code()
        assert [send(secret, code, row).status_code for _window in range(2)] == [303, 303]
        assert OutcomeSignature.objects.filter(side="client").count() == 1

    def test_a_code_is_good_once(self, world):
        one, two = agreed(world), agreed(world, "Night crews see it in the van")
        _link, secret = linked(world)
        ask(secret, one)
        code = mailed_code()
        assert send(secret, code, one).status_code == 303
        assert send(secret, code, two).status_code == 422

    def test_a_mail_that_does_not_go_out_is_said_and_the_name_is_kept(self, world, settings):
        row = agreed(world)
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
        _link, secret = linked(world)
        ask(secret, row)
        work_off()
        answer = ask(secret, row, again="1")
        assert "A code was mailed a moment ago" in text(answer)
        wrong = send(secret, "000000", row)
        assert "The mail with the code couldn’t be sent yet. We are trying again." in text(wrong)
        assert 'value="Ruth Castellan"' in wrong.content.decode()

    def test_a_title_over_two_lines_cannot_add_a_header(self, world):
        world.deal.name = "Asset\r\nBcc: all@evil.example"
        world.deal.save()
        row = agreed(world)
        _link, secret = linked(world)
        ask(secret, row)
        send(secret, mailed_code(), row)
        assert all("\n" not in message.subject for message in mail.outbox)

    def test_a_form_without_its_token_is_refused(self, world):
        row = agreed(world)
        answer = ask(linked(world)[1], row, client=Client(enforce_csrf_checks=True))
        assert answer.status_code == 403
        assert mail.outbox == []


class TestComingBack:
    """She leaves the page for her mail: what she holds stays good, and the page waits for it."""

    def test_the_page_waits_for_the_code_with_name_and_choice(self, world):
        one, two = agreed(world), agreed(world, "Night crews see it in the van")
        _link, secret = linked(world)
        answer = ask(secret, two)
        assert answer.status_code == 303
        for _time in range(2):
            page = Client().get(answer["Location"]).content.decode()
            assert 'name="code"' in page
            assert 'name="name" value="Ruth Castellan"' in page
            assert (read(two)[0] in page, read(one)[0] in page) == (True, False)
        assert "A code was mailed to r…@halden.example." in text(Client().get(address(secret)))
        assert mailed_code()
        assert len(mail.outbox) == 1
        assert address(secret, "sign") in mail.outbox[0].body

    def test_what_she_signs_can_be_changed_meanwhile_and_the_code_stays_good(self, world):
        one, two = agreed(world), agreed(world, "Night crews see it in the van")
        _link, secret = linked(world)
        ask(secret, one)
        code = mailed_code()
        assert "Mail me the code" in text(Client().get(address(secret, "sign") + "?start=1"))
        ask(secret, one, two)
        page = Client().get(address(secret, "sign")).content.decode()
        assert all(digest in page for digest in read(one, two))
        assert send(secret, code, one, two).status_code == 303
        assert len([message for message in mail.outbox if "is your code" in message.subject]) == 1

    def test_words_that_were_changed_meanwhile_are_read_again_first(self, world):
        row = agreed(world)
        _link, secret = linked(world)
        ask(secret, row)
        outcomes.revise(row, by=world.sol, at=world.at, seen=row.version, proves="97% matched.")
        for person in (world.sol, world.dee):
            outcomes.sign(Outcome.objects.get(), by=person, at=world.at, seen=Outcome.objects.get().version)
        page = Client().get(address(secret, "sign")).content.decode()
        assert 'name="code"' not in page
        assert "97% matched." in page

    def test_after_half_an_hour_it_begins_anew(self, world):
        row = agreed(world)
        _link, secret = linked(world)
        ask(secret, row)
        ClientCode.objects.update(sent_at=timezone.now() - timedelta(minutes=31))
        assert 'name="code"' not in Client().get(address(secret, "sign")).content.decode()

    def test_what_was_signed_can_be_read_again_in_its_very_words(self, world):
        row = agreed(world)
        _link, secret, _answer = signed(world, row)
        outcomes.revise(
            Outcome.objects.get(), by=world.sol, at=world.at, seen=Outcome.objects.get().version, proves="Less."
        )
        told = text(Client().get(address(secret, "copy")))
        assert "98% matched to the map." in told
        assert "Less." not in told
        assert "by the code mailed to r…@halden.example" in told
        assert "The words have changed since" in told
        assert OutcomeSignature.objects.get(side="client").digest in told


class TestWhoSigns:
    """The key is the contact's: a forwarded link and somebody else's name sign nothing."""

    def test_another_name_gets_no_code(self, world):
        row = agreed(world)
        _link, secret = linked(world)
        answer = ask(secret, row, name="Femi Alade")
        assert answer.status_code == 422
        assert "This link is for Ruth Castellan, and only they can sign by it." in text(answer)
        assert 'value="Femi Alade"' in answer.content.decode()
        assert mail.outbox == []

    def test_another_name_over_her_code_signs_nothing(self, world):
        row = agreed(world)
        link, secret = linked(world)
        ask(secret, row)
        assert send(secret, mailed_code(), row, name="Femi Alade").status_code == 422
        with pytest.raises(actions.AnotherName):
            actions.sign(link, code=mailed_code(), name="Femi Alade", read=read(row), evidence={}, at=world.at)
        assert not OutcomeSignature.objects.filter(side="client").exists()

    def test_colleagues_read_by_which_code_it_was(self, world):
        signed(world, agreed(world), name="Castellan, Ruth M.")
        html = text(world.browser(world.dee).get(reverse("deal_success", args=[world.deal.pk])))
        assert "Castellan, Ruth M." in html
        assert "by the code mailed to ruth@halden.example" in html


class TestCode:
    def wrong(self, code: str) -> str:
        return f"{(int(code) + 1) % 1_000_000:06d}"

    def test_five_tries_and_no_more(self, world):
        row = agreed(world)
        _link, secret = linked(world)
        ask(secret, row)
        code = mailed_code()
        told = [text(send(secret, self.wrong(code), row)) for _try in range(6)]
        assert "You can try 4 more times" in told[0]
        assert "This code can't be used any more" in told[4].replace("’", "'")
        assert send(secret, code, row).status_code == 422
        assert not OutcomeSignature.objects.filter(side="client").exists()
        assert Entry.objects.filter(verb="typed a wrong code").count() == 5

    @pytest.mark.parametrize(("minutes", "good"), [(0, True), (29, True), (30, False), (60 * 24, False), (-1, False)])
    def test_half_an_hour(self, world, minutes, good):
        row = agreed(world)
        link, _secret = linked(world)
        code = code_for(link, world.at)
        given = {"code": code, "name": "Ruth Castellan", "read": read(row), "evidence": {"intent": "x"}}
        if good:
            assert actions.sign(link, **given, at=world.at + timedelta(minutes=minutes))
        else:
            with pytest.raises(actions.WrongCode):
                actions.sign(link, **given, at=world.at + timedelta(minutes=minutes))

    @pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "12 34", HOSTILE])
    def test_what_is_no_code_costs_no_try(self, world, code):
        row = agreed(world)
        _link, secret = linked(world)
        ask(secret, row)
        answer = send(secret, code, row)
        assert answer.status_code == 422
        assert ClientCode.objects.get().tries == 0
        assert TITLE in text(answer)

    def test_spaces_do_not_matter(self, world):
        row = agreed(world)
        _link, secret = linked(world)
        ask(secret, row)
        code = mailed_code()
        assert send(secret, f" {code[:3]} {code[3:]} ", row).status_code == 303

    def test_without_having_asked_there_is_no_code(self, world):
        row = agreed(world)
        _link, secret = linked(world)
        for code in ("000000", "123456"):
            assert send(secret, code, row).status_code == 422

    @pytest.mark.parametrize("typed", [0, 1])
    def test_a_new_code_leaves_the_one_in_her_hand_good_and_one_signature_spends_both(self, world, typed):
        row, later = agreed(world), agreed(world, "Night crews see it in the van")
        link, _secret = linked(world)
        codes = [code_for(link, world.at)]
        with pytest.raises(actions.TooOften):
            code_for(link, world.at + timedelta(seconds=59))
        codes.append(code_for(link, world.at + timedelta(minutes=1)))
        at = world.at + timedelta(minutes=2)
        given = {"name": RUTH, "evidence": {"intent": "x"}, "at": at}
        assert actions.sign(link, code=codes[typed], read=read(row), **given)
        assert actions.pending(link, at) is None
        for code in codes:
            with pytest.raises(actions.WrongCode):
                actions.sign(link, code=code, read=read(later), **given)

    def test_a_code_is_kept_as_a_digest_alone(self, world):
        link, _secret = linked(world)
        code = code_for(link, world.at)
        assert code not in repr(ClientCode.objects.values_list().get())

    def test_a_wrong_code_counts_against_each_that_is_out(self, world):
        row = agreed(world)
        link, _secret = linked(world)
        codes = [code_for(link, world.at), code_for(link, world.at + timedelta(minutes=1))]
        wrong = next(f"{n:06d}" for n in range(10) if f"{n:06d}" not in codes)
        at = world.at + timedelta(minutes=2)
        for left in (4, 3, 2, 1, 0):
            with pytest.raises(actions.WrongCode) as told:
                actions.sign(link, code=wrong, name=RUTH, read=read(row), evidence={}, at=at)
            assert told.value.left == left
        for code in codes:
            with pytest.raises(actions.WrongCode):
                actions.sign(link, code=code, name=RUTH, read=read(row), evidence={}, at=at)

    @pytest.mark.parametrize(("every", "most"), [(timedelta(minutes=2), 5), (timedelta(minutes=15), 12)])
    def test_so_many_codes_an_hour_and_a_day(self, world, every, most):
        """Twelve codes of five tries: sixty guesses of a million in a day."""
        link, _secret = linked(world)
        sent = 0
        for turn in range(20):
            try:
                code_for(link, world.at + turn * every)
                sent += 1
            except actions.TooOften:
                pass
            if every < timedelta(minutes=10) and turn * every >= timedelta(minutes=50):
                break
        assert sent <= most

    def test_asking_again_too_soon_keeps_the_code_page(self, world):
        row = agreed(world)
        _link, secret = linked(world)
        ask(secret, row)
        answer = ask(secret, row, again="1")
        assert answer.status_code == 422
        assert "A code was mailed a moment ago" in text(answer)
        assert 'name="code"' in answer.content.decode()
        work_off()
        assert len(mail.outbox) == 1

    def test_a_code_of_another_link_does_not_fit(self, world):
        row = agreed(world)
        one, _one = linked(world)
        two, _two = linked(world)
        code = code_for(one, world.at)
        code_for(two, world.at)
        ClientCode.objects.filter(link=two).update(digest=ClientCode.objects.get(link=one).digest)
        with pytest.raises(actions.WrongCode):
            actions.sign(two, code=code, name=RUTH, read=read(row), evidence={}, at=world.at)


class TestSeeingItDifferently:
    def test_it_stands_in_talk_waits_on_the_seller_and_voids_nothing(self, world):
        row = agreed(world)
        signed(world, row)
        _link, secret = linked(world)
        answer = Client().post(address(secret, "words"), {"about": read(row)[0], "words": "We meant all 74 vans."})
        assert answer.status_code == 303
        assert "Thank you, we have it" in text(Client().get(answer["Location"]))
        assert all((key.sales, key.delivery, key.client) == (True, True, True) for key in queries.rows(world.deal))
        said = Remark.objects.get()
        assert (said.contact, said.outcome, said.by) == (world.ruth, row, None)
        found = section_waits.waits(world.at, on=world.sol)
        assert [(w.title, w.kind) for w in found] == [("Ruth Castellan sees it differently (by link)", "answer")]
        html = text(world.browser(world.dee).get(reverse("deal_talk", args=[world.deal.pk])))
        assert "We meant all 74 vans." in html
        assert f"About “{TITLE}”" in html

    def test_it_waits_until_somebody_says_that_they_had_an_answer(self, world):
        agreed(world)
        _link, secret = linked(world)
        Client().post(address(secret, "words"), {"words": "Call me."})
        said = Remark.objects.get()
        where = reverse("deal_talk_answered", args=[world.deal.pk, said.pk])
        given = {"seen": 1, "words": "We mean the six new ones. It says so now."}
        assert world.browser(world.fay).post(where, given).status_code == 403
        assert world.browser(world.sue).post(where, given).status_code == 404
        stale = world.browser(world.sol).post(where, {**given, "seen": 7})
        assert stale.status_code == 409
        assert given["words"] in text(stale)
        empty = world.browser(world.sol).post(where, {"seen": 1, "words": " "})
        assert (empty.status_code, Remark.objects.get().answered_at) == (422, None)
        assert "Write what you answer; the client reads it." in text(empty)
        assert world.browser(world.sol).post(where, given).status_code == 303
        assert section_waits.waits(world.at, on=world.sol) == []

    def test_she_reads_her_words_and_our_answer_at_her_link_and_nobody_elses(self, world):
        agreed(world)
        _link, secret = linked(world)
        Client().post(address(secret, "words"), {"words": "We meant all 74 vans."})
        told = text(Client().get(address(secret)))
        assert "We meant all 74 vans." in told
        assert "Sol Hart has it and will answer here." in told
        talk.say(world.deal, "Keep this among ourselves", by=world.sol, at=world.at)
        talk.answer(Remark.objects.get(by=None), words="Six. It says so now.", seen=1, by=world.dee, at=world.at)
        told = text(Client().get(address(secret)))
        assert "Dee Lund answered" in told
        assert "Six. It says so now." in told
        assert "among ourselves" not in told
        other = Contact.objects.create(account=world.client, name="Ivo Brandt", email="ivo@halden.example")
        _his, his = links.make(world.deal, other, world.today + timedelta(days=9), by=world.sol, at=world.at)
        assert "74 vans" not in text(Client().get(address(his)))

    def test_whatever_comes_through_a_link_without_a_code_is_nobodys_for_certain(self, world):
        agreed(world)
        _link, secret = linked(world)
        Client().post(address(secret, "words"), {"words": "Call me."})
        html = text(world.browser(world.sol).get(reverse("deal_talk", args=[world.deal.pk])))
        assert "Through the link of Ruth Castellan" in html
        assert "Written without a code, so by whoever has the link." in html
        assert Entry.objects.get(verb="said that they see it differently").actor_name == (
            "Somebody with the link of Ruth Castellan"
        )

    @pytest.mark.parametrize("words", ["", "   ", "x" * 2001, "nul \0 in it"])
    def test_bad_words_come_back(self, world, words):
        agreed(world)
        answer = Client().post(address(linked(world)[1], "words"), {"words": words})
        assert answer.status_code == 422
        assert not Remark.objects.exists()

    def test_ten_a_day(self, world):
        agreed(world)
        link, secret = linked(world)
        for turn in range(actions.WORDS_A_DAY):
            actions.say(link, f"Word {turn}", outcome=None, at=world.at)
        answer = Client().post(address(secret, "words"), {"words": "Keep these"})
        assert answer.status_code == 422
        assert "Keep these" in text(answer)
        assert Remark.objects.count() == actions.WORDS_A_DAY


@pytest.mark.django_db(transaction=True)
def test_ten_guesses_at_once_are_five_tries(world):
    """Ten windows send a wrong code at the same moment: what counts them doesn't miss one."""
    row = agreed(world)
    link, _secret = linked(world)
    code = code_for(link, world.at)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    left = []

    def guess(_turn) -> None:
        try:
            actions.sign(link, code=wrong, name=RUTH, read=read(row), evidence={}, at=world.at)
        except actions.WrongCode as told:
            left.append(told.left)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(guess, range(10)))
    assert sorted(left) == [0] * 6 + [1, 2, 3, 4]
    assert ClientCode.objects.get().tries == actions.TRIES


def test_an_address_is_masked():
    assert (masked("ruth@halden.example"), masked("")) == ("r…@halden.example", "")


def test_the_deals_own_words_reach_no_raw_row_of_a_client(world):
    """Whoever edits past the verbs voids the client's key too."""
    row = agreed(world)
    signed(world, row)
    Outcome.objects.filter(pk=row.pk).update(not_done="Everything else")
    assert not queries.rows(world.deal)[0].client
