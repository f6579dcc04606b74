"""What VK said to one request: our answer, or an error of our tree; and whether a no is what was asked for."""

from dataclasses import dataclass
from typing import Any

from bot.gateway import render
from bot.gateway.errors import to_error
from bot.gateway.requests import Request
from bot.kit.errors import MessengerError


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A message's picture or file lies at VK under this name; the message itself leaves with the others."""

    attachment: str


Outcome = dict[str, Any] | MessengerError | Uploaded
OF_ANOTHER_TOKEN = frozenset({"start_call", "check_community"})  # what VK says to these says nothing of our own token
ALREADY_DONE = {"remove_member": 935}  # who is not in the chat is out, whether our own first try did it or not
# Whoever asked hears VK's no and tells people in words what to do: nothing is left for the operator.
NO_RIGHT = frozenset({15, 917, 919, 925, 931, 993, 1012, 1017})
ANSWERED = {
    "check_community": None,
    "set_chat_photo": None,  # whatever it is: a right, or the picture; a chat does without one
    **dict.fromkeys(("remove_member", "chat_link", "rename_chat", "pin"), NO_RIGHT),
}


def read(request: Request, value: Any) -> Outcome:
    """VK's value (or its error) as our answer, or as an error."""
    outcome = _of_verb(request.verb, value)
    if isinstance(outcome, MessengerError) and ALREADY_DONE.get(request.verb) == outcome.code:
        return {}
    return outcome


def is_refusal_asked_for(request: Request, error: MessengerError) -> bool:
    """Is VK's no the answer that was asked for?"""
    if not request.then or request.verb not in ANSWERED:
        return False
    codes = ANSWERED[request.verb]
    return codes is None or error.code in codes


def _of_verb(verb: str, value: Any) -> Outcome:
    if isinstance(value, MessengerError):
        return value
    try:
        return render.read_answer(verb, value)
    except render.PeerError as error:
        return to_error(error.code, error.words)
