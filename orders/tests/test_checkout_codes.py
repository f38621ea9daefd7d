"""Discount codes at the checkout: what one gives or why not, and who has the last use of it."""

from decimal import Decimal

import pytest
from django.test import Client

from accounts.models import User
from accounts.tests.factories import UserFactory
from orders import till
from orders.models import Discount, TestCharge
from orders.tests.buttons import CHECKOUT, assert_nothing_bought, bought, checkout_form, pay
from orders.tests.delivering import update
from orders.tests.discounting import discount_of, uses
from orders.tests.holding import held_item
from orders.tests.pages import form_to, words
from orders.tests.pressing import signed_in_client
from orders.tests.threads import at_once
from orders.tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db(transaction=True)


def with_code(client: Client, code: str) -> dict[str, str]:
    """The checkout's form once the code was applied."""
    return form_to(update(client, checkout_form(client, code=code)), CHECKOUT).fields


def test_apply_shows_what_a_code_gives_and_buys_nothing(signed_in: Client, ada: User) -> None:
    held_item(ada, units=2, price=Decimal("50.00"))
    discount_of("SPRING", percent=Decimal("7.5"))

    with nothing_changes():
        page = update(signed_in, checkout_form(signed_in, code=" spring "))

    assert page.status_code == 200
    assert "SPRING takes €7.50 off." in words(page)
    assert "Discount SPRING" in words(page)
    assert page.context["quote"].total == Decimal("92.50")


def test_an_order_with_a_code_has_the_discount_and_each_lines_share(
    signed_in: Client, ada: User
) -> None:
    held_item(ada, units=2, price=Decimal("50.00"))
    held_item(ada, units=1, price=Decimal("0.10"))
    discount = discount_of("SPRING", amount=Decimal("10.00"))

    order = bought(pay(signed_in, with_code(signed_in, "SPRING")))

    assert (order.subtotal, order.discount_code) == (Decimal("100.10"), "SPRING")
    assert (order.discount_amount, order.total) == (10, Decimal("90.10"))
    shares = {line.unit_price: line.discount for line in order.lines.all()}
    assert shares == {Decimal("50.00"): Decimal("9.99"), Decimal("0.10"): Decimal("0.01")}
    assert TestCharge.objects.get().amount == Decimal("90.10")
    assert uses(discount) == (1, [1])


def test_a_code_that_does_not_work_says_why_and_stays_in_its_field(
    signed_in: Client, ada: User
) -> None:
    held_item(ada, units=1)
    page = update(signed_in, checkout_form(signed_in, code="NOPE"))
    assert page.status_code == 200
    assert "We don't know this code." in words(page)
    assert form_to(page, CHECKOUT).fields["code"] == "NOPE"
    assert page.context["quote"].total == 80


def test_a_code_that_was_never_applied_is_not_left_out_in_silence(
    signed_in: Client, ada: User
) -> None:
    held_item(ada, units=1)
    with nothing_changes():
        page = pay(signed_in, checkout_form(signed_in, code="NOPE"))
    assert page.status_code == 409
    assert "We don't know this code." in words(page)
    assert bought(pay(signed_in, form_to(page, CHECKOUT).fields)).total == 80


def test_a_code_that_was_never_applied_but_works_is_shown_first(
    signed_in: Client, ada: User
) -> None:
    held_item(ada, units=1)
    discount_of("SPRING", percent=Decimal(10))
    with nothing_changes():
        page = pay(signed_in, checkout_form(signed_in, code="SPRING"))
    assert page.status_code == 409
    assert bought(pay(signed_in, form_to(page, CHECKOUT).fields)).total == 72


@pytest.mark.parametrize("code", ["\x00", "x" * 41, "NO\nPE", "é" * 40])
def test_what_can_be_no_code_is_refused_as_one_that_nobody_knows(
    signed_in: Client, ada: User, code: str
) -> None:
    held_item(ada, units=1)
    form = checkout_form(signed_in, code=code)
    with nothing_changes():
        assert update(signed_in, form).status_code == 200
        assert pay(signed_in, form).status_code == 409


def test_of_two_who_agreed_to_the_last_use_of_a_code_the_second_is_charged_nothing(
    signed_in: Client, ada: User
) -> None:
    discount = discount_of("LAST", percent=Decimal(10), most_uses=1)
    eve = UserFactory()
    browsers = [(signed_in, ada), (signed_in_client(eve), eve)]
    forms = []
    for browser, buyer in browsers:
        held_item(buyer, units=1)
        forms.append(with_code(browser, "LAST"))

    first = bought(pay(signed_in, forms[0]))
    with nothing_changes():
        page = pay(browsers[1][0], forms[1])

    assert first.total == 72
    assert page.status_code == 409
    assert "This code has been used up." in words(page)
    assert TestCharge.objects.count() == 1
    assert uses(discount)[0] == 1
    assert bought(pay(browsers[1][0], form_to(page, CHECKOUT).fields)).total == 80


def test_a_code_that_is_used_up_while_the_order_is_inserted_charges_nothing(
    signed_in: Client, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """1. both look at the code  2. the other's order takes the last use  3. this one is inserted"""
    held_item(ada, units=1)
    discount = discount_of("LAST", percent=Decimal(10), most_uses=1)
    form = with_code(signed_in, "LAST")
    look = till.reduction

    def look_and_lose(*arguments: object, **options: object) -> object:
        found = look(*arguments, **options)  # type: ignore[arg-type]
        Discount.objects.filter(pk=discount.pk).update(used=1)
        return found

    monkeypatch.setattr(till, "reduction", look_and_lose)
    page = pay(signed_in, form)

    assert page.status_code == 409
    assert "This code has been used up." in words(page)
    assert_nothing_bought()
    assert not TestCharge.objects.exists()


def test_the_same_form_with_the_last_use_of_a_code_twice_is_one_purchase(
    signed_in: Client, ada: User
) -> None:
    held_item(ada, units=1)
    discount = discount_of("LAST", percent=Decimal(10), most_uses=1)
    form = with_code(signed_in, "LAST")
    clients = [signed_in_client(ada) for _ in range(4)]

    answers = at_once(clients, lambda client: pay(client, form))

    assert len({bought(answer) for answer in answers}) == 1
    assert uses(discount) == (1, [1])
    assert TestCharge.objects.count() == 1
