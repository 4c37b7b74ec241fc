"""What is due runs, once per interval, whatever else fails."""

from datetime import UTC, datetime, timedelta

import pytest

from tandem.front.schedule import JOBS, Job, Schedule

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def schedule_of(*jobs: Job) -> Schedule:
    return Schedule(jobs=list(jobs))


def test_job_runs_at_the_start_and_then_at_its_interval():
    ran: list[int] = []
    schedule = schedule_of(Job("hourly", timedelta(hours=1), lambda: ran.append(1)))
    for minutes in (0, 1, 59, 60, 61, 120):
        schedule.run_due(NOON + timedelta(minutes=minutes))
    assert len(ran) == 3


def test_failing_job_does_not_hold_up_the_others(caplog):
    ran: list[str] = []

    def fail() -> None:
        raise ValueError("broken")

    schedule = schedule_of(
        Job("fails", timedelta(hours=1), fail), Job("works", timedelta(hours=1), lambda: ran.append("works"))
    )
    assert schedule.run_due(NOON) == ["works"]
    assert ran == ["works"]
    assert "'fails' failed" in caplog.text


def test_failed_job_waits_for_its_interval_before_it_tries_again():
    tries: list[int] = []

    def fail() -> None:
        tries.append(1)
        raise ValueError("broken")

    schedule = schedule_of(Job("fails", timedelta(hours=1), fail))
    schedule.run_due(NOON)
    schedule.run_due(NOON + timedelta(minutes=5))
    assert len(tries) == 1


@pytest.mark.django_db
def test_ended_sessions_and_old_results_are_forgotten():
    from django.contrib.sessions.models import Session

    Session.objects.create(session_key="ended", expire_date=datetime(2020, 1, 1, tzinfo=UTC))
    Session.objects.create(session_key="lasting", expire_date=datetime(2999, 1, 1, tzinfo=UTC))
    assert schedule_of(*JOBS).run_due(NOON) == [job.name for job in JOBS]
    assert list(Session.objects.values_list("session_key", flat=True)) == ["lasting"]
