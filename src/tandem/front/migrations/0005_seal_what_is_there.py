"""Signatures, votes, frozen scopes, papers and handoffs from before there were seals are sealed as they are.

It depends on the newest migration of every package whose rows are sealed, so that they are sealed whole.
"""

from django.db import migrations
from django.utils import timezone

from tandem.ledger.seals import seal_existing


def seal(apps, editor) -> None:
    seal_existing(apps, timezone.now(), verb="sealed what was there")


class Migration(migrations.Migration):
    dependencies = [
        ("front", "0004_what_the_schedule_asks"),
        ("ledger", "0004_seals_and_a_closed_guard"),
        ("engagements", "0007_promise_due_and_paper_trail"),
        ("scoping", "0003_a_section_may_say_nothing"),
        ("review", "0006_amounts_are_rows"),
        ("handoff", "0001_initial"),
        ("delivery", "0001_initial"),
    ]

    operations = [migrations.RunPython(seal, migrations.RunPython.noop)]
