"""Mails that the queue before this one never sent are sent now; its table goes. Imports that it left standing are taken
up by the schedule."""

import json
from datetime import timedelta

from django.db import migrations
from django.utils import timezone

OLD = "django_tasks_db_dbtaskresult"
MAIL = "tandem.review.tasks.mail_invitation"


def carry_over(apps, editor) -> None:
    if OLD not in editor.connection.introspection.table_names():
        return
    now, Job = timezone.now(), apps.get_model("jobs", "Job")
    with editor.connection.cursor() as cursor:
        asked = f"SELECT id, args_kwargs FROM {OLD} WHERE task_path = %s AND status <> 'SUCCESSFUL'"  # noqa: S608
        cursor.execute(asked, [MAIL])
        for pk, told in cursor.fetchall():
            args = (json.loads(told) if isinstance(told, str) else told)["args"]
            values = {"kind": MAIL, "args": args, "title": "Invitation to a reverse pitch"}
            moments = {"asked_at": now, "next_at": now, "until": now + timedelta(days=3)}
            Job.objects.get_or_create(key=f"before:{pk}", defaults={**values, **moments})
    editor.execute(f"DROP TABLE {OLD}")


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_jobs_and_outbox")]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
