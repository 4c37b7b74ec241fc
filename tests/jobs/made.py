"""Jobs of the tests' own: they note what they did in the database, as real ones do."""

from django.db import transaction

from tandem.clients.models import Account
from tandem.jobs.actions import ask
from tandem.jobs.kinds import Hopeless, Work, job
from tandem.jobs.models import Job

FAILS: list[Exception] = []
DURING: list = []


@job
def note(work: Work, name: str) -> None:
    """One client of this name for each time that it's done; effect and mark are one write."""
    if FAILS:
        raise FAILS[0]
    for each in DURING:
        each()
    with transaction.atomic():
        Account.objects.create(name=name, key=f"{name}{work.job.pk}{work.job.tries}", created_at=work.clock())
        work.settle()


@job
def hopeless(work: Work) -> None:
    raise Hopeless("There is nothing to be done.")


def asked(world, name: str = "note", **more) -> Job:
    values = {"title": "A note", "owner": world.sol, "at": world.at, **more}
    return ask(note, name, **values)


def notes() -> int:
    return Account.objects.filter(name="note").count()
