"""Hold and order in one step."""

from functools import partial
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from accounts.api.ways_in import Scope, ways_in
from inventory.api import LARGEST_QUANTITY
from orders.api.selling import sell, sold
from orders.api.wishes import IdempotencyKey, TermsBody
from orders.purchasing import purchase
from shop.selectors.offered_items import item_named, item_offering

router = Router(tags=["Buying"])


class PurchaseBody(TermsBody):
    quantity: int = Field(default=1, ge=1, le=LARGEST_QUANTITY, strict=True)


class SalePurchaseBody(PurchaseBody):
    sale_id: UUID = Field(alias="saleId", description="An item's, or that of a sale of one item.")


class ProductPurchaseBody(PurchaseBody):
    product_id: UUID = Field(alias="productId")


@router.post(
    "flashsales/purchase",
    auth=ways_in(Scope.BUY),
    response=sold(),
    operation_id="purchase",
    summary="Buy units of a sale in one step",
)
def purchase_of_sale(
    request: HttpRequest, body: SalePurchaseBody, idempotency_key: IdempotencyKey = ""
) -> Status:
    """So many units are yours, paid (201); or the payment has to be approved first (202).

    Only this is bought, whatever else you hold. Refused, it leaves what you hold as it was.
    """
    buy = partial(purchase, find=partial(item_named, body.sale_id), units=body.quantity)
    return sell(request, "flashsales/purchase", body=body, key=idempotency_key, buy=buy)


@router.post(
    "products/purchase",
    auth=ways_in(Scope.BUY),
    response=sold(),
    operation_id="purchase_product",
    summary="Buy units of a product in one step",
)
def purchase_of_product(
    request: HttpRequest, body: ProductPurchaseBody, idempotency_key: IdempotencyKey = ""
) -> Status:
    """The same, of a product that one running sale offers as one item."""
    buy = partial(purchase, find=partial(item_offering, body.product_id), units=body.quantity)
    return sell(request, "products/purchase", body=body, key=idempotency_key, buy=buy)
