"""Mails on the console: whole in the sample firm, elsewhere only that there is one."""

import io

import pytest
from django.core.mail import EmailMessage, get_connection

from tandem.feedback.secret import new_secret

pytestmark = pytest.mark.django_db
BACKEND = "tandem.front.letters.ConsoleBackend"


def printed(subject: str, body: str, **more) -> str:
    stream = io.StringIO()
    letter = EmailMessage(subject, body, to=["ruth@halden.example"], **more)
    get_connection(BACKEND, stream=stream).send_messages([letter])
    return stream.getvalue()


SECRET = new_secret()
TEXTS = [
    ("051281 is your code for Brook & Vale", "Your code is 051281."),
    ("Brook & Vale: what “done” means", f"http://localhost:8000/c/{SECRET}/"),
    ("Choose a new password", f"http://localhost/account/password/reset/key/1-d3nuu8-{'4b' * 16}/"),
]


@pytest.mark.parametrize(("subject", "body"), TEXTS, ids=["code", "link", "password"])
def test_no_code_and_no_link_is_on_the_console(world, subject, body):
    said = printed(subject, body)
    for secret in ("051281", SECRET, "4b4b"):
        assert secret not in said
    assert "To: ruth@halden.example" in said
    assert "Subject: " in said
    assert "Set EMAIL_BACKEND" in said


def test_nor_in_an_attachment_or_another_form_of_it(world):
    said = printed("Plan", "text", attachments=[("a.txt", f"/c/{SECRET}/", "text/plain")])
    assert SECRET not in said


@pytest.mark.parametrize("by", ["setting", "firm"])
def test_the_sample_firm_shows_them_whole(world, settings, by):
    if by == "setting":
        settings.SAMPLE_SIGN_INS = True
    else:
        world.firm.is_sample = True
        world.firm.save()
    assert "Your code is 051281." in printed(*TEXTS[0])


def test_it_is_what_an_installation_without_a_mail_server_has():
    from tandem import settings

    assert settings.EMAIL_BACKEND == BACKEND or settings.env.str("EMAIL_BACKEND", default="") == settings.EMAIL_BACKEND
