"""Buying through the API."""
