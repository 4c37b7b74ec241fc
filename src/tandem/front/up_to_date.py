"""Whether the database has what this version of the program needs."""

from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

HOW = "./run manage migrate"


def missing() -> int:
    """How many migrations the database lacks."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def must_be_up_to_date() -> None:
    """For services, which don't migrate by themselves: two of them would, at once.

    Raises:
        CommandError: it isn't, and what to do.
    """
    if count := missing():
        lacks = "one migration" if count == 1 else f"{count} migrations"
        raise CommandError(f"The database isn't up to date: it lacks {lacks}. {HOW} brings it up to date.")
