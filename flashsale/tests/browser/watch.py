"""What a visitor never sees but a browser complains of, and what a page had to be sent."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request, Response, WebSocket

# Chromium writes a line for every answer that is an error and every socket that is lost. Whether
# such an answer is right is for the test to say.
NETWORK_LINES = ("Failed to load resource", "WebSocket connection to")


@dataclass
class Watch:
    """Notes what happens on `page` from now on, or since the last `forget()`.

    `faults` are of the page's own making, whatever the network did: exceptions, violations of the
    Content-Security-Policy, requests to another host than `host`. `lost` are answers that were
    errors, as the console tells them; `answers` are all.
    """

    page: Page
    host: str
    faults: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    answers: list[Response] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.faults.append(f"exception: {error}"))
        self.page.on("request", self._follow)
        self.page.on("websocket", self._follow)
        self.page.on("response", lambda answer: self.answers.append(answer))  # noqa: PLW0108 - no built-in may listen

    def forget(self) -> None:
        """Nothing has happened yet."""
        for notes in (self.faults, self.lost, self.answers):
            notes.clear()

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        heard = self.lost if message.text.startswith(NETWORK_LINES) else self.faults
        heard.append(f"{message.type} on {self.page.url}: {message.text}")

    def _follow(self, request: Request | WebSocket) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob") and address.netloc != self.host:
            self.faults.append(f"{self.page.url} asked {request.url}")
