"""The one tree of errors.

SchoolBotError
├── Refusal            the domain says no; a `code` and at most three typed fields, never words
│   ├── NotAllowed     the actor may not (worded as NotFound, audited)
│   ├── NotFound       there is no such thing for this actor
│   ├── Conflict       it is already so, or somebody else was faster
│   ├── Expired        the link, code or request has run out
│   └── BadInput       what was said cannot be understood
├── Stale              the screen outlived its world: draw it again
├── MessengerError     what the messenger answered
│   ├── Busy           try again at `retry_after_s`
│   ├── PeerClosed     this peer cannot be written to
│   ├── Rejected       permanent; our request was wrong or the right is missing
│   └── AuthLost       the token is dead
└── Bug                our own mistake

Each subclass of Refusal lives beside the service that raises it; `bot.ui.refusals` has words for every one,
and a test walks `Refusal.__subclasses__` to prove it.
"""

from dataclasses import FrozenInstanceError, dataclass
from typing import Self


class SchoolBotError(Exception):
    """Root of all errors of the product."""


class Refusal(SchoolBotError):
    """The domain says no. Subclasses are frozen dataclasses with at most three fields."""

    def __new__(cls, *args: object, **fields: object) -> Self:
        """A frozen dataclass refuses even `__traceback__`, which contextlib writes on its way out: let that through."""
        cls.__setattr__ = Refusal._set_own  # type: ignore[method-assign, assignment]
        return super().__new__(cls, *args)

    def _set_own(self, name: str, value: object) -> None:
        if not name.startswith("__"):
            raise FrozenInstanceError(f"cannot assign to field {name!r}")
        object.__setattr__(self, name, value)


@dataclass(frozen=True)
class NotAllowed(Refusal):
    """The actor may not do this. People read the words of NotFound (with `said`); the audit log reads the truth."""

    act: str = ""
    said: str = ""


@dataclass(frozen=True)
class NotFound(Refusal):
    """There is no such thing, as far as this actor may know. `what` is a class of things: org, class, person…"""

    what: str = "thing"
    said: str = ""


@dataclass(frozen=True)
class Conflict(Refusal):
    """It is already so."""

    what: str = ""
    said: str = ""


@dataclass(frozen=True)
class Expired(Refusal):
    """The link, code, card or request has run out."""

    what: str = ""


@dataclass(frozen=True)
class BadInput(Refusal):
    """What was said cannot be understood; `expects` names the form that would be."""

    expects: str = ""
    said: str = ""


@dataclass(frozen=True)
class Ambiguous(Refusal):
    """The words fit several things; `choices` are (label, full command) to offer as buttons."""

    said: str
    choices: tuple[tuple[str, str], ...]


class Stale(SchoolBotError):
    """The pressed screen is not the current one any more."""


class MessengerError(SchoolBotError):
    """What the messenger answered; `code` is VK's number, 0 for a broken connection."""

    def __init__(self, code: int = 0, words: str = "") -> None:
        super().__init__(f"{code} {words}".strip())
        self.code = code
        self.words = words


class Busy(MessengerError):
    """Not now: try again after `retry_after_s` seconds."""

    def __init__(self, code: int = 0, words: str = "", *, retry_after_s: float = 1.0) -> None:
        super().__init__(code, words)
        self.retry_after_s = retry_after_s


class PeerClosed(MessengerError):
    """This peer cannot be written to (blocked, forbade messages, chat lost)."""


class Rejected(MessengerError):
    """Permanent: a wrong request or a missing right."""


class AuthLost(MessengerError):
    """The token does not work any more."""


class Bug(SchoolBotError):
    """Our own mistake: goes to the log and to quarantine, never to people."""
