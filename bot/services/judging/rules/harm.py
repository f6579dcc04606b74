"""Arms for sale, attacks in a crowd, what is to be shown or told to everybody, hatred of peoples."""

from bot.services.judging.rule import Rule
from bot.services.judging.verdict import Reason
from bot.services.judging.words import common as c
from bot.services.judging.words import harm as w
from bot.services.judging.words import threats as threats_words

RULES = (
    Rule(
        "arms for sale",
        Reason.THREAT,
        (w.ARMS, w.ARMS_DEAL | c.SELL),
        9,
        c.PLAY | c.SCHOOLWORK | c.PREVENTION | threats_words.HARMLESS_TOOL | w.TREE,
    ),
    Rule("an attack in a crowd", Reason.THREAT, (w.ATTACK,), unless=c.GAME | c.STORY | c.PREVENTION | c.TOLD),
    Rule("an outrage announced", Reason.THREAT, (w.PLANNED,), unless=c.GAME | c.STORY),
    Rule("a pet to be hurt", Reason.THREAT, (w.PET, w.PET_HARM), 6, c.GAME | c.STORY),
    Rule("a bad fate promised", Reason.THREAT, (w.FATE,), unless=c.GAME | c.STORY),
    Rule(
        "pictures to be shown to all",
        Reason.ADULT,
        (w.SHOWN_TO_ALL, w.PICTURES, w.OR_SHOWN, c.YOU | w.YOURS),
        14,
        c.STORY | c.WARNING,
    ),
    Rule("a secret told to all", Reason.INSULT, (w.SECRET_OF, w.TOLD_TO_ALL), 14, c.STORY | c.PREVENTION),
    Rule("a people despised", Reason.INSULT, (w.PEOPLE_OF, w.DESPISED), 9, c.STORY | c.SUBJECTS),
)
