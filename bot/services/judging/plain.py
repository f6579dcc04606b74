"""A message as it was meant: without look-alike letters, digits for letters, stretched, spaced-out and broken words."""

import re
import unicodedata
from dataclasses import dataclass

from bot.services.judging import latin, marks

SINGLES = 3  # words of one letter: more may be one word with spaces in it
LONGEST = 4096  # characters that are judged; VK allows no more a message (docs/vk.md §2.5)
_INVISIBLE = dict.fromkeys(
    (0xAD, 0x61C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), 0xFEFF)
) | dict.fromkeys((*range(0x300, 0x370), *range(0xFE00, 0xFE10)))  # marks over letters («д̶е̶б̶и̶л»), variants of emoji
_OTHER_ALPHABETS = str.maketrans("ёіїєґѕјӏһαβεικνορτυχγ", "еииегсйлнавеиклорткхг")
_DIGITS = str.maketrans("0346901", "озчбяои")
_THREE_AS_E = str.maketrans("3", "е")
_TOKEN = re.compile(r"[a-zа-я0-9@$*#]+")
_CYRILLIC, _DIGIT = re.compile(r"[а-я]"), re.compile(r"[0-9]")
_SPACED = re.compile(r"(?<![\w])(?:[a-zа-я0-9*@$][ ._\-/|]{1,3}){2,}[a-zа-я0-9*@$](?![\w])")
_MATHS = re.compile(r"координат|\bос[ьи]|осям|переменн|уравнен|функци|график|вектор|точк[аиу] ")  # «по осям х, у и z»
_BETWEEN = re.compile(r"[ ._\-/|]")
_BROKEN = re.compile(r"[а-яa-z0-9@$]+(?:(?:[^\w\s@$*#:,;!?\"«»()]|_)+[а-яa-z0-9@$]+)+")
_NO_LETTER = re.compile(r"(?:[^\w@$]|_)+")
_PICTURE = re.compile(r"(?<=[а-я])[^\w\s.,:;!?\-/\"«»()]+(?=[а-я])")
_PI = re.compile(r"3[.,]14(?=[а-яa-z])")  # «3,14здец»
_CROSSED = re.compile(r"(?<!\S)(?:\}\{|\)\(|\]\[|><)(?=[а-я])")  # «}{уй»
_RUN = re.compile(r"(?<!\bн)(.)\1+")  # «нее» is not «не»
_MASK = re.compile(r"[*#@$]")
_DOTTED = re.compile(r"(?<!\w)[а-я]{1,3}(?:[.\-…]{2,}|_+)[а-я]{1,4}(?!\w)")  # «х..й», «п__ц»; «С.А.» are initials
_HIDING = re.compile(r"[.\-_]")
_SIMPLE = re.compile(r"[а-я ,.!?:;()«»\"—–-]*")
_INNER = re.compile(r"[а-я][.,!?:;()\-—–]+[а-я]|\)\(")  # «ду.ра»
_SPOKEN = re.compile(r"[а-я]+")
_ORDER = re.compile(r"\d{2,}[а-я]{1,4}|\d[а-я]|[а-яa-z]\d{1,2}")  # «500р», «7б», «е6» on the board: no letter is hidden


@dataclass(frozen=True, slots=True)
class Plain:
    """A message made plain.

    Attributes:
        text: lower case, «е» for «ё», single spaces.
        tokens: the words as they were meant, stretched letters shortened; what may be read in several ways stands
            there in each of them.
        words: the same in one line, between spaces.
        masked: words in which letters are hidden («х*й»).
    """

    text: str
    tokens: list[str]
    words: str
    masked: tuple[str, ...]


def plain(said: str) -> Plain:
    """Make a message plain."""
    text = " ".join(said[:LONGEST].lower().replace("ё", "е").split())
    if _SIMPLE.fullmatch(text) and not _INNER.search(text):
        tokens = _SPOKEN.findall(_RUN.sub(r"\1", text))
        if "))" in text:
            tokens.append(marks.SMILE)
        if [len(token) for token in tokens].count(1) < SINGLES:
            return Plain(text, tokens, f" {' '.join(tokens)} ", ())
    text = unicodedata.normalize("NFKC", text).lower().translate(_INVISIBLE).translate(_OTHER_ALPHABETS)
    text = " ".join(text.split())
    return _unmasked(text, marks.marked(_joined(_PI.sub("пи", text))))


def _unmasked(text: str, joined: str) -> Plain:
    if _CROSSED.search(joined):
        joined = _CROSSED.sub("х", joined)
    parts: list[str] = _TOKEN.findall(joined)
    if _PICTURE.search(joined):
        parts += [part for part in _TOKEN.findall(_PICTURE.sub("*", joined)) if "*" in part]
    is_latin = not _CYRILLIC.search(joined)
    tokens = [word for part in parts for word in _meant(part, is_latin=is_latin)]
    for broken in _BROKEN.findall(joined):
        if _CYRILLIC.search(broken):
            tokens += _meant(_NO_LETTER.sub("", broken), is_latin=False)
    masked = tuple(part for part in parts if _MASK.search(part) and _CYRILLIC.search(part))
    return Plain(text, tokens, f" {' '.join(tokens)} ", masked + _dotted(text))


def _dotted(text: str) -> tuple[str, ...]:
    if ".." not in text and "_" not in text and "--" not in text and "…" not in text:
        return ()
    return tuple(_HIDING.sub("*", found.replace("…", "...")) for found in _DOTTED.findall(text))


def _joined(text: str) -> str:
    return text if _MATHS.search(text) else _SPACED.sub(_together, text)


def _together(found: re.Match[str]) -> str:
    return _BETWEEN.sub("", found.group())


def shortened(word: str) -> str:
    """«дебиллл» as «дебил»; double letters go too, on both sides of a comparison."""
    return _RUN.sub(r"\1", word)


def _meant(token: str, *, is_latin: bool) -> list[str]:
    """The word, or the words, that a token may stand for; the likeliest first."""
    if token.isdigit() or token in marks.ALL or _ORDER.fullmatch(token):
        return [token]
    cyrillic, digit = _CYRILLIC.search(token), _DIGIT.search(token)
    if cyrillic and token.isalpha() and not latin.LETTERS.search(token):
        return [shortened(token)]
    if not cyrillic:
        return [shortened(token), *(shortened(word) for word in latin.read_as_russian(token, whole=is_latin))]
    found = [token] if digit else []
    for word in latin.mixed(token):
        found += [word.translate(_DIGITS), word.translate(_THREE_AS_E).translate(_DIGITS)] if digit else [word]
    return list(dict.fromkeys(shortened(word) for word in found))
