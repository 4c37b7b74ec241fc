"""What lay readable: second-step secrets are sealed, and sessions whose rows were their own keys end.

Safe to run again: what is sealed stays as it is. Everybody signs in once more.
"""

from django.db import migrations

from tandem.front.second_step import reseal


def seal(apps, schema_editor) -> None:
    authenticators = apps.get_model("mfa", "Authenticator").objects.using(schema_editor.connection.alias)
    for row in authenticators.order_by("pk"):
        fresh = reseal(row.data)
        if fresh != row.data:
            authenticators.filter(pk=row.pk).update(data=fresh)
    apps.get_model("sessions", "Session").objects.using(schema_editor.connection.alias).all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("front", "0008_guesses_and_known_networks"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("sessions", "0001_initial"),
    ]

    operations = [migrations.RunPython(seal, migrations.RunPython.noop)]
