"""The admin's pages of what owners may do: who owns a store, and what was adjusted by hand."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.tests.factories import UserFactory
from shop.adjusting import adjust
from shop.models import StockAdjustment, Store
from shop.tests.admin_pages import page_of, text_of
from shop.tests.factories import StoreFactory, item_of, published_sale

pytestmark = pytest.mark.django_db


def save(store: Store, *, owner: User, by: User) -> None:
    """Staff save the store's page, with this owner."""
    client = Client()
    client.force_login(by)
    form = {"name": store.name, "slug": store.slug, "description": "", "owner": str(owner.pk)}
    assert client.post(page_of(store), form).status_code == 302
    store.refresh_from_db()


def test_staff_name_the_owner_of_a_store() -> None:
    store, owner = StoreFactory(), UserFactory()
    save(store, owner=owner, by=UserFactory(staff=True))
    assert store.owner == owner


def test_who_may_not_do_what_an_owner_may_makes_nobody_one() -> None:
    clerk, store = UserFactory(is_staff=True), StoreFactory()
    clerk.user_permissions.add(Permission.objects.get(codename="change_store"))
    save(store, owner=clerk, by=clerk)
    assert store.owner is None


def test_adjustments_are_shown_and_never_edited(client: Client) -> None:
    boss = UserFactory(email="boss@example.com", staff=True)
    client.force_login(boss)
    item = item_of(published_sale(title="Spring drop"))
    done = adjust(item, units=5, reason="A box turned up", by=boss)
    listed = text_of(client.get(reverse("admin:shop_stockadjustment_changelist")))
    for shown in ("Spring drop", "A box turned up", "boss@example.com", "applied"):
        assert shown in listed
    assert "A box turned up" in text_of(client.get(page_of(done)))
    assert client.post(page_of(done), {"units": 50}).status_code == 403
    assert client.get(page_of(done, "delete")).status_code == 403
    assert client.get(reverse("admin:shop_stockadjustment_add")).status_code == 403
    assert StockAdjustment.objects.get().units == 5
