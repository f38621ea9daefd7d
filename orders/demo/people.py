"""Who is in the demo shop: three logins to try it with, and past buyers who never sign in."""

import random
import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils.text import slugify

from accounts.models import User
from flashsale import clock
from orders.demo.logins import DemoLogin
from orders.demo.names import FIRST_NAMES, LAST_NAMES
from shop.demo.shelving import demo_id
from shop.models import Store

MOST_BUYERS = 1_000
JOINED_DAYS_AGO = (120, 400)
OWN_PASSWORD_BYTES = 9


def welcome(login: DemoLogin) -> str | None:
    """The login exists; returns its password where this call made it, None where it was there.

    One that owns a store is given it now, and not again if staff take it away; the store must be
    there. Behind TLS, where strangers may come by, it gets a password of its own and not the known
    one.
    """
    if User.objects.filter(email=login.email).exists():
        return None
    password = secrets.token_urlsafe(OWN_PASSWORD_BYTES) if settings.HTTPS else login.password
    make = User.objects.create_superuser if login.is_staff else User.objects.create_user
    user = make(login.email, login.name, password)
    Store.objects.filter(slug=login.store, owner=None).update(owner=user)
    return password


def welcome_buyers(number: int, *, seed: int) -> int:
    """`number` past buyers exist, with names drawn by `seed`; returns how many this call made.

    Buyer number 7 is one person, whatever the seed: another seed renames nobody. None has a
    password, since hashing so many takes longer than all the rest.
    """
    buyers = {demo_id(f"buyer {index}"): index for index in range(number)}
    known = set(User.objects.filter(pk__in=list(buyers)).values_list("pk", flat=True))
    names = _names(seed)
    rng = random.Random(f"{seed} joined")
    now = clock.now()
    joined = [now - timedelta(days=rng.uniform(*JOINED_DAYS_AGO)) for _ in range(number)]
    made = [
        User(
            id=user_id,
            email=f"{slugify(names[index]).replace('-', '.')}{index + 1}@example.com",
            name=names[index],
            password=make_password(None),
            joined_at=clock.from_ms(clock.to_ms(joined[index])),
        )
        for user_id, index in buyers.items()
        if user_id not in known
    ]
    User.objects.bulk_create(made)
    return len(made)


def buyers(number: int) -> list[User]:
    """The past buyers in their order."""
    found = User.objects.in_bulk([demo_id(f"buyer {index}") for index in range(number)])
    return [found[demo_id(f"buyer {index}")] for index in range(number)]


def _names(seed: int) -> list[str]:
    """As many different full names as there can be buyers, in the order that `seed` draws."""
    rng = random.Random(f"{seed} names")
    first, last = (rng.sample(names, len(names)) for names in (FIRST_NAMES, LAST_NAMES))
    rounds = range(-(-MOST_BUYERS // len(first)))
    return [
        f"{name} {last[(at + shift) % len(last)]}"
        for shift in rounds
        for at, name in enumerate(first)
    ]
