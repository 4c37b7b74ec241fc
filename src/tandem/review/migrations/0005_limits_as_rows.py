"""The two amounts that a policy had become rows, so that a row may ask for more than an amount; words that were said
before there were matters count for each matter that their seat signs."""

from django.db import migrations, models

ROWS = (("board_from", "board"), ("finance_from", "finance"))
SIGNS = {"finance": ("risk", "price")}
EVERY = ("scope", "risk", "price")


def make_rows(apps, schema_editor):
    Policy, PolicyRow = apps.get_model("review", "Policy"), apps.get_model("review", "PolicyRow")
    PolicyRow.objects.bulk_create(
        PolicyRow(policy=policy, measure="value", limit=getattr(policy, name), calls=calls, position=place)
        for policy in Policy.objects.order_by("pk")
        for place, (name, calls) in enumerate(ROWS)
    )
    # Three seats at most sat until now, and all had to speak: three is what the firm had.
    Policy.objects.filter(quorum=2).update(quorum=3)


def make_marks(apps, schema_editor):
    Verdict, VerdictMark = apps.get_model("review", "Verdict"), apps.get_model("review", "VerdictMark")
    VerdictMark.objects.bulk_create(
        (
            VerdictMark(verdict_id=pk, matter=matter, vote=vote)
            for pk, seat, vote in Verdict.objects.order_by("pk").values_list("pk", "seat", "vote")
            for matter in SIGNS.get(seat, EVERY)
        ),
        batch_size=1000,
    )


def back_to_columns(apps, schema_editor):
    PolicyRow = apps.get_model("review", "PolicyRow")
    for row in PolicyRow.objects.filter(measure="value").select_related("policy"):
        for name, calls in ROWS:
            if row.calls == calls:
                setattr(row.policy, name, row.limit)
                row.policy.save(update_fields=[name])
    PolicyRow.objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("review", "0004_no_probes_as_text")]

    operations = [
        migrations.AddField("policy", "version", models.PositiveIntegerField(default=1)),
        migrations.AlterField("policy", "quorum", models.PositiveSmallIntegerField(default=3)),
        migrations.RunPython(make_rows, back_to_columns),
        migrations.RunPython(make_marks, migrations.RunPython.noop),
    ]
