"""What became of sales before there were webhooks is not told by them."""

from django.db import migrations
from django.db.models import F

from flashsale import clock


def mark_as_told(apps, schema_editor):
    Sale = apps.get_model("shop", "Sale")
    SaleItem = apps.get_model("shop", "SaleItem")
    now = clock.now()
    begun = Sale.objects.filter(published_at__isnull=False, starts_at__lte=now)
    begun.update(opening_told_at=now)
    left = set(SaleItem.objects.filter(sold__lt=F("units")).values_list("sale_id", flat=True))
    sold_out = [pk for pk in begun.values_list("pk", flat=True) if pk not in left]
    Sale.objects.filter(pk__in=sold_out).update(selling_out_told_at=now)
    over = Sale.objects.filter(published_at__isnull=False, ends_at__lte=now)
    over.update(end_told_at=now)


class Migration(migrations.Migration):
    dependencies = [("shop", "0004_api")]

    operations = [migrations.RunPython(mark_as_told, migrations.RunPython.noop)]
