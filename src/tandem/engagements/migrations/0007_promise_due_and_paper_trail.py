import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """By when it was promised; who put it on paper, when, and who knows of one that stays unwritten."""

    dependencies = [
        ("engagements", "0006_clients_speak_and_words_are_guarded"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="promise",
            name="due_on",
            field=models.DateField(blank=True, help_text="By when, if a day was named", null=True),
        ),
        migrations.AddField(
            model_name="promise",
            name="paper_knows",
            field=models.CharField(blank=True, help_text="Who knows that it stays unwritten", max_length=200),
        ),
        migrations.AddField(
            model_name="promise",
            name="paper_by",
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
            name="paper_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
