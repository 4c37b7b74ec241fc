from django.db import migrations


class Migration(migrations.Migration):
    """By itself: PostgreSQL alters no table in a transaction that has just written rows."""

    dependencies = [("review", "0003_probes_as_rows")]

    operations = [
        migrations.RemoveField("reversepitch", "probes"),
    ]
