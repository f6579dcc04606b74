"""Accounts to let, codes to tell, and what else is offered to children, in phrases that need no other."""

from bot.services.judging.rule import Rule
from bot.services.judging.verdict import Reason
from bot.services.judging.words import common as c
from bot.services.judging.words import dangers as dangers_words
from bot.services.judging.words import frauds as frauds_words
from bot.services.judging.words import lures as lures_words
from bot.services.judging.words import offers as w

FRAUDS = (
    Rule(
        "a story around a code",
        Reason.PHISHING,
        (w.CODE_STORY,),
        unless=c.NAMED_FRAUD | c.SCHOOLWORK | frauds_words.SCHOOL_CODE,
    ),
    Rule("a story around money", Reason.MONEY, (w.MONEY_STORY,), unless=c.NAMED_FRAUD | c.SCHOOLWORK),
    Rule("a caller who wants figures", Reason.PHISHING, (w.CALLS, w.FIGURES), 22, w.HEARD_OF),
    Rule("where somebody lives, and the phone", Reason.PERSONAL, (w.ADDRESS, w.BORN, c.PHONE), 12, c.STORY),
    Rule("a passport told", Reason.PERSONAL, (w.ISSUED, c.SUM), 8, c.STORY),
    Rule("papers for everybody", Reason.PERSONAL, (w.PAPERS_TOLD,), unless=c.SCHOOLWORK),
)
RULES = (
    Rule("a child lured by secrets", Reason.GROOMING, (w.LURED,), unless=c.STORY | c.PREVENTION | lures_words.SURPRISE),
    Rule("lewd words", Reason.ADULT, (w.LEWD,), unless=c.STORY | c.PREVENTION),
    Rule("tired of life", Reason.DISTRESS, (w.FAREWELL,), unless=c.STORY | c.PREVENTION | c.GAME | c.JOKE | w.HOLIDAYS),
    Rule(
        "perhaps tired of life",
        Reason.DISTRESS,
        (w.PERHAPS_TIRED,),
        unless=dangers_words.FIGURE | dangers_words.OF_LESSONS | c.SCHOOLWORK | c.JOKE | c.GAME,
    ),
    Rule("a peril dared", Reason.BAIT, (w.PERILOUS,), unless=c.PREVENTION | c.STORY),
    Rule("an account to let", Reason.JOB, (w.LET, w.ACCOUNTS), 6, c.WARNING | c.GAME | w.BY_MESSENGER),
    Rule("dirty work", Reason.JOB, (w.DIRTY_WORK,), unless=c.PREVENTION),
    Rule("smoke, drink, drugs for sale", Reason.DRUGS, (w.STUFF_FOR_SALE,), unless=c.PREVENTION | c.STORY),
    Rule("bets in slang", Reason.BETTING, (w.BETS,), unless=c.PREVENTION),
    Rule("marks and papers for money", Reason.CHEATING, (w.SOLD_MARKS,), unless=c.NAMED_FRAUD | c.PREVENTION),
    Rule("shamed before all", Reason.INSULT, (w.SHAMED,), unless=c.STORY | c.TOLD),
)
INVITATIONS = (Rule("elsewhere, nobody reads", Reason.MESSENGER, (w.ELSEWHERE,), unless=c.WARNING),)
ADVERTS = (Rule("goods and services", Reason.AD, (w.ADVERT, w.AD_CALL | c.PRICE | c.LINK | c.PHONE), 16, c.WARNING),)
