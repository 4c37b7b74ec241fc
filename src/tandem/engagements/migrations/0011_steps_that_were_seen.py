from itertools import groupby

from django.db import migrations


def keep_what_was_seen(apps, schema_editor):
    """A win past open gates was written as if it had passed every stage at one moment: one step, from where it stood."""
    steps = apps.get_model("engagements", "StageChange").objects
    rows = steps.filter(engagement__ungated=True).order_by("engagement_id", "at", "pk")
    for _key, group in groupby(rows.iterator(), key=lambda row: (row.engagement_id, row.at)):
        walked = list(group)
        if len(walked) > 1 and walked[-1].now == "signed":
            steps.filter(pk__in=[row.pk for row in walked[1:]]).delete()
            steps.filter(pk=walked[0].pk).update(now="signed")


class Migration(migrations.Migration):
    """Odds are learnt from the stages in which a deal was seen."""

    dependencies = [("engagements", "0010_whose_word_it_is")]

    operations = [migrations.RunPython(keep_what_was_seen, migrations.RunPython.noop)]
