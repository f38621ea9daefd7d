"""`python -m bench.bearers < buyers`: an access token a line, of each buyer whose session it is."""

import sys
from collections.abc import Iterable, Iterator
from itertools import islice

import django
from django.contrib.auth import SESSION_KEY

BATCH = 500


def tokens_of(session_keys: Iterable[str]) -> Iterator[str]:
    """The tokens, in the order of the sessions. Raises KeyError for a session that is over."""
    # These need the apps that Django has loaded.
    from django.contrib.sessions.models import Session  # noqa: PLC0415

    from accounts.access_tokens import new_access_token  # noqa: PLC0415
    from accounts.models import User  # noqa: PLC0415
    from accounts.sessions import SessionStore  # noqa: PLC0415

    keys = iter(session_keys)
    while batch := list(islice(keys, BATCH)):
        store = SessionStore()
        found = Session.objects.in_bulk(batch)
        owners = [store.decode(found[key].session_data)[SESSION_KEY] for key in batch]
        users = {str(user.pk): user for user in User.objects.filter(pk__in=owners)}
        yield from (new_access_token(users[owner]) for owner in owners)


if __name__ == "__main__":
    django.setup()
    sys.stdout.writelines(
        f"{token}\n" for token in tokens_of(line.split()[0] for line in sys.stdin)
    )
