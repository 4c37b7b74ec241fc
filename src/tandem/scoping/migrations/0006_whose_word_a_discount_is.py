"""A discount is the word of whoever allows it, by their own click.

What was frozen before keeps counting as allowed by whoever was named: its rows have no word (`discount_word` is empty), they
aren't written to, and their seals stay as they are, since what a field holds by default is no part of a seal. The
discount of a draft is asked of whoever was named, unless they had made the draft themself.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def ask(apps, schema_editor) -> None:
    drafts = apps.get_model("scoping", "ScopeVersion").objects.filter(frozen_at__isnull=True, discount__gt=0)
    for row in drafts.filter(discount_by__isnull=False).select_related("engagement", "discount_by"):
        asker = row.engagement.seller_id or row.made_by_id
        own = row.discount_by_id in (asker, row.made_by_id) and row.discount_by.access == "leadership"
        row.discount_word = "yes" if own else "asked"
        row.discount_asked_by_id = row.discount_by_id if own else asker
        row.discount_asked_at = row.made_at
        row.discount_decided_at = row.made_at if own else None
        row.version += 1
        row.save()


class Migration(migrations.Migration):
    dependencies = [
        ("scoping", "0005_presence_is_confirmed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="scopeversion",
            name="discount_asked_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="scopeversion",
            name="discount_asked_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="scopeversion",
            name="discount_decided_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="scopeversion",
            name="discount_refused_why",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="scopeversion",
            name="discount_why",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="scopeversion",
            name="discount_word",
            field=models.CharField(
                blank=True, choices=[("asked", "Asked"), ("yes", "Allowed"), ("no", "Refused")], max_length=5
            ),
        ),
        migrations.RunPython(ask, migrations.RunPython.noop),
    ]
