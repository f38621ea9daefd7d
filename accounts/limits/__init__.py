"""Limits: nobody can ask for so much that others get nothing, or guess what is secret.

- `flashsale.limit_settings` says what is limited (pages, API, reserve, login, …), and how far
- `callers` says who is counted: the account, as far as the request proves one without a question
  to the database, and the address
- `window` counts, in Redis: a sliding window, all of a request's windows in one round trip
- `middleware` does this for every request; the rush lane does the same on its event loop (`line`)
- `checking.require_room` counts for an account that is known only later: an API key's, once its
  signature was verified

While Redis is away nobody is refused. RATE_LIMITS=0 turns all of it off, the lockout too.
"""
