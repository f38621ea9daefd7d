"""The front ends of five other flash-sale systems, as programs that use this shop instead.

Each speaks HTTP with `requests` and knows nothing else of the shop. Each runs alone, too:

    python -m flashsale.tests.clients.c http://localhost:8000

`a` buys through the pages, with a session; `b` signs each request with a key; `c`, `d` and `e`
sign in with a token. What a client does not expect ends it with `Unexpected`.
"""
