"""The ground holds: the process answers, the database is the one that was asked for."""

import os

import pytest
from django.db import connection


@pytest.mark.django_db
def test_smoke_healthz_answers_without_a_sign_in(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")


@pytest.mark.django_db
def test_smoke_engine_is_the_one_in_the_environment():
    asked = "postgresql" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "sqlite"
    assert connection.vendor == asked


@pytest.mark.django_db
def test_smoke_database_is_opened_as_the_settings_say():
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            asked = ("journal_mode", "synchronous", "foreign_keys")
            assert [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in asked] == ["wal", 2, 1]
        else:
            cursor.execute("SHOW server_encoding")
            assert cursor.fetchone() == ("UTF8",)
