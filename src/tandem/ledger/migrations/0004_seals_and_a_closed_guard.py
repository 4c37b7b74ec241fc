"""Entries keep the digests of the rows that their deeds wrote, and the guard closes the ways round it."""

from django.db import migrations, models

from tandem.ledger import engine


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_reader")]

    operations = [
        # SQLite makes the table anew for a column, which the guard would take for emptying it.
        migrations.RunPython(engine.unguard, engine.guard),
        migrations.AddField(
            model_name="entry",
            name="seals",
            field=models.JSONField(default=dict, help_text="Digests of the rows that this deed wrote (seals.py)"),
        ),
        migrations.RunPython(engine.guard, engine.unguard),
    ]
