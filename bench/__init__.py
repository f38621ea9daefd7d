"""How fast the shop is, beside what others would do for the same request. See README.md."""
