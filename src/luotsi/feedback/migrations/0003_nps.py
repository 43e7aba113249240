from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('feedback', '0002_wishes_and_reading'),
    ]

    operations = [
        migrations.AddField(
            model_name='answer',
            name='nps',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
    ]
