"""The columns that became rows; a migration of its own, since PostgreSQL alters no table whose rows it has just written."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("review", "0005_limits_as_rows")]

    operations = [
        migrations.RemoveField("policy", "board_from"),
        migrations.RemoveField("policy", "finance_from"),
    ]
