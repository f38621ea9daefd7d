"""Products and stores."""

from django.db.models import QuerySet

from shop.models import Product, Store

LONGEST_QUERY = 100


def products(*, query: str = "", store: Store | None = None) -> QuerySet[Product]:
    """The products whose name contains `query`, of `store` or of all, by name."""
    found = Product.objects.select_related("store").order_by("name", "pk")
    if store is not None:
        found = found.filter(store_id=store.pk)
    if query:
        found = found.filter(name__icontains=query)
    return found


def cleaned_query(text: str) -> str:
    """What a visitor typed into the search, as it can be looked for."""
    return text.replace("\x00", "").strip()[:LONGEST_QUERY]
