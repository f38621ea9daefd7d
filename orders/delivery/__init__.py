"""How an order reaches its buyer.

methods.py      the ways to deliver, and what each costs in each country
kept.py         addresses that a shopper has used, kept for next time
postcodes.py    what a postcode of a country looks like
form.py         what a shopper chooses and types at the checkout
"""
