"""Smoke, drink and drugs offered, wanted or used together; a lesson about them is none."""

from bot.services.judging.rule import Rule
from bot.services.judging.verdict import Reason
from bot.services.judging.words import common as c
from bot.services.judging.words import substances as w

RULES = (
    Rule("drugs by name", Reason.DRUGS, (w.DRUG_SURE,), unless=c.PREVENTION | c.SCHOOLWORK),
    Rule("drugs by what is done", Reason.DRUGS, (w.STUFF_SURE,), unless=c.PREVENTION | c.SCHOOLWORK | w.HERBS),
    Rule("getting high", Reason.DRUGS, (w.HIGH, w.STUFF | w.SMOKE), 6, c.PREVENTION | c.SCHOOLWORK | w.HERBS),
    Rule("smoke offered", Reason.DRUGS, (w.SMOKE, c.SELL | c.LETS | c.PRICE), 9, c.PREVENTION | c.SCHOOLWORK),
    Rule("drinking together", Reason.DRUGS, (w.WE_DRINK,), unless=c.PREVENTION | c.SCHOOLWORK),
    Rule("high together", Reason.DRUGS, (c.LETS | c.SELL, w.HIGH_ACT), 4, c.PREVENTION | c.SCHOOLWORK),
    Rule("herbs wanted", Reason.DRUGS, (c.SELL | c.HAVE, w.HERB_WANTED), 3, c.PREVENTION | c.SCHOOLWORK | w.HERBS),
    Rule(
        "smoke, in few words",
        Reason.DRUGS,
        (w.SMOKE, c.SUM | c.HAVE | c.SELL),
        6,
        c.PREVENTION | c.SCHOOLWORK,
        at_most=8,
    ),
    Rule("a promise of joy", Reason.DRUGS, (c.LETS, w.JOY), 10, c.PREVENTION | c.SCHOOLWORK),
    Rule("a call to smoke", Reason.DRUGS, (c.LETS, w.SMOKE_ACT), 5, c.PREVENTION | c.SCHOOLWORK),
    Rule("slang of drugs", Reason.DRUGS, (w.SLANG, w.STOCK), 6, c.PREVENTION | c.SCHOOLWORK | w.HERBS),
    Rule("drink in stock", Reason.DRUGS, (c.HAVE, w.DRINK, c.SUM | c.SELL | c.MONEY), 9, c.PREVENTION | c.SCHOOLWORK),
    Rule("smoke in stock", Reason.DRUGS, (c.HAVE, w.SMOKE, c.SUM | c.SELL | c.MONEY), 9, c.PREVENTION | c.SCHOOLWORK),
    Rule("drink offered", Reason.DRUGS, (w.DRINK, c.SELL | c.LETS), 7, c.PREVENTION | c.SCHOOLWORK | w.FOR_CHILDREN),
    Rule("a call to drink", Reason.DRUGS, (w.DRINK_ACT, c.LETS | c.SELL | w.PARTY), 7, c.PREVENTION | c.SCHOOLWORK),
)
