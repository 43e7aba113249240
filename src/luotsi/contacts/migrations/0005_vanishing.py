import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0004_blocking"),
    ]

    operations = [
        migrations.AddField(
            model_name="contactrow",
            name="lost_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="presencerow",
            name="heard_at",
            field=models.DateTimeField(db_index=True, default=django.utils.timezone.now),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="contactrow",
            index=models.Index(
                condition=models.Q(("lost_at__isnull", False)), fields=["lost_at"], name="contacts_lost"
            ),
        ),
    ]
