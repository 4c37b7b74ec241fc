"""Leave from before it had a limit ends where the policy's longest does; amendments are sealed like signatures."""

from datetime import timedelta

from django.db import migrations
from django.utils import timezone

from tandem.ledger.seals import seal_existing


def end(apps, schema_editor) -> None:
    waivers, policies = apps.get_model("engagements", "Waiver"), apps.get_model("review", "Policy")
    policy = policies.objects.filter(current=True).first() or policies()
    longest = timedelta(days=policy.waiver_days_most)
    endless = list(waivers.objects.filter(granted=True, expires_on__isnull=True, decided_at__isnull=False))
    for row in endless:
        row.expires_on = timezone.localdate(row.decided_at) + longest
        row.version += 1
    waivers.objects.bulk_update(endless, ["expires_on", "version"], batch_size=500)
    only = {"engagements.waiver": [row.pk for row in endless], "engagements.amendment": None}
    seal_existing(apps, timezone.now(), verb="gave leave an end, and sealed amendments", only=only)


class Migration(migrations.Migration):
    dependencies = [
        ("front", "0009_nothing_readable_at_rest"),
        ("engagements", "0010_whose_word_it_is"),
        ("review", "0008_findings_and_limits"),
        ("ledger", "0004_seals_and_a_closed_guard"),
    ]

    operations = [migrations.RunPython(end, migrations.RunPython.noop)]
