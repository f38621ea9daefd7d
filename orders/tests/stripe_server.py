"""A small server that answers as Stripe's API reference says: Sessions, PaymentIntents, refunds.

It is no proof that Stripe itself does so. It keeps idempotency as Stripe documents it: the same
key answers as it did the first time, and with other parameters it is refused.
"""

import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

Answer = tuple[int, dict[str, Any]]


class StripeServer:
    """Stripe's books. `lose`: questions, like "POST refunds", whose next answer is never sent."""

    def __init__(self) -> None:
        self.sessions: dict[str, dict[str, Any]] = {}
        self.intents: dict[str, dict[str, Any]] = {}
        self.refunds: list[dict[str, Any]] = []
        self.asked: Counter[str] = Counter()
        self.lose: list[str] = []
        self.mutex = threading.Lock()
        self._answered: dict[str, tuple[dict[str, str], Answer]] = {}

    def pay(self, session_id: str) -> None:
        """The shopper has paid on the Session's page: the money is reserved."""
        session = self.sessions[session_id]
        assert session["status"] == "open"
        session.update(status="complete", url=None)
        self.intents[session["payment_intent"]]["status"] = "requires_capture"

    def answer(self, method: str, path: str, params: dict[str, str], key: str | None) -> Answer:
        self.asked[question(method, path)] += 1
        if key in self._answered:
            before, answer = self._answered[key]
            return answer if before == params else _refused("Keys for idempotent requests …")
        answer = self._do(method, path.split("/")[2:], params)
        if key and answer[0] == 200:
            self._answered[key] = (params, json.loads(json.dumps(answer)))
        return answer

    def _do(self, method: str, path: list[str], params: dict[str, str]) -> Answer:
        if path[0] == "refunds":
            return self._refunds(method, params)
        if path[0] == "payment_intents":
            return self._change(self.intents[path[1]], path[2])
        if path == ["checkout", "sessions"]:
            return self._create_session(params)
        session = self.sessions[path[2]]
        return self._expire(session) if method == "POST" else (200, self._expanded(session))

    def _create_session(self, params: dict[str, str]) -> Answer:
        number = len(self.sessions) + 1
        price = "line_items[0][price_data]"
        self.intents[f"pi_{number}"] = {
            "id": f"pi_{number}", "object": "payment_intent", "status": "requires_payment_method",
            "amount": int(params[f"{price}[unit_amount]"]),
            "currency": params[f"{price}[currency]"],
            "capture_method": params["payment_intent_data[capture_method]"],
            "metadata": {"key": params["payment_intent_data[metadata][key]"]},
            "amount_captured": 0, "amount_refunded": 0,
        }  # fmt: skip
        self.sessions[f"cs_{number}"] = {
            "id": f"cs_{number}", "object": "checkout.session", "status": "open",
            "url": f"https://checkout.stripe.com/c/pay/cs_{number}",
            "payment_intent": f"pi_{number}", "client_reference_id": params["client_reference_id"],
            "success_url": params["success_url"], "cancel_url": params["cancel_url"],
        }  # fmt: skip
        return 200, self.sessions[f"cs_{number}"]

    def _expire(self, session: dict[str, Any]) -> Answer:
        if session["status"] != "open":
            return _refused("Only Checkout Sessions with a status in [open] can be expired.")
        session.update(status="expired", url=None)
        self.intents[session["payment_intent"]]["status"] = "canceled"
        return 200, session

    def _change(self, intent: dict[str, Any], verb: str) -> Answer:
        if intent["status"] != "requires_capture":
            return _refused(f"This PaymentIntent's status is {intent['status']}.")
        if verb == "capture":
            intent.update(status="succeeded", amount_captured=intent["amount"])
        else:
            intent.update(status="canceled")
        return 200, intent

    def _refunds(self, method: str, params: dict[str, str]) -> Answer:
        intent_id = params["payment_intent"]
        if method == "POST":
            return self._refund(self.intents[intent_id], params)
        made = [refund for refund in self.refunds if refund["payment_intent"] == intent_id]
        return 200, {"object": "list", "data": made, "has_more": False}

    def _refund(self, intent: dict[str, Any], params: dict[str, str]) -> Answer:
        amount = int(params["amount"])
        if intent["amount_refunded"] + amount > intent["amount_captured"]:
            return _refused("Refund amount is greater than unrefunded amount on charge.")
        intent["amount_refunded"] += amount
        self.refunds.append({
            "id": f"re_{len(self.refunds) + 1}", "object": "refund", "amount": amount,
            "payment_intent": intent["id"], "metadata": {"refund": params["metadata[refund]"]},
        })  # fmt: skip
        return 200, self.refunds[-1]

    def _expanded(self, session: dict[str, Any]) -> dict[str, Any]:
        intent = dict(self.intents[session["payment_intent"]])
        intent["latest_charge"] = None
        if intent["status"] in ("requires_capture", "succeeded"):
            amounts = {name: intent[name] for name in ("amount_captured", "amount_refunded")}
            intent["latest_charge"] = {"id": "ch_1", "object": "charge", **amounts}
        return {**session, "payment_intent": intent}


def question(method: str, path: str) -> str:
    """POST /v1/refunds → POST refunds"""
    return f"{method} {path.split('/')[2]}"


def _refused(message: str) -> Answer:
    return 400, {"error": {"type": "invalid_request_error", "message": message}}


@contextmanager
def stripe_server() -> Iterator[tuple[StripeServer, str]]:
    """Inside, it listens; its books, and its address."""
    books = StripeServer()

    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            address = urlsplit(self.path)
            sent = self.rfile.read(length).decode() if length else address.query
            with books.mutex:
                status, said = books.answer(
                    self.command, address.path, dict(parse_qsl(sent)),
                    self.headers.get("Idempotency-Key"),
                )  # fmt: skip
                asked = question(self.command, address.path)
                if asked in books.lose:
                    books.lose.remove(asked)
                    self.connection.close()
                    return
                body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = _serve  # noqa: N815 - what http.server looks for

        def log_message(self, *_: object) -> None:
            """Nothing is printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=[0.01])
    thread.start()
    try:
        yield books, f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
