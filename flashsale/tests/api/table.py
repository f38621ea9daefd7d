"""Who may do what through the API: the status that each role is answered with.

`of` names what the call is about, in flashsale.tests.api.scene; store, product, sale and item are
the owner's, and the rival owns another store. The clerk is staff without any permission, staff
here has all. `key` is the scope that an API key needs; "no" is where none will do, and "any" where
nobody is asked who they are.
"""

from dataclasses import dataclass

ROLES = ("nobody", "shopper", "owner", "rival", "clerk", "staff")

TABLE = """
operation          of                key     nobody  shopper  owner  rival  clerk  staff
register           -                 any     201     201      201    201    201    201
signup             -                 any     201     201      201    201    201    201
login              -                 any     200     200      200    200    200    200
refresh            new-token         any     200     200      200    200    200    200
logout             new-token         any     204     204      204    204    204    204
me                 -                 read    401     200      200    200    200    200
make_key           -                 no      401     201      201    201    201    201
keys               -                 no      401     200      200    200    200    200
revoke_key         own-key           no      401     204      204    204    204    204
revoke_key         strangers-key     no      401     404      404    404    404    404
list_products      -                 any     200     200      200    200    200    200
trending           -                 any     200     200      200    200    200    200
product            product           any     200     200      200    200    200    200
create_product     store             manage  401     403      201    403    403    201
change_product     product           manage  401     403      200    403    403    200
delete_product     product           manage  401     403      204    403    403    204
list_stores        -                 any     200     200      200    200    200    200
store              store             any     200     200      200    200    200    200
list_sales         -                 read    401     200      200    200    200    200
list_active_sales  -                 read    401     200      200    200    200    200
sale               sale              read    401     200      200    200    200    200
sale               draft             read    401     404      200    404    404    200
sale               draft-of-both     read    401     404      404    404    404    200
create_sale        product           manage  401     403      201    403    403    201
create_sale        products-of-both  manage  401     403      403    403    403    201
start_sale         draft             manage  401     403      200    403    403    200
start_sale         draft-of-both     manage  401     403      403    403    403    200
end_sale           sale              manage  401     403      200    403    403    200
end_sale           sale-of-both      manage  401     403      403    403    403    200
stock              item              any     200     200      200    200    200    200
inventory          item              read    401     403      200    403    403    200
adjust_inventory   item              manage  401     403      200    403    403    200
reserve            item              buy     401     201      201    201    201    201
release            own-hold          buy     401     204      204    204    204    204
cart               -                 read    401     200      200    200    200    200
check_discount     own-hold          buy     401     200      200    200    200    200
purchase           item              buy     401     201      201    201    201    201
purchase_product   product-on-sale   buy     401     201      201    201    201    201
order              own-hold          buy     401     201      201    201    201    201
orders             -                 read    401     200      200    200    200    200
one_order          own-order         read    401     200      200    200    200    200
one_order          strangers-order   read    401     404      404    404    404    404
cancel_order       own-order         buy     401     200      200    200    200    200
cancel_order       strangers-order   buy     401     404      404    404    404    404
leaderboard        -                 any     200     200      200    200    200    200
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One operation, on one thing."""

    operation: str
    of: str
    key: str
    statuses: dict[str, int]


def _rows() -> tuple[Row, ...]:
    head, *lines = (line.split() for line in TABLE.strip().splitlines())
    assert tuple(head[3:]) == ROLES
    return tuple(
        Row(operation, of, key, dict(zip(ROLES, map(int, told), strict=True)))
        for operation, of, key, *told in lines
    )


ROWS = _rows()
