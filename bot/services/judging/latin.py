"""Russian in Latin letters: by their looks («cyka»), by their sound («idi syuda») or on the wrong layout («lt,bk»)."""

import re

LETTERS = re.compile(r"[a-z@$]")
_ALIKE = str.maketrans("abcehkmoptxyunrz@$", "авсенкмортхуипгзас")
_ONLY_ALIKE = re.compile(r"[abcehkmoptxyu]+")
_SOUNDS = {
    "shch": "щ", "sch": "щ", "sh": "ш", "ch": "ч", "zh": "ж", "kh": "х", "ts": "ц", "ya": "я", "ja": "я", "yu": "ю",
    "ju": "ю", "yo": "е", "jo": "е", "ye": "е", "je": "е", "a": "а", "b": "б", "c": "ц", "d": "д", "e": "е", "f": "ф",
    "g": "г", "h": "х", "i": "и", "j": "й", "k": "к", "l": "л", "m": "м", "n": "н", "o": "о", "p": "п", "q": "к",
    "r": "р", "s": "с", "t": "т", "u": "у", "v": "в", "w": "в", "x": "х", "z": "з", "@": "а", "$": "с", "4": "ч",
    "0": "о", "1": "и", "3": "е", "6": "б",
}  # fmt: skip
_SOUND = re.compile("|".join(re.escape(sound) for sound in sorted(_SOUNDS, key=len, reverse=True)))
_Y = re.compile(r"(?<=[aeiouy])y(?![aou])")
SHORTEST = 3  # letters: shorter ones are English articles and variables
_WORDS = (
    "her hers here hera hue hued hues huge hub hey hit him his ebay ebola ebony ebook ebooks manda "
    "blad blade suks the they there these those this that than then with mat mate math net not nose "
    "dom dam gun gum bit bet bot but pod post past press pop pip pin pit kit cat can car card case "
    "code chat game gay get got god good boy bob bomb"
)
_ENGLISH = frozenset(_WORDS.split())


def read_as_russian(token: str, *, whole: bool) -> list[str]:
    """The Russian words that a token without a Russian letter may be; `whole`: the message has none at all."""
    if len(token) < SHORTEST and not whole:
        return []
    found = [token.translate(_ALIKE)] if _ONLY_ALIKE.fullmatch(token) else []
    if token not in _ENGLISH and not token[0].isdigit():
        found.append(by_sound(token))
    return found


def by_sound(token: str) -> str:
    """«nahuy» as «нахуй»."""
    token = _Y.sub("j", token)
    return _SOUND.sub(lambda found: _SOUNDS[found.group()], token).replace("y", "ы")


def mixed(token: str) -> list[str]:
    """Of a token in both alphabets: by the looks of the Latin letters and by their sound."""
    if not LETTERS.search(token):
        return [token]
    looks = token.translate(_ALIKE)
    sounds = _SOUND.sub(lambda found: found.group() if found.group().isdigit() else _SOUNDS[found.group()], token)
    return [looks, sounds.replace("y", "у")]
