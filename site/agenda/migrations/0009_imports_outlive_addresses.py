import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agenda", "0008_rides")]

    operations = [
        migrations.AlterField(
            model_name="importedevent",
            name="address",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="events",
                to="agenda.calendaraddress",
                verbose_name="calendrier",
            ),
        ),
    ]
