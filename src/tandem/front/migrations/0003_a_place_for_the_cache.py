"""Sign-in tries are counted in the cache, which is a table: whoever migrates by hand gets it too."""

from django.core.management import call_command
from django.db import migrations


def make_table(apps, editor) -> None:
    call_command("createcachetable", database=editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("front", "0002_sent_forms")]

    operations = [migrations.RunPython(make_table, migrations.RunPython.noop)]
