"""Papers of people typed into a chat: СНИЛС by its check sum, passports and birth certificates by their form."""

import re

_SNILS = re.compile(r"(?<!\d)(\d{3})[- ](\d{3})[- ](\d{3})[- ]?(\d{2})(?!\d)|(?<!\d)(\d{11})(?!\d)")
_PASSPORT = re.compile(r"(?:паспорт|серия)\D{0,20}\d{2} ?\d{2}\D{0,10}\d{6}(?!\d)")
_SERIES = re.compile(r"(?<!\d)\d{2} ?\d{2} ?\d{6}(?!\d)")
_BIRTH = re.compile(r"(?<!\w)[ivxlc]{1,4} ?- ?[а-я]{2}\D{0,4}\d{6}(?!\d)")
# A paper called by its name, and as many digits as it has.
_NAMED = re.compile(
    r"снилс\D{0,25}\d{3}[- ]?\d{3}[- ]?\d{3}[- ]?\d{2}(?!\d)|(?<!\w)инн(?!\w)\D{0,25}\d{12}(?!\d)"
    r"|(?:полис|омс)\D{0,25}\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}(?!\d)"
    r"|(?:загран\w*|свидетельств\w* о рождении)\D{0,25}\d{2} ?\d{6,7}(?!\d)"
)
_CARD = re.compile(r"(?<!\d)\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}(?!\d)")
_CARDS_BACK = re.compile(
    r"(?<![а-я])(?:cvv|cvc|свв|цвв|код с оборот|срок(?: действия)?|до) ?:?-? ?\d|(?<!\d)\d\d/\d\d(?!\d)"
)
_PHONE = re.compile(r"(?<!\d)(?:\+7|[78])[ (-]*\d{3}[ )-]*\d{3}[ -]*\d{2}[ -]*\d{2}(?!\d)")
_FLAT = re.compile(
    r"(?<!\w)(?:кв|квартира)\.? ?\d|(?<!\w)(?:ул|улица|пр|проспект|пер|дом|д)\.? ?[а-я\d]"
    r"|[а-я]{4,} \d{1,3}-\d{1,3}(?!\d)"
)
_DIGITS = re.compile(r"\d{2}")
OLD = 1_001_998  # СНИЛС up to 001-001-998 have no check sum
FLATS = 2  # addresses with phones: one is an appointment, two are a list


def has_papers(text: str) -> bool:
    """A paper, a bank card with its back, or a list of addresses with phones in a lower-case text."""
    if not _DIGITS.search(text):
        return False
    if _PASSPORT.search(text) or _BIRTH.search(text) or _NAMED.search(text):
        return True
    if "паспорт" in text and len(_SERIES.findall(text)) > 1:
        return True
    if _CARD.search(text) and _CARDS_BACK.search(text):
        return True
    numbers = ["".join(part for part in found if part) for found in _SNILS.findall(text)]
    if len([number for number in numbers if is_snils(number)]) > 1:
        return True
    return len(_PHONE.findall(text)) >= FLATS and len(_FLAT.findall(text)) >= FLATS


def is_snils(number: str) -> bool:
    """Does the check sum fit? The nine digits weighted 9 … 1, modulo 101; 100 is written 00."""
    if int(number[:9]) <= OLD:
        return False
    total = sum(int(digit) * (9 - place) for place, digit in enumerate(number[:9]))
    return total % 101 % 100 == int(number[9:])
