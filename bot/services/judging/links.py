"""Links in a message: which are invitations to foreign messengers, which only look official, which are not listed."""

import re
from collections.abc import Iterator

from bot.services.judging.plain import Plain

_DOMAIN = re.compile(
    r"(?:https?://|(?<![\w@.]))((?:[a-zа-я0-9](?:[a-zа-я0-9-]*[a-zа-я0-9])?\.)+[a-zа-я]{2,10})(?=[/?:#\s,;)!»\"]|\.?$|\.\s)"
)
_MESSENGER = re.compile(
    r"(?<![\w.])(?:t|telegram|tlgrm|telega)\s?\.\s?(?:me|dog|org|im|one)\s?/|(?:tg|viber|whatsapp)://|chat\.whatsapp\.com|(?<![\w.])wa\.me/|invite\.viber\.com|viber\.click"
    r"|discord\.gg|discord(?:app)?\.com/invite|signal\.(?:group|me)|(?<![\w.])icq\.im|(?:телега|тг|т) точка м[еи]"
    r"|@[a-z][a-z0-9_]{3,}.{0,20}(?:телег|тг(?!\w)|telegram)|(?:телег\w*|тг|telegram)\W{1,3}@[a-z][a-z0-9_]{3,}"
)
_LURE = re.compile(r"gos-?uslug|gosusl|esia-|vk-|-vk|vkontakte|sber|sferum|dnevnik|tinkoff|mos-ru|vtb")

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


def domains(said: Plain) -> Iterator[str]:
    """Every domain that is written, lower case."""
    if "." in said.text:
        for found in _DOMAIN.finditer(said.text):
            yield found.group(1)


def is_under(domain: str, listed: frozenset[str]) -> bool:
    """Is it one of these, or below one of them?"""
    parts = domain.split(".")
    return any(".".join(parts[place:]) in listed for place in range(len(parts) - 1))


def is_lure(domain: str) -> bool:
    """«gosuslugi-vyplata.ru»: the name of an office on somebody else's domain."""
    return bool(_LURE.search(domain)) and not is_under(domain, _OFFICIAL)


def invites_elsewhere(said: Plain) -> bool:
    """Is there an invitation to a foreign messenger (D10)?"""
    text = said.text
    written = "." in text or "@" in text or "://" in text or "точка" in text
    return written and bool(_MESSENGER.search(text))
