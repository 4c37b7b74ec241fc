from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def believe_what_was_written(apps, schema_editor):
    """Until now one person's word counted for all: what was written down then stands."""
    seats = apps.get_model("scoping", "SessionSeat")
    sessions = apps.get_model("scoping", "ScopingSession")
    held = sessions.objects.filter(pk=OuterRef("session")).values("held_at")[:1]
    seats.objects.filter(came=True).update(confirmed_at=Subquery(held))


class Migration(migrations.Migration):
    """Everybody says for themself that they were in a session."""

    dependencies = [
        ("scoping", "0004_what_was_agreed_at_the_freeze"),
    ]

    operations = [
        migrations.AddField(
            model_name="sessionseat",
            name="confirmed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunPython(believe_what_was_written, migrations.RunPython.noop),
    ]
