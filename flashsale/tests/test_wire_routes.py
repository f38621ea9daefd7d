"""Which server is asked, and what is learned from what it says; without any server."""

from collections.abc import Callable

import pytest
from redis.exceptions import ResponseError

from flashsale.wire import Address, BrokenLine, Elsewhere, Finding, Replies, route_of
from flashsale.wire.cluster import Cluster
from flashsale.wire.finding import Route
from flashsale.wire.sentinel import Sentinel

LOGIN = (("AUTH", "secret"),)
KEY = "stock:{123456789}"
"""In slot 12,739, as the cluster's specification says: in the last third of them all."""


def node(port: int, host: str = "h") -> Address:
    return Address(host, port, None, None, LOGIN)


def a_cluster() -> Cluster:
    return Cluster((node(1), node(2), node(3)))


def slots(*owners: int) -> Replies:
    """CLUSTER SLOTS, where the servers at these ports share the slots; each has a replica."""
    last = [(number + 1) * 16_384 // len(owners) - 1 for number in range(len(owners))]
    first = [0, *(slot + 1 for slot in last[:-1])]
    return [
        [
            [begin, end, [b"h", port, b"id", []], [b"h", port + 100, b"id", []]]
            for begin, end, port in zip(first, last, owners, strict=True)
        ]
    ]


def found(finding: Finding, say: Callable[[int], Replies]) -> tuple[Address, list[int]]:
    """What was found, and the ports that were asked; `say` returns or raises what each says."""
    asked: list[int] = []
    try:
        probe = next(finding)
        while True:
            asked.append(probe.address.port)
            try:
                replies = say(probe.address.port)
            except (BrokenLine, ResponseError) as error:
                probe = finding.throw(error)
            else:
                probe = finding.send(replies)
    except StopIteration as end:
        return end.value, asked


def away(_: int) -> Replies:
    raise BrokenLine("nobody there")


class TestTheMapOfACluster:
    def test_is_asked_for_once_and_tells_each_slot(self) -> None:
        cluster = a_cluster()
        assert cluster.known(KEY) is None
        assert found(cluster.find(KEY), lambda _: slots(11, 12, 13)) == (node(13), [1])
        assert found(cluster.find(KEY), away) == (node(13), [])
        assert cluster.known(KEY) == node(13), "with the login"
        assert cluster.known(f"{KEY}:holds") == node(13)
        assert {cluster.known(f"{n}") for n in range(99)} == {node(11), node(12), node(13)}

    def test_is_asked_of_another_where_one_is_away(self) -> None:
        def say(port: int) -> Replies:
            return slots(11) if port == 3 else away(port)

        assert found(a_cluster().find(KEY), say) == (node(11), [1, 2, 3])

    def test_is_asked_of_another_where_one_is_in_no_cluster(self) -> None:
        def say(port: int) -> Replies:
            if port == 1:
                raise ResponseError("ERR This instance has cluster support disabled")
            return slots(11)

        assert found(a_cluster().find(KEY), say) == (node(11), [1, 2])

    def test_cannot_be_had_where_all_are_away(self) -> None:
        with pytest.raises(BrokenLine, match="h:1: nobody there; h:2: nobody there; h:3"):
            found(a_cluster().find(KEY), away)

    def test_has_no_server_for_a_slot_that_nobody_serves_and_is_asked_for_again(self) -> None:
        cluster = a_cluster()
        with pytest.raises(BrokenLine, match="no server has this slot"):
            found(cluster.find(KEY), lambda _: [[]])
        assert found(cluster.find(KEY), lambda _: slots(11))[0] == node(11)

    def test_takes_a_server_without_a_name_for_the_one_that_was_asked(self) -> None:
        reply = [[[0, 16_383, [b"", 11, b"id"]]]]
        assert found(a_cluster().find(KEY), lambda _: reply)[0] == node(11)

    def test_is_read_anew_from_the_server_that_was_named_and_at_last_from_the_wrong_one(
        self,
    ) -> None:
        cluster = a_cluster()
        found(cluster.find(KEY), lambda _: slots(1, 2, 3))
        cluster.forget(node(3), instead=("h", 9))
        assert cluster.known(KEY) is None

        def say(port: int) -> Replies:
            return slots(1, 2, 9) if port == 3 else away(port)

        address, asked = found(cluster.find(KEY), say)
        assert (address, asked[0], asked[-1]) == (node(9), 9, 3)


class TestSentinel:
    def a_route(self) -> Sentinel:
        sentinels = tuple(Address("s", port, None, None, ()) for port in (1, 2, 3))
        return Sentinel(sentinels, service="stock", primary=node(0))

    def test_is_asked_each_time(self) -> None:
        route = self.a_route()
        assert found(route.find(KEY), lambda _: [[b"h", b"11"]]) == (node(11), [1])
        assert route.known(KEY) == node(11)
        assert found(route.find(KEY), lambda _: [[b"h", b"12"]]) == (node(12), [1])

    def test_is_one_of_several(self) -> None:
        def say(port: int) -> Replies:
            if port == 2:
                raise BrokenLine("nobody there")
            return [None] if port == 1 else [[b"h", b"11"]]

        assert found(self.a_route().find(KEY), say) == (node(11), [1, 2, 3])

    def test_is_asked_another_one_after_it_was_wrong(self) -> None:
        route = self.a_route()
        found(route.find(KEY), lambda _: [[b"h", b"11"]])
        route.forget(node(11))
        assert route.known(KEY) is None
        assert found(route.find(KEY), lambda _: [[b"h", b"12"]]) == (node(12), [2])

    def test_is_not_believed_where_the_server_says_that_it_is_a_replica(self) -> None:
        route = self.a_route()
        assert route.opening == ("ROLE",)
        route.check_opening([b"master", 0, []])
        with pytest.raises(Elsewhere, match="a slave"):
            route.check_opening([b"slave", b"h", 1, b"connected", 0])


@pytest.mark.parametrize(
    "route", [a_cluster(), TestSentinel().a_route()], ids=["cluster", "sentinel"]
)
class TestWhatIsSaidElsewhere:
    @pytest.mark.parametrize(
        ("words", "server"),
        [
            ("MOVED 3999 10.0.0.1:6381", ("10.0.0.1", 6381)),
            ("MOVED 3999 ::1:6381", ("::1", 6381)),
            ("MOVED 3999 :6381", None),
            ("ASK 3999 10.0.0.1:6381", None),
            ("TRYAGAIN Multiple keys request during rehashing of slot", None),
            ("CLUSTERDOWN The cluster is down", None),
            ("READONLY You can't write against a read only replica.", None),
            ("UNBLOCKED force unblock from blocking operation", None),
            ("EXECABORT Transaction discarded because of: READONLY You can't write", None),
        ],
    )
    def test_is_heard_and_whom_it_names(
        self, route: Route, words: str, server: tuple[str, int] | None
    ) -> None:
        with pytest.raises(Elsewhere) as elsewhere:
            route.check([b"OK", ResponseError(words), ResponseError("EXECABORT Transaction")])
        assert elsewhere.value.server == server

    def test_is_not_any_other_error(self, route: Route) -> None:
        errors = ["LOADING Redis is loading", "OOM command not allowed", "EXECABORT Transaction"]
        route.check([b"MOVED", *(ResponseError(error) for error in errors)])


def test_on_one_server_there_is_nowhere_else_to_go() -> None:
    route = route_of("redis://h:1/0")
    route.check([ResponseError("MOVED 3999 10.0.0.1:6381")])
    route.forget(node(1), instead=("h", 2))
    assert found(route.find(KEY), away) == (Address("h", 1, None, None, ()), [])
