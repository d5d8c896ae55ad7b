from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agenda", "0003_attendance_and_afterwards")]

    operations = [
        migrations.AddField(
            model_name="registration",
            name="reminded_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="dernier rappel le"),
        ),
        migrations.AddField(
            model_name="registration",
            name="submission",
            field=models.UUIDField(blank=True, editable=False, null=True, unique=True),
        ),
    ]
