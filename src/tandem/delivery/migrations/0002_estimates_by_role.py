from collections import defaultdict

from django.db import migrations, models
from django.db.models import F, Sum
from django.utils import timezone


def say_what_an_estimate_knew(apps, schema_editor):
    """What a project opened with is its plan, nobody's estimate. An estimate knew the hours of its day and those before
    it, and the change orders that were agreed by then."""
    projects = apps.get_model("delivery", "Project").objects
    opened = projects.filter(closed_at=None, left_at__lte=F("opened_at"), sold_minutes__isnull=False)
    opened.update(left_minutes=None, left_cost=None, left_by=None, left_at=None)
    entries = apps.get_model("delivery", "TimeEntry").objects
    orders = apps.get_model("delivery", "ChangeOrder").objects.filter(
        declined_at=None, sales_at__isnull=False, delivery_at__isnull=False, client_on__isnull=False
    )
    for row in projects.filter(closed_at=None, left_at__isnull=False).only("pk", "left_at").iterator():
        day = timezone.localdate(row.left_at)
        logged = defaultdict(int)
        known = entries.filter(project=row.pk, day__lte=day).order_by().values_list("person__role__name")
        for role, minutes in known.annotate(Sum("minutes")):
            logged[role or ""] += minutes
        agreed = orders.filter(
            project=row.pk, client_on__lte=day, sales_at__lte=row.left_at, delivery_at__lte=row.left_at
        )
        numbers = list(agreed.order_by("number").values_list("number", flat=True))
        projects.filter(pk=row.pk).update(left_logged=dict(logged), left_changes=numbers)


class Migration(migrations.Migration):
    """An estimate of the rest says hours by role, and what had been logged and agreed when it was made; a change order
    says its hours by role."""

    dependencies = [("delivery", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="changeorder",
            name="by_role",
            field=models.JSONField(default=list, blank=True, help_text="[role name, minutes, cost] of these minutes"),
        ),
        migrations.AddField(
            model_name="project",
            name="left_by_role",
            field=models.JSONField(
                default=list, blank=True, help_text="[role name, minutes, cost]; no role is whoever does it"
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="left_logged",
            field=models.JSONField(
                default=dict, blank=True, help_text="minutes by role name that were logged when it was estimated"
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="left_changes",
            field=models.JSONField(
                default=list, blank=True, help_text="numbers of the change orders that the estimate knew"
            ),
        ),
        migrations.RunPython(say_what_an_estimate_knew, migrations.RunPython.noop),
    ]
