from django.db import migrations, models


class Migration(migrations.Migration):
    """A firm says in which currency it counts; nobody's guess stands in for it."""

    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.AlterField(model_name="firm", name="currency", field=models.CharField(max_length=3)),
    ]
