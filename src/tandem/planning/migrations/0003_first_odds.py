"""What to believe of a stage until the firm has closed deals of its own to count."""

from decimal import Decimal

from django.db import migrations

DEFAULTS = {"lead": "0.1", "qualified": "0.25", "scoped": "0.4", "agreed": "0.6", "proposed": "0.75"}


def fill(apps, editor) -> None:
    odds = apps.get_model("planning", "StageOdds")
    odds.objects.bulk_create(odds(stage=stage, default=Decimal(share)) for stage, share in DEFAULTS.items())


class Migration(migrations.Migration):
    dependencies = [("planning", "0002_stage_odds")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
