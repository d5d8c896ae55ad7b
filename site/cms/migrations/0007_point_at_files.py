import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cms', '0006_carry_files'),
    ]

    operations = [
        migrations.AlterField(
            model_name='documenttext',
            name='document',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cms.file'),
        ),
        migrations.AlterField(
            model_name='downloadcount',
            name='document',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cms.file'),
        ),
        migrations.AlterField(
            model_name='resourcefile',
            name='document',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cms.file', verbose_name='fichier'),
        ),
    ]
