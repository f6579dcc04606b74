"""Strangers who lure a child, pictures of the naked, indecency."""

from bot.services.judging.rule import Rule
from bot.services.judging.verdict import Reason
from bot.services.judging.words import common as c
from bot.services.judging.words import dangers as dangers_words
from bot.services.judging.words import lures as w
from bot.services.judging.words import money as money_words

RULES = (
    Rule("blackmail with pictures", Reason.ADULT, (w.LEAK, w.COMPROMISING, w.CONDITION), 10, c.SCHOOLWORK | c.WARNING),
    Rule("indecent by its words", Reason.ADULT, (w.NUDE_SURE,), unless=c.PREVENTION | c.WARNING),
    Rule(
        "pictures of the naked",
        Reason.ADULT,
        (w.PHOTO, w.NUDE, c.SELL | c.GIVE | c.NEED | c.HIM | c.NAME | c.YOU | c.BY_LINK),
        6,
        c.SCHOOLWORK | c.PREVENTION | c.WARNING,
    ),
    Rule(
        "a child asked for its age",
        Reason.GROOMING,
        (w.AGE, w.FLATTER | w.APART, w.APART | money_words.SECRECY | w.FLATTER),
        22,
        c.PREVENTION | c.SCHOOLWORK,
    ),
    Rule("to undress", Reason.ADULT, (w.UNDRESS,), unless=c.SCHOOLWORK | c.PREVENTION),
    Rule("a lie for the parents", Reason.GROOMING, (w.LIE, w.MEET_KID | w.APART), 12, w.SURPRISE | c.PREVENTION),
    Rule(
        "a secret from parents",
        Reason.GROOMING,
        (w.GROOM_SURE, w.MEET_KID | w.GIFT | w.FLATTER),
        14,
        w.SURPRISE | c.PREVENTION | c.SCHOOLWORK,
    ),
    Rule(
        "gifts for meeting or pictures",
        Reason.GROOMING,
        (w.GIFT, w.APART | w.NUDE, c.YOU, w.APART | w.FLATTER),
        14,
        w.SURPRISE | c.PREVENTION | c.SCHOOLWORK,
    ),
    Rule(
        "a body praised, a meeting",
        Reason.GROOMING,
        (w.SEXY, w.APART | money_words.SECRECY),
        14,
        c.SCHOOLWORK | c.PREVENTION | dangers_words.SAFE,
    ),
    Rule(
        "a figure to look at", Reason.GROOMING, (w.PHOTO, w.FIGURE_WANTED), 9, c.SCHOOLWORK | c.PREVENTION | w.SURPRISE
    ),
    Rule("paid for a meeting", Reason.GROOMING, (w.PAID_MEETING, c.SUM), 6, c.SCHOOLWORK),
    Rule(
        "a model wanted",
        Reason.GROOMING,
        (w.MODEL, w.NUDE | money_words.SECRECY | w.APART, c.SUM | c.GIVE | w.GIFT | c.YOU),
        14,
        c.PREVENTION | c.SCHOOLWORK,
    ),
)
