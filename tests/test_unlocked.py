"""The guard itself: each slow thing is caught inside a transaction, and only there (tests/unlocked.py)."""

import csv
import hashlib
import socket
import subprocess
import sys
import time
import zipfile

import pytest
import typst
from django.contrib.auth.hashers import make_password
from django.core.mail import EmailMessage, send_mail
from django.db import transaction

from tandem.web.late import Late
from tests import unlocked

pytestmark = pytest.mark.django_db
SLOW = {
    "a CSV file": lambda _path: list(csv.reader(["a,b"])),
    "a CSV file by names": lambda _path: list(csv.DictReader(["a,b", "1,2"])),
    "a workbook or document": lambda path: zipfile.ZipFile(path / "x.zip", "w").close(),
    "a paper": lambda _path: typst.compile(b"= Words", format="pdf"),
    "a password": lambda _path: make_password("four plain words"),
    "a key": lambda _path: hashlib.pbkdf2_hmac("sha256", b"x", b"y", 1),
    "a mail": lambda _path: EmailMessage("Words", "Words", to=["sol@brook.example"]).send(),
    "a mail, the short way": lambda _path: send_mail("Words", "Words", None, ["sol@brook.example"]),
    "a socket": lambda _path: socket.create_connection(("127.0.0.1", 9), timeout=1),
    "a name": lambda _path: socket.getaddrinfo("localhost", 80),
    "a program": lambda _path: subprocess.run([sys.executable, "-c", ""], check=True),
    "a sleep": lambda _path: time.sleep(0.06),
}


@pytest.mark.parametrize("what", SLOW)
def test_it_is_caught_inside_a_transaction(what, tmp_path):
    with pytest.raises(unlocked.SlowUnderLock), transaction.atomic():
        SLOW[what](tmp_path)
    assert unlocked.seen, "kept as well, for views that catch whatever comes"
    unlocked.seen.clear()


@pytest.mark.parametrize("what", [name for name in SLOW if name != "a socket"])
def test_it_is_nothing_outside_of_one_though_the_test_has_its_own(what, tmp_path):
    SLOW[what](tmp_path)
    assert unlocked.seen == []


def test_a_request_that_has_written_is_one(world):
    with Late(lambda: None):
        time.sleep(0.06)
        world.engineer  # noqa: B018 (the first write)
        with pytest.raises(unlocked.SlowUnderLock):
            time.sleep(0.06)
    unlocked.seen.clear()


def test_a_short_sleep_is_none():
    with transaction.atomic():
        time.sleep(0.01)
    assert unlocked.seen == []
