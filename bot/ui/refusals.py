"""Words for every refusal of the domain: what happened and what to do next.

Each area adds its own: `@words_for(SomeRefusal)` on a function that takes the refusal and returns text.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from bot.kit.errors import Ambiguous, BadInput, Bug, Conflict, Expired, NotAllowed, NotFound, Refusal
from bot.kit.i18n import _
from bot.kit.screen import Button, Screen

R = TypeVar("R", bound=Refusal)
Rows = tuple[tuple[Button, ...], ...]

_WORDS: dict[type[Refusal], Callable[[Any], str]] = {}
_BUTTONS: dict[type[Refusal], Callable[[Any], Rows]] = {}


def words_for(kind: type[R]) -> Callable[[Callable[[R], str]], Callable[[R], str]]:
    """Register the words of one refusal."""

    def register(function: Callable[[R], str]) -> Callable[[R], str]:
        if kind in _WORDS:
            raise Bug(f"words for {kind.__name__} twice")
        _WORDS[kind] = function
        return function

    return register


def buttons_for(kind: type[R]) -> Callable[[Callable[[R], Rows]], Callable[[R], Rows]]:
    """Register the ways out of one refusal: rows of buttons below its words."""

    def register(function: Callable[[R], Rows]) -> Callable[[R], Rows]:
        if kind in _BUTTONS:
            raise Bug(f"buttons for {kind.__name__} twice")
        _BUTTONS[kind] = function
        return function

    return register


def has_words(kind: type[Refusal]) -> bool:
    """Are there words for exactly this refusal?"""
    return kind in _WORDS


def words(refusal: Refusal) -> str:
    """What to tell the person.

    Raises:
        Bug: nobody wrote words for this refusal (a test walks them all).
    """
    for kind in type(refusal).__mro__:
        if kind in _WORDS:
            return _WORDS[kind](refusal)
    raise Bug(f"no words for {type(refusal).__name__}")


def screen(refusal: Refusal) -> Screen:
    """The refusal as a message; where words fit several things, each is a button."""
    for kind in type(refusal).__mro__:
        if kind in _BUTTONS:
            return Screen(words(refusal), rows=_BUTTONS[kind](refusal))
    return Screen(words(refusal), toast=words(refusal)[:90])


@buttons_for(Ambiguous)
def _choices(refusal: Ambiguous) -> Rows:
    return tuple((Button(command, label[:40]),) for label, command in refusal.choices[:6])


@words_for(NotAllowed)
def _not_allowed(refusal: NotAllowed) -> str:
    return _not_found(NotFound(said=refusal.said))


@words_for(NotFound)
def _not_found(refusal: NotFound) -> str:
    said = refusal.said
    if said:
        return _("I do not find «%(said)s». Check the spelling, or write «menu» to see what you can do.") % {
            "said": said
        }
    return _("There is no such thing here. Write «menu» to see what you can do.")


@words_for(Conflict)
def _conflict(refusal: Conflict) -> str:
    return _("This is already done. Write «menu» to see what comes next.")


@words_for(Expired)
def _expired(refusal: Expired) -> str:
    return _("This has run out. Ask for a new one from whoever gave it to you.")


@words_for(BadInput)
def _bad_input(refusal: BadInput) -> str:
    return _("I did not understand that. Please write it again, or «cancel».")


@words_for(Ambiguous)
def _ambiguous(refusal: Ambiguous) -> str:
    return _("«%(said)s» fits several. Which one?") % {"said": refusal.said}
