"""Staff delete an account as its owner would, or are told why they can't."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.tests.factories import UserFactory
from orders.errors import LastSuperuser, OrderPending, WorkedInAdmin
from orders.models import Address, Order
from orders.tests.buying import pending_order, placed_order
from shop.tests.admin_pages import told
from shop.tests.factories import published_sale

pytestmark = pytest.mark.django_db(transaction=True)

YES = {"post": "yes"}


@pytest.fixture
def boss(client: Client) -> User:
    boss: User = UserFactory(email="boss@example.com", name="The Boss", staff=True)
    client.force_login(boss)
    return boss


def delete_page(user: User) -> str:
    return reverse("admin:accounts_user_delete", args=[user.pk])


def test_orders_stay_nameless_when_staff_delete_an_account(client: Client, boss: User) -> None:
    ada = UserFactory(email="ada@example.com")
    order = placed_order(published_sale(ends_in=None), buyer=ada)
    Order.objects.filter(pk=order.pk).update(recipient="Ada Lovelace", city="Berlin")
    Address.objects.create(owner=ada, recipient="Ada Lovelace")
    asked = client.get(delete_page(ada)).content.decode()
    assert "Orders that stay, without name and address: 1." in asked
    assert "Yes, delete the account" in asked

    answer = client.post(delete_page(ada), YES)

    assert answer.status_code == 302
    assert not User.objects.filter(pk=ada.pk).exists()
    stays = Order.objects.get(pk=order.pk)
    assert (stays.status, stays.buyer, stays.recipient, stays.city) == ("placed", None, "", "")
    assert not Address.objects.exists()


def test_the_log_of_the_admin_does_not_name_who_is_gone(client: Client, boss: User) -> None:
    ada = UserFactory(email="ada@example.com")
    page = reverse("admin:accounts_user_change", args=[ada.pk])
    client.post(page, {"email": "ada@example.com", "name": "Ada L.", "is_active": "on"})
    client.post(delete_page(ada), YES)
    assert (
        list(LogEntry.objects.values_list("object_repr", "object_id"))
        == [("a deleted account", str(ada.pk))] * 2
    )


def test_an_account_that_has_to_stay_is_not_deleted_and_staff_are_told_why(
    client: Client, boss: User
) -> None:
    buyer, worker = UserFactory(), UserFactory(is_staff=True)
    pending_order(published_sale(), buyer=buyer)
    LogEntry.objects.log_actions(worker.pk, [worker], 2, change_message="Renamed")
    for user, reason in ((buyer, OrderPending), (worker, WorkedInAdmin), (boss, LastSuperuser)):
        for ask in (client.get, lambda page: client.post(page, YES)):
            answer = ask(delete_page(user))
            change = reverse("admin:accounts_user_change", args=[user.pk])
            assert (answer.status_code, answer.url) == (302, change)
            assert reason.message in told(answer)
        assert User.objects.filter(pk=user.pk).exists()


def test_who_may_not_delete_people_deletes_nobody(client: Client) -> None:
    clerk, shopper = UserFactory(is_staff=True), UserFactory()
    clerk.user_permissions.set(Permission.objects.filter(codename="change_user"))
    client.force_login(clerk)
    assert client.post(delete_page(shopper), YES).status_code == 403
    assert User.objects.filter(pk=shopper.pk).exists()
