"""Whom templates show the way to the webhooks. `{% load webhook_tags %}`"""

from django import template
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from shop.webhooks.listeners import may_listen

register = template.Library()


@register.filter
def has_webhooks(user: User | AnonymousUser) -> bool:
    """`{% if user|has_webhooks %}`: whether there is anything that they could be told of."""
    return isinstance(user, User) and may_listen(user)
