"""What the schema says of the API as a whole."""

DESCRIPTION = """\
Everything that the shop's pages can do, for programs.

**Three ways to prove who asks.** A browser's *session*, with the header `X-CSRFToken` for what
changes something; the *access token* of `POST auth/login`, as `Authorization: Bearer …`; an *API
key* of `POST keys`, whose secret signs each request:

| header | value |
|---|---|
| `X-Api-Key` | the key's id |
| `X-Timestamp` | Unix seconds, at most 300 from the shop's |
| `X-Nonce` | 8 to 64 characters, new for each request |
| `X-Signature` | hex HMAC-SHA-256, with the secret, over `METHOD\\nPATH?QUERY\\nTIMESTAMP\\nNONCE\\nSHA256HEX(BODY)` |

**Every refusal** is `{"error": {"code", "message", "fields"}}`: the code is for programs and stays,
the message is for people. 503 and 429 carry `Retry-After`. Every answer carries `X-Request-ID`.

**Times** are ISO 8601 in UTC, with milliseconds; **money** is a decimal as a string.
**Lists** take `page` and `limit`, and answer `{"items", "page", "pages", "count"}`.
"""  # noqa: E501 - a table's row is one line

TAGS = [
    {"name": "Accounts", "description": "Register, sign in, stay signed in, sign out."},
    {"name": "API keys", "description": "For programs that sign what they send."},
    {"name": "Products", "description": "Find and see them; manage those of your stores."},
    {"name": "Stores", "description": "Who sells."},
    {"name": "Sales", "description": "What is or will be on sale, made, opened and ended."},
    {"name": "Inventory", "description": "Pools of units, their ledgers, and adjustments."},
    {"name": "Buying", "description": "Hold units while you decide, then buy them."},
    {"name": "Orders", "description": "What was bought, and its undoing."},
    {"name": "Leaderboard", "description": "Who was first."},
]
