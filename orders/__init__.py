"""From the cart to the leaderboard: holds become orders, and orders can be undone."""
