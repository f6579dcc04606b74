"""A person of the sandbox: what she does, what it caused, what came unasked."""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.world.world import World

LINK = re.compile(r"https?://[^\s»)]+")


@dataclass(frozen=True)
class Seen:
    """One message as the person sees it."""

    cmid: int
    from_id: int
    text: str
    rows: tuple[tuple[str, ...], ...]
    urls: tuple[str, ...]
    attachments: tuple[str, ...]
    pinned: bool
    files: tuple[tuple[str, str], ...] = ()  # (name, address) of documents and pictures

    @property
    def buttons(self) -> list[str]:
        """Labels of the inline buttons."""
        return [label for row in self.rows for label in row]

    @property
    def link(self) -> str:
        """The first link of the text, else of the buttons."""
        found = LINK.search(self.text)
        if found:
            return found.group(0).rstrip(".,;")
        assert self.urls, f"no link in: {self.text}"
        return self.urls[0]


@dataclass
class Actor:
    """One VK user. `where` is a peer as the person sees it; None is the private talk with the bot."""

    world: "World"
    id: int
    name: str
    _cursor: dict[int, int] = field(default_factory=dict)
    _caused: list[Seen] = field(default_factory=list)
    _unasked: list[Seen] = field(default_factory=list)
    snackbar: str = ""

    async def says(self, text: str, where: int | None = None, **more: Any) -> "Actor":
        """Type a text; the bot works until it is done."""
        peer = where or self.world.bot_peer
        await self._before()
        sent = await self.world.sandbox.post("say", from_id=self.id, text=text, **self._at(peer), **more)
        await self.world.settle()
        await self._after(peer, sent["cmid"])
        return self

    async def presses(self, label: str, where: int | None = None, cmid: int | None = None) -> "Actor":
        """Press a button that is really shown, by its label or the label's beginning."""
        peer = where or self.world.bot_peer
        await self._before()
        known = {"cmid": cmid} if cmid else {}
        pressed = await self.world.sandbox.post(
            "press", from_id=self.id, label=label, wait_s=0, **self._at(peer), **known
        )
        await self.world.settle()
        self.snackbar = ""
        if pressed["kind"] == "event":
            self.snackbar = await self.world.snackbar_of(pressed["event_id"])
        await self._after(peer, pressed["message"]["cmid"] if pressed["kind"] == "message" else 0)
        return self

    async def opens(self, link: str) -> "Actor":
        """Open a link; an entry link is followed by «Начать», as its text tells people to do."""
        await self._before()
        opened = await self.world.sandbox.post("open", from_id=self.id, url=link)
        if opened["kind"] == "private":
            return await self.says("Начать")
        await self.world.settle()
        if opened["kind"] == "chat":
            await self._after(opened["peer_id"], 0)
        return self

    @property
    def screen(self) -> Seen:
        """The last thing the bot showed in answer to the last action."""
        assert self._caused, f"{self.name} got no answer"
        return self._caused[-1]

    def sees(self, *parts: str) -> Seen:
        """The last action caused an answer with all of these parts (in its text, buttons or snackbar)."""
        shown = "\n".join([self.snackbar, *(_plain(s) for s in self._caused)])
        for part in parts:
            assert part in shown, f"{self.name} does not see «{part}» in:\n{shown}"
        return self._caused[-1] if self._caused else Seen(0, 0, self.snackbar, (), (), (), False)

    def sees_nothing(self) -> None:
        """The last action caused no answer at all."""
        assert not self._caused, f"{self.name} sees: {[s.text for s in self._caused]}"

    async def hears(self, *parts: str, link: str = "") -> Seen:
        """Something came to the private talk unasked, with all of these parts."""
        await self._listen()
        for seen in self._unasked:
            if all(part in _plain(seen) for part in parts) and (not link or link in _plain(seen)):
                self._unasked.remove(seen)
                return seen
        raise AssertionError(f"{self.name} did not hear {parts} {link}; heard: {[_plain(s) for s in self._unasked]}")

    async def hears_nothing(self) -> None:
        """Nothing came unasked."""
        await self._listen()
        assert not self._unasked, f"{self.name} heard: {[_plain(s) for s in self._unasked]}"

    async def catches_up(self) -> "Actor":
        """Read all that came, so that the next `hears` is about what comes next."""
        await self._listen()
        self._unasked.clear()
        return self

    async def talks(self) -> dict[str, int]:
        """Titles of the chats the person is in, with their peers."""
        cards = await self.world.sandbox.get("talks", viewer_id=self.id)
        return {card["title"]: card["peer_id"] for card in cards if card["kind"] == "chat"}

    async def reads(self, where: int | None = None) -> list[Seen]:
        """All messages of a talk."""
        peer = where or self.world.bot_peer
        return [_seen(m) for m in await self.world.sandbox.get("messages", viewer_id=self.id, **self._at(peer))]

    def _at(self, peer: int) -> dict[str, int]:
        return {"peer_id": peer, "group_id": self.world.group_id}

    async def _before(self) -> None:
        await self._listen()
        self._caused, self.snackbar = [], ""

    async def _listen(self) -> None:
        """Take what came to the private talk since the last look."""
        self._unasked += await self._new(self.world.bot_peer)

    async def _after(self, peer: int, own: int) -> None:
        self._caused = [seen for seen in await self._new(peer, at_least=own) if seen.from_id != self.id]

    async def _new(self, peer: int, at_least: int = 0) -> list[Seen]:
        after = max(self._cursor.get(peer, 0), at_least)
        found = await self.world.sandbox.get("messages", viewer_id=self.id, after_cmid=after, **self._at(peer))
        if found:
            self._cursor[peer] = max(m["cmid"] for m in found)
        return [_seen(m) for m in found if m["from_id"] != self.id and not m["action"]]


def _plain(seen: Seen) -> str:
    return "\n".join([seen.text, *seen.buttons, *seen.urls])


def _seen(message: dict[str, Any]) -> Seen:
    rows = (message["keyboard"] or {}).get("buttons", [])
    actions = [[button["action"] for button in row] for row in rows]
    return Seen(
        cmid=message["cmid"],
        from_id=message["from_id"],
        text=message["text"],
        rows=tuple(tuple(str(a.get("label", "")) for a in row) for row in actions),
        urls=tuple(a["link"] for row in actions for a in row if a["type"] == "open_link"),
        attachments=tuple(a["type"] for a in message["attachments"] or []),
        pinned=message["pinned"],
        files=tuple(_file(a) for a in message["attachments"] or [] if a["type"] in ("doc", "photo")),
    )


def _file(attachment: dict[str, Any]) -> tuple[str, str]:
    """What can be downloaded."""
    if attachment["type"] == "doc":
        return str(attachment["doc"]["title"]), str(attachment["doc"]["url"])
    return "picture", str(attachment["photo"]["sizes"][-1]["url"])
