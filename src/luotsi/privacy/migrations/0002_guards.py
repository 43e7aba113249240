from typing import Any

from django.db import migrations

from luotsi.privacy import guards


def put_up(apps: Any, schema_editor: Any) -> None:
    guards.install(schema_editor.connection)
    apps.get_model("privacy", "AuditHead").objects.using(schema_editor.connection.alias).get_or_create(pk=1)


def take_down(apps: Any, schema_editor: Any) -> None:
    guards.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_initial")]
    operations = [migrations.RunPython(put_up, take_down)]
