"""The database itself refuses to change or delete an entry."""

from django.db import migrations

from tandem.ledger import engine


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunPython(engine.guard, engine.unguard)]
