from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("foundation", "0003_vault")]

    operations = [
        migrations.AddField(
            model_name="storedfile", name="public_until", field=models.DateField(blank=True, null=True)
        ),
    ]
