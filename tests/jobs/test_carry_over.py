"""What the queue before this one left unsent is sent by this one; nothing of it is lost, and nothing is sent twice."""

import json
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from tandem.jobs.kinds import find
from tandem.jobs.models import Job

pytestmark = pytest.mark.django_db
migration = import_module("tandem.jobs.migrations.0002_carry_over_invitations")
ROWS = [
    ("a", migration.MAIL, "READY", [11]),
    ("b", migration.MAIL, "RUNNING", [12]),
    ("c", migration.MAIL, "FAILED", [13]),
    ("d", migration.MAIL, "SUCCESSFUL", [14]),
    ("e", "tandem.connectors.tasks.apply_batch", "READY", [15]),
]


def old_queue(kind: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE {migration.OLD} (id varchar(40) PRIMARY KEY, task_path text, status varchar(10), args_kwargs {kind})"
        )
        for pk, path, status, args in ROWS:
            told = json.dumps({"args": args, "kwargs": {}})
            cursor.execute(
                f"INSERT INTO {migration.OLD} (id, task_path, status, args_kwargs) VALUES (%s, %s, %s, %s)",
                [pk, path, status, told],
            )


def carry_over() -> None:
    def execute(statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    migration.carry_over(apps, SimpleNamespace(connection=connection, execute=execute))


@pytest.mark.parametrize("kind", ["text", "json"])
def test_unsent_invitations_become_jobs_and_the_old_table_goes(kind):
    old_queue(kind)
    carry_over()
    made = {job.key: (job.kind, job.args, job.state) for job in Job.objects.all()}
    assert made == {f"before:{pk}": (migration.MAIL, [n], "waiting") for pk, n in (("a", 11), ("b", 12), ("c", 13))}
    job = Job.objects.first()
    assert job.next_at <= timezone.now() < job.until, "it's due, and has its days"
    assert find(job.kind), "there is something that does it"
    assert migration.OLD not in connection.introspection.table_names()


def test_cut_off_and_run_again_nothing_is_asked_for_twice():
    for _time in range(2):
        old_queue("text")
        carry_over()
    assert Job.objects.count() == 3


def test_an_installation_that_never_had_it_has_nothing_to_carry():
    carry_over()
    assert not Job.objects.exists()
