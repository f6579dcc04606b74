"""Catalogs of messages: ``make messages`` brings them up to date, ``--check`` tells whether they are.

Every module of ``bot/ui`` that says something has one catalog a language, ``locales/<lang>/LC_MESSAGES/<module>.po``.
The files hold no dates and no line numbers, so a change shows in them only where words changed.
"""

import argparse
import ast
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE_LANGUAGE = "en"
LANGUAGES = ("ru", SOURCE_LANGUAGE)
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3)}
Key = tuple[str | None, tuple[str, ...]]
PLACEHOLDER = re.compile(r"%\((\w+)\)")


def main(argv: list[str], root: Path = ROOT) -> int:
    """Update the catalogs, or check them and name every flaw."""
    parser = argparse.ArgumentParser(prog="messages", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; fail when something is not in order")
    if parser.parse_args(argv).check:
        flaws = find_flaws(root)
        for flaw in flaws:
            say(flaw)
        say(f"messages: {len(flaws)} to mend" if flaws else "messages: catalogs are fresh and complete")
        return 1 if flaws else 0
    update(root)
    return 0


def update(root: Path) -> None:
    """Write every catalog anew: translations kept, what is no longer said dropped."""
    for path, text in fresh_catalogs(root).items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            say(f"messages: wrote {path.relative_to(root)}")
    for path in lost_catalogs(root):
        path.unlink()
        say(f"messages: removed {path.relative_to(root)}")


def find_flaws(root: Path) -> list[str]:
    """Name what is stale, not translated, doubtful, or would break when words are put into their places."""
    flaws = [flaw for module in modules(root) for flaw in unreadable_calls(module)]
    flaws += [
        f"{path.relative_to(root)}: nothing says these words any more; run `make messages`"
        for path in lost_catalogs(root)
    ]
    said: dict[tuple[str, str | None, str], tuple[object, Path]] = {}
    for path, text in fresh_catalogs(root).items():
        name, language = path.relative_to(root), path.parent.parent.name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            flaws.append(f"{name}: stale; run `make messages`")
        for message in entries(parse(text, language)):
            flaws += [f"{name}: {flaw}" for flaw in flaws_of(message, language)]
            key = (language, message.context, str(message.id))
            first, where = said.setdefault(key, (message.string, name))
            if first != message.string:
                flaws.append(
                    f"{name}: {message.id!r} is translated otherwise in {where}; catalogs become one: use pgettext"
                )
    return flaws


def flaws_of(message: Message, language: str) -> Iterator[str]:
    """Name the flaws of one entry."""
    ids, forms = as_forms(message.id), as_forms(message.string)
    if message.fuzzy:
        yield f"{message.id!r} is fuzzy"
    if not all(forms):
        yield f"{message.id!r} is not translated"
        return
    for number, form in enumerate(forms):
        # English has the two forms of the source; in Russian even the first stands for 1, 21, 31 and needs the number
        source = ids[0] if language == SOURCE_LANGUAGE and number == 0 else ids[-1]
        if set(PLACEHOLDER.findall(form)) != set(PLACEHOLDER.findall(source)):
            yield f"{message.id!r}: places for values differ in {form!r}"


def as_forms(words: object) -> tuple[str, ...]:
    """One text, or the plural forms of one, as a tuple; () when there is none."""
    return tuple(map(str, words)) if isinstance(words, tuple | list) else (str(words or ""),)


def unreadable_calls(module: Path) -> Iterator[str]:
    """Find messages built at run time: nobody could translate them."""
    calls = [node for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    for call in calls:
        marked = isinstance(call.func, ast.Name) and call.func.id in KEYWORDS
        if marked and any(isinstance(word, ast.JoinedStr | ast.BinOp) for word in call.args[:2]):
            yield f"{module.name}:{call.lineno}: a message must be one plain string, its values put in afterwards"


def fresh_catalogs(root: Path) -> dict[Path, str]:
    """Return what every catalog should hold now."""
    said = {module.stem: words for module in modules(root) if (words := extracted(module))}
    fresh: dict[Path, str] = {}
    for language in LANGUAGES:
        for area, words in said.items():
            known = kept_translations(root, language, area)
            fresh[catalog_path(root, language, area)] = written(merged(words, known, language))
    return fresh


def lost_catalogs(root: Path) -> list[Path]:
    """Return catalogs whose module is gone or silent."""
    here = {path for language in LANGUAGES for path in catalog_path(root, language, "x").parent.glob("*.po")}
    return sorted(here - set(fresh_catalogs(root)))


def modules(root: Path) -> list[Path]:
    """Return the modules of words; a name with an underscore first says nothing."""
    return [path for path in sorted((root / "bot" / "ui").glob("*.py")) if not path.name.startswith("_")]


def catalog_path(root: Path, language: str, area: str) -> Path:
    """Where one area's catalog lies."""
    return root / "locales" / language / "LC_MESSAGES" / f"{area}.po"


def extracted(module: Path) -> list[Message]:
    """Read the messages of a module from its source, each once."""
    words = Catalog()
    with module.open("rb") as source:
        for _line, message, notes, context in extract("python", source, KEYWORDS, ["Translators:"]):
            words.add(message, auto_comments=notes, context=context)
    return entries(words)


def kept_translations(root: Path, language: str, first: str) -> dict[Key, Message]:
    """All that is translated so far, the area's own first: words that move to another module keep their translation."""
    known: dict[Key, Message] = {}
    own = catalog_path(root, language, first)
    for path in [own, *sorted(own.parent.glob("*.po"))]:
        if path.exists():
            for message in entries(parse(path.read_text(encoding="utf-8"), language)):
                known.setdefault((message.context, as_forms(message.id)), message)
    return known


def merged(words: list[Message], known: dict[Key, Message], language: str) -> Catalog:
    """Join what the source says with its translations; English speaks for itself."""
    catalog = Catalog(locale=language)
    for word in words:
        old = known.get((word.context, as_forms(word.id)))
        string = old.string if old else empty(word, catalog.num_plurals)
        if language == SOURCE_LANGUAGE and not all(as_forms(string)):
            string = word.id
        flags = {*word.flags, *(["fuzzy"] if old and old.fuzzy else [])}
        remarks = old.user_comments if old else []
        catalog.add(word.id, string, (), flags, word.auto_comments, user_comments=remarks, context=word.context)
    return catalog


def empty(word: Message, plurals: int) -> str | tuple[str, ...]:
    """The translation nobody has written yet."""
    return ("",) * plurals if isinstance(word.id, tuple) else ""


def written(catalog: Catalog) -> str:
    """Return a catalog as text: sorted, with only the header that gettext needs."""
    body = io.BytesIO()
    write_po(body, catalog, width=110, no_location=True, omit_header=True, sort_output=True)
    header = (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {catalog.locale}\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {catalog.plural_forms}\\n"\n\n'
    )
    return header + body.getvalue().decode().strip() + "\n"


def parse(text: str, language: str) -> Catalog:
    """Read a catalog's text."""
    return read_po(io.BytesIO(text.encode()), locale=language, ignore_obsolete=True, abort_invalid=True)


def say(line: str) -> None:
    """Tell the person at the terminal."""
    sys.stdout.write(f"{line}\n")


def entries(catalog: Catalog) -> list[Message]:
    """The messages of a catalog without its header."""
    return [message for message in catalog if message.id]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
