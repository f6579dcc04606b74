"""Titles of organisations: what may be one, and which of several a person means."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.kit.errors import Ambiguous, BadInput
from bot.kit.ids import OrgId
from models import OrgKind as OrgKind

MAX_TITLE = 120  # characters: fits a report's column and a screen; the table's column holds 200
COLLEGE_WORDS = ("колледж", "техникум", "училищ", "college")

_ALLOWED = re.compile(r"[\w\s№«»\"'’.,()/&+–—-]+")
_LETTER = re.compile(r"[^\W\d_]")
_SIGNS = re.compile(r"[«»\"'’“”„№.,()/–—-]+")
_REFERENCE = re.compile(r"#(\d{1,18})")


@dataclass(frozen=True)
class BadOrgTitle(BadInput):
    """Not a title: it has letters, no emoji, and is 2 to 120 characters long."""

    expects: str = "org_title"


@dataclass(frozen=True, slots=True)
class OrgFact:
    """An organisation as others see it. `registered`: its administrator has been named."""

    id: OrgId
    kind: OrgKind
    title: str
    parent: OrgId | None
    parent_title: str
    registered: bool


def parse_org_title(text: str) -> str:
    """A title with single spaces.

    Raises:
        BadOrgTitle: it cannot be a title.
    """
    title = " ".join(text.split())
    if not 2 <= len(title) <= MAX_TITLE or not _ALLOWED.fullmatch(title) or not _LETTER.search(title):
        raise BadOrgTitle(said=title[:60])
    return title


def school_kind(title: str) -> OrgKind:
    """A college says so in its title; everything else is a school."""
    return OrgKind.COLLEGE if any(word in title.lower() for word in COLLEGE_WORDS) else OrgKind.SCHOOL


def org_key(title: str) -> str:
    """What two spellings of one title have in common: small letters, «е» for «ё», no quotes, «№» and dashes."""
    return " ".join(_SIGNS.sub(" ", title.lower().replace("ё", "е")).split())


def in_order(title: str) -> tuple[str, ...]:
    """Sorts «Школа №2» before «Школа №10»."""
    return tuple(f"{word:0>6}" if word.isdigit() else word for word in org_key(title).split())


def parse_reference(said: str) -> int | None:
    """«#12», as the buttons of an ambiguous answer say it; None for other words."""
    found = _REFERENCE.fullmatch(said.strip())
    return int(found[1]) if found else None


def pick(orgs: Sequence[OrgFact], said: str, *, again: str) -> OrgFact | None:
    """The org that is meant: the same title, else all words in it, else beginnings of its words.

    Args:
        orgs: among which.
        said: a title or a part of one, or «#id».
        again: the full command to offer for each choice, with `{it}` where the reference goes.

    Raises:
        Ambiguous: several fit equally well.
    """
    found = fitting(orgs, said)
    if len(found) > 1:
        raise Ambiguous(said[:60], tuple((_label(org), again.replace("{it}", f"#{org.id}")) for org in found[:6]))
    return found[0] if found else None


def fitting(orgs: Sequence[OrgFact], said: str) -> list[OrgFact]:
    """All orgs that the words fit best."""
    number = parse_reference(said)
    if number is not None:
        return [org for org in orgs if org.id == number]
    asked = org_key(said)
    if not asked:
        return []
    for fits in (_same, _has_words, _has_beginnings):
        if found := [org for org in orgs if fits(asked, org_key(org.title))]:
            return found
    return []


def _same(asked: str, title: str) -> bool:
    return asked == title


def _has_words(asked: str, title: str) -> bool:
    return set(asked.split()) <= set(title.split())


def _has_beginnings(asked: str, title: str) -> bool:
    """Numbers are whole words: «школа 1» is not «Школа №10»."""
    words = title.split()
    return all(word in words if word.isdigit() else any(w.startswith(word) for w in words) for word in asked.split())


def _label(org: OrgFact) -> str:
    return f"{org.title} · {org.parent_title}" if org.parent_title else org.title
