"""What may not be traded at school: cards and dirty jobs, bets, answers to exams, advertising."""

from bot.services.judging.rule import Rule
from bot.services.judging.verdict import Reason
from bot.services.judging.words import common as c
from bot.services.judging.words import trade as w

JOBS = (
    Rule("a surrender of cards, dirty jobs", Reason.JOB, (w.JOB_SURE,), unless=c.WARNING | w.HONEST),
    Rule("arson for pay", Reason.BAIT, (w.ARSON, c.PAY_ME | c.SUM | c.MONEY), 9, c.WARNING | c.SCHOOLWORK | c.PLAY),
    Rule(
        "a courier of packets",
        Reason.JOB,
        (w.COURIER, w.PACKET, c.PAY_ME | w.JOB_WORDS),
        12,
        c.WARNING | c.SCHOOLWORK | w.HONEST,
    ),
    Rule(
        "easy money",
        Reason.JOB,
        (w.JOB_WORDS, w.EASY_MONEY, c.PAY_ME | c.SUM | c.BY_LINK, c.MONEY | c.SUM),
        14,
        c.WARNING | w.HONEST | c.SCHOOLWORK,
    ),
    Rule("work paid in crypto", Reason.JOB, (w.SEEK | w.COURIER, w.CRYPTO), 14, c.NAMED_FRAUD | w.HONEST),
    Rule(
        "work at so much a day", Reason.JOB, (w.SEEK, w.A_DAY, c.SUM | c.MONEY), 12, c.WARNING | w.HONEST | c.SCHOOLWORK
    ),
)
RULES = (
    Rule("a casino", Reason.BETTING, (w.CASINO, w.GAMBLE), 14, c.WARNING | c.SCHOOLWORK | c.PREVENTION),
    Rule(
        "a lottery of skins", Reason.BETTING, (w.CASES, w.GAMBLE, c.ODD_LINK | c.BY_LINK), 20, c.WARNING | c.SCHOOLWORK
    ),
    Rule("a roulette of skins", Reason.BETTING, (w.ROULETTE,), unless=c.WARNING | c.SCHOOLWORK),
    Rule(
        "a bet by its words",
        Reason.BETTING,
        (w.BET_SURE, w.CASES | w.BET | w.CASINO | w.GAMBLE),
        9,
        w.AVERAGE | c.WARNING | c.SCHOOLWORK | c.PREVENTION | c.JOKE,
    ),
    Rule("a bet", Reason.BETTING, (w.BET, w.BET_SPORT, w.GAMBLE), 10, c.WARNING | c.SCHOOLWORK | c.PREVENTION | c.JOKE),
    Rule("cheating for money", Reason.CHEATING, (w.CHEAT_SURE,), unless=c.WARNING),
    Rule("answers for sale", Reason.CHEATING, (w.ANSWERS, w.EXAM, w.TRADE), 10, c.WARNING | w.HELP),
)
ADVERTS = (
    Rule("a heap of advertising", Reason.AD, (w.AD_GOODS,), 30, c.WARNING | w.NOT_AD, times=3),
    Rule("calls of a channel", Reason.AD, (w.AD_CHANNEL,), 30, c.WARNING | w.NOT_AD, times=3),
    Rule("a chain letter", Reason.AD, (w.CHAIN,), unless=c.NAMED_FRAUD),
    Rule("advertising to write to", Reason.AD, (w.AD_GOODS, w.AD_CALL, w.PEOPLE), 16, c.WARNING | w.NOT_AD),
    Rule("advertising by its phrases", Reason.AD, (w.AD_SURE,), unless=c.NAMED_FRAUD | w.NOT_AD),
    Rule(
        "advertising",
        Reason.AD,
        (w.AD_CALL, w.AD_GOODS, c.LINK | c.PHONE | c.SUM | c.BY_LINK),
        20,
        c.WARNING | w.NOT_AD,
    ),
    Rule("a channel of one's own", Reason.AD, (w.AD_CHANNEL, w.MY_CHANNEL), 6, c.WARNING | w.NOT_AD),
)
