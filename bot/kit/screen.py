"""What a person sees, without a messenger in it: text, buttons, a picture. The gateway turns it into VK."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Self


class Colour(StrEnum):
    """A button's meaning; VK's own four names."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    POSITIVE = "positive"
    NEGATIVE = "negative"


@dataclass(frozen=True, slots=True)
class Button:
    """A button. `id` chooses the handler or the scenario's step, `args` are small JSON values, `url` opens a link.

    An id that begins with `/` is a typed command (arguments joined by spaces).
    """

    id: str
    label: str
    args: tuple[str | int, ...] = ()
    colour: Colour = Colour.SECONDARY
    url: str = ""


@dataclass(frozen=True, slots=True)
class Screen:
    """One message. `rows` are inline buttons, `menu` replaces the keyboard at the bottom (None: leave it).

    Attributes:
        text: at most 4 096 characters leave in one message (VK: error 914 beyond); longer is split.
        rows: inline button rows; VK: at most 6 × 5 and 10 in all.
        menu: rows of the bottom keyboard; VK: at most 10 × 5 and 40 in all. Typed words do the same.
        qr: text to draw as a QR code picture beside the message.
        file: what to make and attach when the message leaves: the maker's name and its arguments, «report 5 1 png».
        attachment: the messenger's own name of something that lies there already and stands below the text.
        toast: a short answer (≤ 90 characters) shown to whoever pressed a button, and nothing else if text is "".
        quote: (the messenger's key of a talk, number there): a message shown below by reference; it is kept nowhere.
        stamp: number of a live dialog's screen; its buttons carry it, so that an old press is known as old.
    """

    text: str = ""
    rows: tuple[tuple[Button, ...], ...] = ()
    menu: tuple[tuple[Button, ...], ...] | None = None
    qr: str = ""
    file: str = ""
    attachment: str = ""
    toast: str = ""
    stamp: int = 0
    quote: tuple[int, int] | None = None

    def to_json(self) -> dict[str, object]:
        """As it lies in the outbox."""
        packed: dict[str, object] = {"text": self.text}
        if self.rows:
            packed["rows"] = [[_pack(b) for b in row] for row in self.rows]
        if self.menu is not None:
            packed["menu"] = [[_pack(b) for b in row] for row in self.menu]
        if self.qr:
            packed["qr"] = self.qr
        if self.file:
            packed["file"] = self.file
        if self.attachment:
            packed["attachment"] = self.attachment
        if self.quote:
            packed["quote"] = list(self.quote)
        if self.stamp:
            packed["stamp"] = self.stamp
        return packed

    def with_rows(self, *rows: tuple[Button, ...]) -> Self:
        """The same screen with more inline rows below."""
        return replace(self, rows=(*self.rows, *rows))


def _pack(button: Button) -> dict[str, object]:
    packed: dict[str, object] = {"id": button.id, "label": button.label, "colour": button.colour.value}
    if button.args:
        packed["args"] = list(button.args)
    if button.url:
        packed["url"] = button.url
    return packed


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a press carries: the button's id and arguments, and the screen it stood on (0: any time)."""

    id: str
    args: tuple[str | int, ...] = field(default=())
    screen_no: int = 0


def invite_link(code: str) -> str:
    """Stands for the link of an invite in any text or QR; the messenger's adapter puts its own address there."""
    return f"[[invite:{code}]]"
