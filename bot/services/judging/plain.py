"""A message as it was meant: without look-alike letters, digits for letters, stretched letters and spaced-out words."""

import re
import unicodedata
from dataclasses import dataclass

LONGEST = 4096  # characters that are judged; VK allows no more a message (docs/vk.md §2.5)
_INVISIBLE = dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
_LOOK_ALIKES = str.maketrans("abcehkmoptxyunrz@$", "авсенкмортхуипгзас")
_DIGITS = str.maketrans("0346901", "озчбяои")
_THREE_AS_E = str.maketrans("3", "е")
_TOKEN = re.compile(r"[a-zа-я0-9@$*#]+(?:-[a-zа-я]+)?")
_CYRILLIC, _LATIN, _DIGIT = re.compile(r"[а-я]"), re.compile(r"[a-z@$]"), re.compile(r"[0-9]")
_ONLY_ALIKE = re.compile(r"[abcehkmoptxyu]+")
_SPACED = re.compile(r"(?<![\w])(?:[a-zа-я0-9*][ ._\-]{1,2}){2,}[a-zа-я0-9*](?![\w])")
_RUN = re.compile(r"(.)\1+")
_MASK = re.compile(r"[*#@$]")
_SPOKEN = re.compile(r"[\w:]+")
_NOT_CYRILLIC = re.compile(r"[a-z0-9@$*#]")


@dataclass(frozen=True, slots=True)
class Plain:
    """A message made plain.

    Attributes:
        text: lower case, «е» for «ё», single spaces.
        talk: the same without punctuation, between spaces: patterns over it begin with a space, so that only the
            beginnings of words are tried.
        words: the words as they were meant, stretched letters shortened, between spaces.
        masked: words in which letters are hidden («х*й»).
    """

    text: str
    talk: str
    words: str
    masked: tuple[str, ...]


def plain(said: str) -> Plain:
    """Make a message plain."""
    text = unicodedata.normalize("NFKC", said[:LONGEST]).translate(_INVISIBLE).lower().replace("ё", "е")
    text = " ".join(text.split())
    talk = f" {' '.join(_SPOKEN.findall(text))} "
    joined = _SPACED.sub(_together, text)
    if not _NOT_CYRILLIC.search(joined):
        return Plain(text, talk, _RUN.sub(r"\1", f" {' '.join(_SPOKEN.findall(joined))} "), ())
    tokens: list[str] = _TOKEN.findall(joined)
    words = [word for token in tokens for word in _meant(token)]
    masked = tuple(token for token in tokens if _MASK.search(token) and _CYRILLIC.search(token))
    return Plain(text, talk, f" {' '.join(words)} ", masked)


def _together(found: re.Match[str]) -> str:
    return re.sub(r"[ ._\-]", "", found.group())


def shortened(word: str) -> str:
    """«дебиллл» as «дебил»; double letters go too, on both sides of a comparison."""
    return _RUN.sub(r"\1", word)


def _meant(token: str) -> list[str]:
    """The word, or the words, that a token may stand for."""
    if not _NOT_CYRILLIC.search(token):
        return [shortened(token.replace("-", " "))]
    cyrillic, digit = _CYRILLIC.search(token), _DIGIT.search(token)
    if not cyrillic and not _ONLY_ALIKE.fullmatch(token):
        return [token]
    if digit and not cyrillic:
        return [token]
    word = token.translate(_LOOK_ALIKES)
    if not digit:
        return [shortened(word)]
    both = {shortened(word.translate(_DIGITS)), shortened(word.translate(_THREE_AS_E).translate(_DIGITS))}
    return sorted(both)
