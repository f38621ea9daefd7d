"""What became of orders before there were webhooks is not told by them."""

from django.db import migrations
from django.db.models import F


def mark_as_told(apps, schema_editor):
    Order = apps.get_model("orders", "Order")
    Order.objects.filter(status__in=["placed", "cancelled"]).update(told_status=F("status"))


class Migration(migrations.Migration):
    dependencies = [("orders", "0004_api")]

    operations = [migrations.RunPython(mark_as_told, migrations.RunPython.noop)]
