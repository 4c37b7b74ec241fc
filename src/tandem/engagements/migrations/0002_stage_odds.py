"""Odds of each stage, with what to believe until the firm has closed deals of its own to count."""

from decimal import Decimal

from django.db import migrations, models

DEFAULTS = {"lead": "0.1", "qualified": "0.25", "scoped": "0.4", "agreed": "0.6", "proposed": "0.75"}


def fill(apps, editor) -> None:
    odds = apps.get_model("engagements", "StageOdds")
    odds.objects.bulk_create(odds(stage=stage, default=Decimal(share)) for stage, share in DEFAULTS.items())


class Migration(migrations.Migration):
    dependencies = [("engagements", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="StageOdds",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("lead", "Lead"),
                            ("qualified", "Qualified"),
                            ("scoped", "Scoped"),
                            ("agreed", "Agreed"),
                            ("proposed", "Proposed"),
                            ("signed", "Signed"),
                            ("accepted", "Accepted"),
                            ("delivering", "Delivering"),
                            ("delivered", "Delivered"),
                            ("learnt", "Learnt"),
                            ("lost", "Lost"),
                        ],
                        max_length=10,
                        unique=True,
                    ),
                ),
                ("default", models.DecimalField(decimal_places=3, max_digits=4)),
                ("wins", models.PositiveIntegerField(default=0)),
                ("closed", models.PositiveIntegerField(default=0)),
                ("counted_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.AddConstraint(
            model_name="stageodds",
            constraint=models.CheckConstraint(condition=models.Q(("default__range", (0, 1))), name="odds_0_to_1"),
        ),
        migrations.AddConstraint(
            model_name="stageodds",
            constraint=models.CheckConstraint(
                condition=models.Q(("wins__lte", models.F("closed"))), name="no_more_wins_than_closed"
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
