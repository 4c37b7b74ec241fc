from datetime import datetime, time, timedelta

from django.db import migrations
from django.utils import timezone


def count_wins_on_their_day(apps, schema_editor):
    """A contract that was written down later belongs to the day on which it was signed, at that day's end."""
    signatures = apps.get_model("review", "Signature").objects.exclude(engagement__closed_at=None)
    deals = apps.get_model("engagements", "Engagement").objects
    rows = signatures.order_by("signed_on", "pk").values_list("engagement_id", "signed_on", "engagement__closed_at")
    for pk, day, closed_at in list(rows):
        if day < timezone.localdate(closed_at):
            after = datetime.combine(day + timedelta(days=1), time.min, timezone.get_default_timezone())
            deals.filter(pk=pk).update(closed_at=after - timedelta(microseconds=1))


class Migration(migrations.Migration):
    dependencies = [("review", "0008_findings_and_limits"), ("engagements", "0011_steps_that_were_seen")]

    operations = [migrations.RunPython(count_wins_on_their_day, migrations.RunPython.noop)]
