"""The two sides, each with one process that tells its sockets of one pool."""

from bench.node import server_of
from bench.offers import Offer
from bench.stage import Stage
from bench.websockets.dialects import shop, socket_io
from bench.websockets.measuring import Load, Measured, measure
from flashsale.development.ports import free_port
from flashsale.development.running import daphne


def measure_shop(stage: Stage, offer: Offer, *, load: Load) -> Measured:
    """The shop's Daphne told the watchers of the sale."""
    port = free_port()
    server = stage.start("Daphne", daphne("127.0.0.1", port), port=port)
    try:
        dialect = shop(offer.slug)
        return measure(stage, dialect, port=port, server=server, pool=offer.item, load=load)
    finally:
        stage.children.kill("Daphne")


def measure_socket_io(stage: Stage, offer: Offer, *, load: Load) -> Measured:
    """socket.io told them, of the same pool in the same Valkey."""
    port = free_port()
    variables = {"PORT": str(port), "REDIS_PORT": str(stage.redis_port), "POOL": offer.item}
    server = stage.start("socket.io", server_of("socketio_peer"), port=port, also=variables)
    try:
        return measure(stage, socket_io(), port=port, server=server, pool=offer.item, load=load)
    finally:
        stage.children.kill("socket.io")
