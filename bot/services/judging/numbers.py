"""Papers of people typed into a chat: СНИЛС by its check sum, passports and birth certificates by their form."""

import re

from bot.services.judging.plain import Plain

_SNILS = re.compile(r"(?<!\d)(\d{3})[- ](\d{3})[- ](\d{3})[- ]?(\d{2})(?!\d)|(?<!\d)(\d{11})(?!\d)")
_SNILS_NAMED = re.compile(r"снилс")
_PASSPORT = re.compile(r"(?:паспорт|серия)\D{0,20}\d{2} ?\d{2}\D{0,10}\d{6}(?!\d)")
_SERIES = re.compile(r"(?<!\d)\d{2} ?\d{2} ?\d{6}(?!\d)")
_BIRTH = re.compile(r"(?<!\w)[ivxlc]{1,4} ?- ?[а-я]{2}\D{0,4}\d{6}(?!\d)")
_DIGITS = re.compile(r"\d{2}")
OLD = 1_001_998  # СНИЛС up to 001-001-998 have no check sum


def has_papers(said: Plain) -> bool:
    """A СНИЛС named as such, a list of them, a passport, a birth certificate."""
    if not _DIGITS.search(said.text):
        return False
    if _PASSPORT.search(said.text) or _BIRTH.search(said.text):
        return True
    if "паспорт" in said.text and len(_SERIES.findall(said.text)) > 1:
        return True
    numbers = ["".join(part for part in found if part) for found in _SNILS.findall(said.text)]
    valid = [number for number in numbers if is_snils(number)]
    return len(valid) > 1 or bool(valid and _SNILS_NAMED.search(said.text))


def is_snils(number: str) -> bool:
    """Does the check sum fit? The nine digits weighted 9 … 1, modulo 101; 100 is written 00."""
    if int(number[:9]) <= OLD:
        return False
    total = sum(int(digit) * (9 - place) for place, digit in enumerate(number[:9]))
    return total % 101 % 100 == int(number[9:])
