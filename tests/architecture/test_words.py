"""Every word people read exists in every language, and every refusal has words."""

from collections.abc import Iterator
from dataclasses import fields

import pytest

from bot.app import load_handlers
from bot.handlers.registry import COMMANDS
from bot.kit.errors import Refusal
from bot.kit.i18n import LOCALES, in_locale, ngettext
from bot.ui import help_screens, refusals
from scripts import messages

load_handlers()


def _below(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    for child in kind.__subclasses__():
        yield child
        yield from _below(child)


# Those of the command line say themselves what they mean; nobody meets them in a talk.
SAID = {kind for kind in _below(Refusal) if "__str__" not in vars(kind)}
REFUSALS = sorted(SAID, key=lambda kind: kind.__name__)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("kind", REFUSALS, ids=lambda kind: kind.__name__)
def test_every_refusal_has_words_of_its_own(kind: type[Refusal], locale: str) -> None:
    assert refusals.has_words(kind), f"write @words_for({kind.__name__}) in bot/ui"


@pytest.mark.parametrize("kind", REFUSALS, ids=lambda kind: kind.__name__)
def test_a_refusal_carries_at_most_three_fields(kind: type[Refusal]) -> None:
    assert len(fields(kind)) <= 3  # type: ignore[arg-type]


def test_catalogs_are_fresh_and_complete() -> None:
    assert messages.main(["--check"]) == 0


@pytest.mark.parametrize(("n", "form"), [(1, "заявка"), (2, "заявки"), (5, "заявок"), (11, "заявок"), (21, "заявка")])
def test_russian_counts_in_three_forms(n: int, form: str) -> None:
    with in_locale("ru"):
        assert form in ngettext("• %(n)d request waiting", "• %(n)d requests waiting", n)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_command_has_a_line_in_help(locale: str) -> None:
    with in_locale(locale):
        lines = help_screens.summaries()
    words = {command.word for command in COMMANDS.values()}
    assert words - set(lines) == set()
    assert set(lines) - words == set(), "help speaks of commands that do not exist"
