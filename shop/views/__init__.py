"""The pages of the shop. Each asks a selector and fills a template."""

from shop.views.home import home
from shop.views.product import product
from shop.views.products import products, store
from shop.views.sales import all_sales, sale, stock

__all__ = ["all_sales", "home", "product", "products", "sale", "stock", "store"]
