from django.db import migrations, models


class Migration(migrations.Migration):
    """A vet of a section that says nothing (no open risk) is a vet too."""

    dependencies = [("scoping", "0002_vets_and_documents")]

    operations = [
        migrations.AlterField("vet", "said", models.JSONField(blank=True, default=list)),
    ]
