"""Invitations to foreign messengers, and somebody's address or card told to everybody."""

from bot.services.judging.rule import Rule
from bot.services.judging.verdict import Reason
from bot.services.judging.words import common as c
from bot.services.judging.words import contacts as w

RULES = (
    Rule(
        "an address told",
        Reason.PERSONAL,
        (w.WHO_LIVES, w.EXACT, w.HARASS | c.HIM | c.NAME),
        14,
        w.NO_DOXX | c.SCHOOLWORK | c.WARNING,
    ),
    Rule("addresses with phones", Reason.PERSONAL, (w.WHO_LIVES, c.PHONE, w.EXACT), 20, w.NO_DOXX | c.WARNING),
    Rule("somebody's bank card", Reason.PERSONAL, (w.CARD_OF, w.STOLEN), 9, c.WARNING),
)
INVITATIONS = (
    Rule("another messenger", Reason.MESSENGER, (w.APP, w.INVITE), 6, w.ABOUT_APP | c.WARNING),
    Rule("a place without teachers", Reason.MESSENGER, (w.ELSEWHERE, w.CHATS), 9, c.WARNING),
    Rule("an address in words", Reason.MESSENGER, (w.CODE_WORD,), unless=c.WARNING),
    Rule("a name elsewhere", Reason.MESSENGER, (w.APP, w.HANDLE), 6, w.ABOUT_APP | c.WARNING),
)
