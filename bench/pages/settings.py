"""The shop's settings, middleware and all, with one more address."""

from flashsale.settings import *  # noqa: F403

ROOT_URLCONF = "bench.pages.urls"
