"""Words in the reader's language. Message ids are English; `ru` is complete and the default, `en` beside it."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALES = ("ru", "en")
DEFAULT_LOCALE = "ru"
LOCALES_DIR = Path(__file__).resolve().parents[2] / "locales"

_locale: ContextVar[str] = ContextVar("locale", default=DEFAULT_LOCALE)


@cache
def _catalog(locale: str) -> GNUTranslations:
    """All areas of one language as one catalog; read from the `.po` files, which are the source."""
    merged: GNUTranslations | None = None
    for path in sorted((LOCALES_DIR / locale / "LC_MESSAGES").glob("*.po")):
        compiled = io.BytesIO()
        with path.open("rb") as source:
            write_mo(compiled, read_po(source, locale=locale))
        compiled.seek(0)
        area = GNUTranslations(compiled)
        if merged is None:
            merged = area
        else:
            merged._catalog.update(area._catalog)  # type: ignore[attr-defined]
    if merged is None:
        raise FileNotFoundError(f"no catalogs for {locale} in {LOCALES_DIR}")
    return merged


def current_locale() -> str:
    """The language words are drawn in just now."""
    return _locale.get()


@contextmanager
def in_locale(locale: str) -> Iterator[None]:
    """Draw words in this language inside the block; an unknown one falls back to the default."""
    token = _locale.set(locale if locale in LOCALES else DEFAULT_LOCALE)
    try:
        yield
    finally:
        _locale.reset(token)


def _(message: str) -> str:
    """The message in the current language."""
    return _catalog(_locale.get()).gettext(message)


def ngettext(singular: str, plural: str, n: int) -> str:
    """The form that fits the whole number `n`."""
    return _catalog(_locale.get()).ngettext(singular, plural, n)


def pgettext(context: str, message: str) -> str:
    """The message in the current language, where one English word needs several translations."""
    return _catalog(_locale.get()).pgettext(context, message)
