"""What is no word but tells a lot: addresses, short names, phones, cards, sums, files: each becomes one word."""

import re

from bot.services.judging import links

LINK, ODD_LINK, USER, PHONE, CARD, SUM, NUMBER, FILE, SMILE, APK = [
    "zqlink",
    "zqfar",
    "zquser",
    "zqphone",
    "zqcard",
    "zqsum",
    "zqnumber",
    "zqfile",
    "zqsmile",
    "zqapk",
]
ALL = frozenset({LINK, ODD_LINK, USER, PHONE, CARD, SUM, NUMBER, FILE, SMILE, APK})
_ADDRESS = re.compile(rf"(?:https?://)?{links.DOMAIN}\S*")
_FILE = re.compile(r"[\w.-]+\.(?:scr|bat|jar|msi|exe)(?!\w)")
_APK = re.compile(r"[\w.-]+\.apk(?!\w)")
_USER = re.compile(r"(?<![\w.])@[a-z][a-z0-9_.]{3,}")
_CARD = re.compile(r"(?<!\d)\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}(?!\d)")
_PHONE = re.compile(r"(?<!\d)(?:\+7|[78])[ (-]*\d{3}[ )-]*\d{3}[ -]*\d{2}[ -]*\d{2}(?!\d)")
_SUM = re.compile(
    r"(?<![\d§№.,])\d+(?: 000)*(?:к(?!\w)| ?(?:р|руб\w*|рэ|т|тр|тыс\w*|тыщ\w*|косар\w*|кус\w*|₽|\$|евро|баксов)(?!\w))"
)
_NUMBER = re.compile(r"(?<!\d)\d{3,6}(?!\d)")
LAUGHS = re.compile(r"\){2,}|😂|🤣|😅|😆|😹|😄")
_DIGITS = re.compile(r"\d")


def marked(text: str) -> str:
    """The text with such things named."""
    text = LAUGHS.sub(f" {SMILE} ", text)
    if "." in text:
        text = _ADDRESS.sub(_link, _FILE.sub(f" {FILE} ", _APK.sub(f" {APK} ", text)))
    if "@" in text:
        text = _USER.sub(f" {USER} ", text)
    if not _DIGITS.search(text):
        return text
    text = _PHONE.sub(f" {PHONE} ", _CARD.sub(f" {CARD} ", text))
    return _NUMBER.sub(f" {NUMBER} ", _SUM.sub(f" {SUM} ", text))


def _link(found: re.Match[str]) -> str:
    domain = found.group(1)
    if links.is_under(domain, links.SCHOOL_LINKS):
        return " "
    return f" {ODD_LINK} " if links.is_odd(domain) else f" {LINK} "
