import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """What the client sees otherwise is resolved by one side and confirmed by the other; waivers and delegations end."""

    dependencies = [
        ("review", "0007_what_votes_and_papers_stand_on"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="policy",
            name="delegation_days_most",
            field=models.PositiveSmallIntegerField(default=90),
        ),
        migrations.AddField(
            model_name="policy",
            name="waiver_days_most",
            field=models.PositiveSmallIntegerField(default=180),
        ),
        migrations.AddField(
            model_name="probe",
            name="confirmed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="probe",
            name="confirmed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="probe",
            name="resolved_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="probe",
            name="resolved_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="probe",
            name="resolved_change",
            field=models.CharField(blank=True, help_text="Which change it led to, or that none was", max_length=300),
        ),
        migrations.AddField(
            model_name="probe",
            name="resolved_how",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="verdict",
            name="condition_said_at",
            field=models.DateTimeField(blank=True, help_text="When its owner said that it's met", null=True),
        ),
    ]
