"""Clients speak through their link; the database counts a change of an outcome's words as a revision."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from tandem.engagements import engine


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0002_drafts_and_bands"),
        ("engagements", "0005_results_become_measures"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveField(
            model_name="outcome",
            name="met",
        ),
        migrations.RemoveField(
            model_name="outcome",
            name="result",
        ),
        migrations.AddField(
            model_name="remark",
            name="answered_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="remark",
            name="contact",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="clients.contact",
            ),
        ),
        migrations.AddField(
            model_name="remark",
            name="outcome",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="engagements.outcome",
            ),
        ),
        migrations.AddField(
            model_name="remark",
            name="version",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AlterField(
            model_name="remark",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="remark",
            index=models.Index(
                condition=models.Q(("answered_at__isnull", True), ("contact__isnull", False)),
                fields=["engagement"],
                name="clients_words_to_answer",
            ),
        ),
        migrations.AddConstraint(
            model_name="remark",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("by__isnull", False), ("contact__isnull", True)),
                    models.Q(("by__isnull", True), ("contact__isnull", False)),
                    _connector="OR",
                ),
                name="a_remark_is_one_persons",
            ),
        ),
        migrations.RunPython(engine.guard, engine.unguard),
    ]
