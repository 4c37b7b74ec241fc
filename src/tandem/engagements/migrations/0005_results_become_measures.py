"""What an outcome came to was one word on the outcome; it's the measure at the close of the work now."""

from django.db import migrations
from django.db.models import F


def results_to_measures(apps, schema_editor) -> None:
    """Where nobody is named on the deal, nobody can have measured: there the words stay, and `met` isn't known."""
    Outcome = apps.get_model("engagements", "Outcome")  # noqa: N806
    OutcomeMeasure = apps.get_model("engagements", "OutcomeMeasure")  # noqa: N806
    rows = Outcome.objects.exclude(result="").annotate(
        who=F("engagement__lead"), seller=F("engagement__seller"), when=F("engagement__stage_since")
    )
    made = []
    for row in rows.iterator():
        who = row.who or row.seller
        known = {"measured_by_id": who, "measured_at": row.when, "met": row.met} if who else {}
        made.append(
            OutcomeMeasure(
                outcome_id=row.pk, point="close", due_on=row.when.date(), asked_id=who, value=row.result, **known
            )
        )
    OutcomeMeasure.objects.bulk_create(made, batch_size=500, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("engagements", "0004_assumptions_that_die")]
    operations = [migrations.RunPython(results_to_measures, migrations.RunPython.noop)]
