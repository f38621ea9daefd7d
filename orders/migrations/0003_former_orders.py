"""Orders from before there were sums and refunds have them too."""

from django.db import migrations
from django.db.models import F


def complete(apps, schema_editor):
    """Each order has its subtotal; each that is still to be paid back has its Refund."""
    Order = apps.get_model("orders", "Order")
    Refund = apps.get_model("orders", "Refund")
    Order.objects.filter(subtotal=0).update(subtotal=F("total"))
    owed = Order.objects.filter(status="cancelled", refunded_at__isnull=True, refunds__isnull=True)
    Refund.objects.bulk_create(Refund(order=order, amount=order.total) for order in list(owed))


class Migration(migrations.Migration):
    dependencies = [("orders", "0002_buying")]

    operations = [migrations.RunPython(complete, migrations.RunPython.noop)]
