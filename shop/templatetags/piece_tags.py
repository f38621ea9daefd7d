"""What the pages need of products with variants. `{% load piece_tags %}`"""

from django import template

from shop.presentation import ItemView, PieceView, SaleView

register = template.Library()


@register.filter
def piece_led_by(view: SaleView, offer: ItemView) -> PieceView | None:
    """`{{ view|piece_led_by:offer }}`: the sale's product whose first item this is; None for its
    other variants, which are shown with the first.
    """
    return next((piece for piece in view.pieces if piece.items[0] is offer), None)
