from django.db import migrations


def lines_to_rows(apps, schema_editor):
    """What was one text, a line each, becomes a row each, so that each has its answer."""
    pitches = apps.get_model("review", "ReversePitch").objects.exclude(probes="")
    probe = apps.get_model("review", "Probe")
    for pitch in pitches.iterator():
        lines = [line.strip() for line in pitch.probes.splitlines() if line.strip()]
        probe.objects.bulk_create(
            probe(pitch=pitch, source="own", words=words, position=place) for place, words in enumerate(lines)
        )


def rows_to_lines(apps, schema_editor):
    for pitch in apps.get_model("review", "ReversePitch").objects.iterator():
        words = pitch.blind_spots.order_by("position", "pk").values_list("words", flat=True)
        pitch.probes = "\n".join(words)
        pitch.save(update_fields=["probes"])


class Migration(migrations.Migration):
    dependencies = [("review", "0002_rows_marks_and_probes")]

    operations = [
        migrations.RunPython(lines_to_rows, rows_to_lines, elidable=True),
    ]
