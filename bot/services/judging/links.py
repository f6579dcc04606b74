"""Links in a message: which are invitations to foreign messengers, which only look official, which are not listed."""

import re
from collections.abc import Iterator

DOMAIN = (
    r"(?<![\w@.-])((?:[a-zа-я0-9](?:[a-zа-я0-9-]*[a-zа-я0-9])?\.)+(?:[a-z]{2,12}|рф|рус|дети|онлайн|сайт))(?![\w-])"
)
_DOMAIN = re.compile(DOMAIN)
_MESSENGER = re.compile(
    r"(?<![\w.])(?:t|telegram|tlgrm|telega)\s?\.\s?(?:me|dog|org|im|one)\s?/|(?:tg|viber|whatsapp)://|chat\.whatsapp\.com"
    r"|(?<![\w.])wa\.me/|invite\.viber\.com|viber\.click|discord\.gg|discord(?:app)?\.com/invite|signal\.(?:group|me)"
    r"|(?<![\w.])(?:icq\.im|telegra\.ph|snapchat\.com/add|instagram\.com/|threads\.net|line\.me/|join\.skype\.com)"
    r"|(?:телега|тг|т) точка м[еи]"
    r"|@[a-z][a-z0-9_]{3,}.{0,20}(?:телег|тг(?!\w)|telegram)|(?:телег\w*|тг|telegram)\W{1,3}@[a-z][a-z0-9_]{3,}"
)
_LURE = re.compile(r"gos-?uslug|gosusl|esia-|vk-|-vk|vkontakte|sber|sferum|dnevnik|tinkoff|mos-ru|vtb")
_BETTING = re.compile(
    r"casino|kazino|\dx?bet|1win|pin-?up|vavada|mostbet|melbet|fonbet|azino|slots?[-.\d]|case-?drop|csgo|bet\."
    r"|skins?-|roulet"
)
# Ends of addresses that cost next to nothing: frauds live there for a day, and honest sites too: alone it says nothing.
_ODD = re.compile(
    r"\.(?:top|xyz|site|online|fun|shop|store|icu|click|bet|gg|club|space|website|pw|live|info|link|win|vip|bond|cc|life"
    r"|buzz|today|best"
    r"|pro|world|games?|gift|cash|money|casino|lol|cfd|sbs|quest|monster|ml|tk|ga|cf|gq|me|to|cyou|rest|art|app|net|biz|ws|su)$"
    r"|gift|free|prize|priz|bonus|promo|robux|nitro|vyplat|kompens|konkurs|golos|vote|loter|auth|login|verif|crypto|kripto|invest|trade|boom|zerkalo|otvet|[a-z]\d[a-z]"
    r"|st(?:ea|ae|e4|3a)m(?!powered\.com$|community\.com$)|^(?:bit\.ly|goo\.su|clck\.ru|cutt\.ly|tinyurl\.com|u\.to|is\.gd)$"
)

# What schools use every day; allowed where only listed links are.
_SCHOOLS_USE = (
    "vk.com vk.me vk.ru sferum.ru gosuslugi.ru edu.ru mos.ru dnevnik.ru uchi.ru yaklass.ru fipi.ru sdamgia.ru "
    "yandex.ru ya.ru mail.ru wikipedia.org learningapps.org wordwall.net kahoot.it quizizz.com sirius.online "
    "foxford.ru myskills.ru stepik.org codeforces.com geogebra.org lichess.org consultant.ru rutube.ru youtube.com "
    "youtu.be culture.ru gto.ru infourok.ru znanio.ru prosv.ru gov.ru kinopoisk.ru google.com"
)
SCHOOL_LINKS = frozenset(_SCHOOLS_USE.split())
_OFFICES = (
    "vk.com vk.me vk.ru sferum.ru gosuslugi.ru dnevnik.ru mos.ru sberbank.ru sber.ru tinkoff.ru tbank.ru vtb.ru edu.ru"
)
_OFFICIAL = frozenset(_OFFICES.split())


def domains(text: str) -> Iterator[str]:
    """Every domain that is written in a lower-case text."""
    if "." in text:
        for found in _DOMAIN.finditer(text):
            yield found.group(1)


def is_under(domain: str, listed: frozenset[str]) -> bool:
    """Is it one of these, or below one of them?"""
    parts = domain.split(".")
    return any(".".join(parts[place:]) in listed for place in range(len(parts) - 1))


def is_lure(domain: str) -> bool:
    """«gosuslugi-vyplata.ru»: the name of an office on somebody else's domain."""
    return bool(_LURE.search(domain)) and not is_under(domain, _OFFICIAL)


def is_of_bets(domain: str) -> bool:
    """Is it a casino's, or one where skins are gambled for?"""
    return bool(_BETTING.search(domain))


def is_odd(domain: str) -> bool:
    """Is it one of those that cost nothing, or that hide where they lead?"""
    return bool(_ODD.search(domain))


def invites_elsewhere(text: str) -> bool:
    """Is there a link into a foreign messenger (D10) in a lower-case text?"""
    written = "." in text or "@" in text or "://" in text or "точка" in text
    return written and bool(_MESSENGER.search(text))
