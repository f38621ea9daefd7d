"""The pages of buying: the button, the cart, the checkout, orders, leaderboards."""
