from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mail", "0003_about")]

    operations = [
        migrations.AddField(
            model_name="outgoingmail",
            name="sender_address",
            field=models.EmailField(
                blank=True, default="", editable=False, help_text="Empty for the installation’s own.", max_length=254
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="outgoingmail",
            name="sender",
            field=models.CharField(blank=True, max_length=200, verbose_name="de la part de"),
        ),
    ]
