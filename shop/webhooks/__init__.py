"""Webhooks: other programs are told of what happens in the shop.

    something happens ──▶ telling writes a WebhookDelivery for each endpoint that may know of it,
                          in one transaction with the mark that it was told (`sales`; of orders,
                          `orders.telling`)
    each is due       ──▶ sending posts it, signed, to an address outside (`sending`, `posting`)
    answered 2xx      ──▶ delivered
    all else          ──▶ tried again after growing pauses, for about a day; then it is given up,
                          and an endpoint that took nothing in all that time is paused (`trying`)

An event has one id, for every endpoint and every try. A receiver may get it twice: a sender that
was killed after the receiver had it does not know. What has waited longest is sent first, by the
time at which it happened; a message that has to be tried again comes after later ones.
"""
