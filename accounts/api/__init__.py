"""Accounts through the API: who asks, and how that is proved."""
