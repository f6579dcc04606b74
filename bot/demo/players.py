"""People of the sandbox who say, press and open, as people do; and who wait for an answer."""

import json
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

PATIENCE_S = 20.0
LINK = re.compile(r"https://vk\.me/\S+")


class CastFailed(Exception):
    """The bot did not answer as the story goes; the message says who waited for what."""


@dataclass
class Stage:
    """The sandbox's control face."""

    url: str
    group: int

    def post(self, name: str, **given: Any) -> Any:
        """A POST in JSON."""
        body = json.dumps(given).encode()
        request = urllib.request.Request(
            f"{self.url}/sandbox/{name}", body, {"Content-Type": "application/json"}, method="POST"
        )
        return _read(request)

    def get(self, name: str, **given: Any) -> Any:
        """A GET."""
        return _read(urllib.request.Request(f"{self.url}/sandbox/{name}?{urllib.parse.urlencode(given)}"))


def _read(request: urllib.request.Request) -> Any:
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        raise CastFailed(f"{request.full_url}: {error.read().decode()}") from error


@dataclass
class Player:
    """One person of the cast."""

    stage: Stage
    id: int
    first_name: str
    last_name: str

    def says(self, text: str, hears: str = "", where: int = 0) -> str:
        """Type a text in private and wait for an answer (with `hears` in it); returns the answer."""
        peer = where or -self.stage.group
        sent = self.stage.post("say", from_id=self.id, peer_id=peer, text=text, group_id=self.stage.group)
        return "" if where else self._waits(int(sent["cmid"]), hears)

    def presses(self, label: str, hears: str = "") -> str:
        """Press a button and wait for an answer."""
        before = self._last()
        self.stage.post("press", from_id=self.id, peer_id=-self.stage.group, label=label, wait_s=5)
        return self._waits(before, hears)

    def opens(self, link: str) -> str:
        """Open an entry link and write, as its text tells people to do; or enter a chat."""
        opened = self.stage.post("open", from_id=self.id, url=link)
        return self.says("Начать") if opened["kind"] == "private" else ""

    def chat(self, title: str) -> int:
        """The peer of a chat the person is in."""
        cards = self.stage.get("talks", viewer_id=self.id)
        return int(next(card["peer_id"] for card in cards if card["title"] == title))

    def has_chat(self, title: str) -> bool:
        """Is the person in a chat of this title?"""
        return any(card["title"] == title for card in self.stage.get("talks", viewer_id=self.id))

    def hears_after(self, happens: Callable[[], object], words: str, *, patience_s: float = PATIENCE_S) -> str:
        """Let something happen and wait for what it brings."""
        before = self._last()
        happens()
        return self._waits(before, words, patience_s)

    def waits_for(self, words: str) -> str:
        """Wait for something that comes unasked."""
        return self._waits(0, words)

    def _last(self) -> int:
        return max((int(m["cmid"]) for m in self._messages(0)), default=0)

    def _messages(self, after: int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.stage.get(
            "messages", viewer_id=self.id, peer_id=-self.stage.group, after_cmid=after
        )
        return found

    def _waits(self, after: int, words: str, patience_s: float = PATIENCE_S) -> str:
        deadline = time.monotonic() + patience_s
        while time.monotonic() < deadline:
            for message in self._messages(after):
                if message["from_id"] != self.id and words in str(message["text"]):
                    return str(message["text"])
            time.sleep(0.05)
        raise CastFailed(f"{self.first_name} {self.last_name} waited for «{words}» and did not hear it")


def link_in(text: str) -> str:
    """The link of a message."""
    found = LINK.search(text)
    if not found:
        raise CastFailed(f"there is no link in: {text}")
    return found.group(0)
