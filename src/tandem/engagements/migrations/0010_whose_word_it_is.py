import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

OF_A_TIER = r"^Standard of .+, version [0-9]+$"


def say_where_it_comes_from(apps, schema_editor):
    """A tier's standard assumption was kept as if the seller believed it for that reason."""
    rows = apps.get_model("engagements", "Assumption").objects.filter(because__regex=OF_A_TIER)
    for row in rows.only("pk", "because").iterator():
        rows.model.objects.filter(pk=row.pk).update(source=row.because[:300], because="")


def keep_who_was_told(apps, schema_editor):
    """Who told the client stood among the words of a withdrawal; what delivery said no to still has to be told."""
    promises = apps.get_model("engagements", "Promise").objects
    for row in promises.filter(paper="withdrawn").only("pk", "paper_at", "said_on", "paper_words").iterator():
        day = timezone.localdate(row.paper_at) if row.paper_at else row.said_on
        promises.filter(pk=row.pk).update(told_on=day, told_how=row.paper_words)
    promises.filter(verdict="no", result="").exclude(paper="withdrawn").update(owes_word=True)


class Migration(migrations.Migration):
    """Who told the client, what a promise still owes, whether a condition's owner says that it's met, where a standard
    assumption comes from."""

    dependencies = [
        ("engagements", "0009_answers_to_clients"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="assumption",
            name="condition_said_at",
            field=models.DateTimeField(blank=True, help_text="When its owner said that it's true now", null=True),
        ),
        migrations.AddField(
            model_name="assumption",
            name="source",
            field=models.CharField(blank=True, help_text="Tier that it was taken from", max_length=300),
        ),
        migrations.AddField(
            model_name="promise",
            name="owes_word",
            field=models.BooleanField(default=False, help_text="Delivery said no: the client has to be told"),
        ),
        migrations.AddField(
            model_name="promise",
            name="revision",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="promise",
            name="told_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="promise",
            name="told_how",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="promise",
            name="told_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="promise",
            name="told_to",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.RunPython(say_where_it_comes_from, migrations.RunPython.noop),
        migrations.RunPython(keep_who_was_told, migrations.RunPython.noop),
    ]
