"""Names of people: what may be a name, how it is written, and when two spellings are one name.

«ё» is kept as it was written and compared as «е»; double surnames keep their hyphen.
"""

import re
import unicodedata
from dataclasses import dataclass

from bot.kit.errors import BadInput

MAX_PART = 60  # characters; the width of the roster's columns
MAX_WORDS = 6
PARTICLES = {"оглы", "кызы", "оглу", "гызы", "угли", "кизи", "ибн", "бен", "де", "фон", "ван"}

_LOOK_ALIKE = str.maketrans("ABCEHKMOPTXaceopxyk", "АВСЕНКМОРТХасеорхук")
_DASHES = re.compile(r"\s*[-‐‑‒–—]\s*")
_APOSTROPHES = re.compile("[’ʼ`´‘]")
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*", re.UNICODE)
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
_LATIN = re.compile("[a-z]", re.IGNORECASE)


@dataclass(frozen=True)
class BadName(BadInput):
    """Not a surname with a first name; `said` is what was written."""

    expects: str = "full_name"


@dataclass(frozen=True, slots=True)
class FullName:
    """Фамилия, имя and (where there is one) отчество, as they should be written."""

    last: str
    first: str
    middle: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.last, self.first, self.middle) if part)


def parse_full_name(text: str) -> FullName:
    """Read «Фамилия Имя Отчество»; the patronymic may be missing or have two words («Гусейн оглы»).

    Raises:
        BadName: fewer than two words, digits, emoji or other signs, an initial instead of a name, or too long.
    """
    words = _tidy(text).split()
    if not 2 <= len(words) <= MAX_WORDS:
        raise BadName(said=text.strip()[:60])
    parts = [_word(word, text) for word in words]
    name = FullName(parts[0], parts[1], " ".join(parts[2:]))
    if len(name.first) < 2 or max(len(name.last), len(name.first), len(name.middle)) > MAX_PART:
        raise BadName(said=text.strip()[:60])
    return name


def name_key(name: "FullName | str") -> str:
    """What two spellings of one name have in common: small letters, «е» for «ё», single spaces, plain hyphens."""
    return _tidy(str(name)).lower().replace("ё", "е")


def fits_name(said: str, name: "FullName | str") -> bool:
    """Do the words said point at this name? Each is a beginning of the part in its place: «Иванова А.П.», «Иван»."""
    asked = name_key(said).replace(".", " ").split()
    parts = name_key(name).split()
    return 0 < len(asked) <= len(parts) and all(part.startswith(word) for word, part in zip(asked, parts, strict=False))


def _tidy(text: str) -> str:
    plain = unicodedata.normalize("NFC", text)
    return " ".join(_DASHES.sub("-", _APOSTROPHES.sub("'", plain)).split())


def _word(word: str, text: str) -> str:
    if _CYRILLIC.search(word) and _LATIN.search(word):
        word = word.translate(_LOOK_ALIKE)
    mixed = bool(_CYRILLIC.search(word)) and bool(_LATIN.search(word))
    if mixed or not _WORD.fullmatch(word):
        raise BadName(said=text.strip()[:60])
    return _capitals(word)


def _capitals(word: str) -> str:
    """«иванова-петрова» and «ИВАНОВА» become a name; mixed capitals («МакДональд») stay as they are."""
    if word.lower() in PARTICLES:
        return word.lower()
    if not (word.islower() or word.isupper()):
        return word
    return "-".join(part[:1].upper() + part[1:].lower() for part in word.split("-"))
