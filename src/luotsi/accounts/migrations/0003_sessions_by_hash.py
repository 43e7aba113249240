from typing import Any

from django.db import migrations


def forget_keys(apps: Any, schema_editor: Any) -> None:
    """Rows named by their key itself are of no use any more; whoever was signed in signs in again."""
    apps.get_model("accounts", "StaffSession").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_people_and_rights")]
    operations = [migrations.RunPython(forget_keys, migrations.RunPython.noop)]
