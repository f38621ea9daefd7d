"""The product page beside an empty view on the same server, in turn."""
