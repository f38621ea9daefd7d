"""The shop's settings for shops that tests start: a password is hashed at once, not in 0.3 s.

Each test signs its own shoppers up, and a hash that is slow on purpose took longer than the test.
"""

from flashsale.settings import *  # noqa: F403 - all of them

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
