"""The emblem of a school's chats: the question, the answers, and the picture where the bot draws it."""

import re

from bot.kit.i18n import _, ngettext
from bot.kit.screen import Button, Colour, Screen
from bot.services.conversation_facts import ConversationFact
from bot.services.emblems import BadEmblem, EmblemFact, Refused
from bot.ui import drawing
from bot.ui.drawing import text
from bot.ui.refusals import words_for

SIDE = 500  # units; 400 pixels
COLOURS = ("#2a6fbb", "#1e8e5a", "#b3541e", "#7a4bb0", "#a8324e", "#00707a", "#5b6b1f", "#3d4f9f")
WORD = re.compile(r"\w+")
DRAW, REMOVE = "draw", "remove"
ALL_WORDS = ("всем", "all")


def ask_picture(fact: EmblemFact) -> Screen:
    """What the chats look like now, and what they could look like."""
    if not fact.is_there:
        now = _("The chats that I make have no picture of their own.")
    elif fact.is_drawn:
        now = _("The chats that I make get a picture with the class and the subject.")
    else:
        now = _("The chats that I make get the emblem of the school.")
    lines = [now, _("Send me a picture (PNG or JPEG): new chats get it. Or choose:")]
    rows: list[tuple[Button, ...]] = []
    if not fact.is_drawn:
        rows.append((Button(DRAW, _("Draw it: class and subject"), colour=Colour.PRIMARY),))
    if fact.is_there:
        rows.append((Button(REMOVE, _("No picture"), colour=Colour.NEGATIVE),))
    return Screen("\n".join(lines), rows=(*rows, *_for_all(fact)))


def draw_words() -> tuple[str, ...]:
    """The typed choice."""
    return ("нарисовать", DRAW, _("Draw it: class and subject").lower())


def remove_words() -> tuple[str, ...]:
    """The typed choice."""
    return ("убрать", "нет", REMOVE, "none", _("No picture").lower())


def fetching() -> Screen:
    """VK is asked for the picture."""
    return Screen(_("I am looking at the picture…"))


def kept(fact: EmblemFact) -> Screen:
    """From now on."""
    if not fact.is_there:
        return Screen(_("New chats get no picture. Those that have one keep it."))
    if fact.is_drawn:
        lines = [_("New chats get a picture with the class and the subject.")]
    else:
        lines = [_("Kept. New chats get the emblem.")]
    if fact.waiting:
        there = ngettext(
            "%(n)d chat that I made before has not got it yet.",
            "%(n)d chats that I made before have not got it yet.",
            fact.waiting,
        )
        lines.append(there % {"n": fact.waiting})
    return Screen("\n".join(lines), rows=_for_all(fact))


def _for_all(fact: EmblemFact) -> tuple[tuple[Button, ...], ...]:
    if not fact.waiting:
        return ()
    return ((Button("emblem.all", _("Give it to all chats (%(n)d)") % {"n": fact.waiting}),),)


def sent_to_all(number: int) -> Screen:
    """Asked for; VK takes about a second for each."""
    if not number:
        return Screen(_("All chats that I made have the emblem already."))
    text = ngettext("%(n)d chat gets its picture now.", "%(n)d chats get their picture now.", number)
    return Screen(text % {"n": number})


def refused(fact: Refused) -> Screen:
    """To the administrators: no chat has got it, and it is withdrawn."""
    if fact.lacks_right:
        return Screen(
            _(
                "I cannot set pictures of chats: the community's token has no right «photos».\n"
                "Give it in the community's settings (/проверка shows what is missing), then choose again: /эмблема"
            )
        )
    return Screen(_("VK does not take this picture for a chat. Send another one: /эмблема"))


def drawn(fact: ConversationFact) -> bytes:
    """The class in big letters and the subject below; of a conversation of no class, its first letters."""
    return drawing.png(svg(fact))


def svg(fact: ConversationFact) -> str:
    """The same before it is painted: tests read it."""
    big = fact.class_title or "".join(word[0].upper() for word in WORD.findall(fact.title)[:2])
    words, size = drawing.fitted(fact.name, 74, SIDE - 60, bold=True, least=40)
    letters, height = drawing.fitted(big, 210, SIDE - 80, bold=True, least=110)
    shapes = [
        text(SIDE / 2, 280, letters, height, fill="#ffffff", bold=True, anchor="middle"),
        text(SIDE / 2, 400, words, size, fill="#ffffff", bold=True, anchor="middle"),
    ]
    return drawing.canvas(SIDE, SIDE, shapes, paper=COLOURS[sum(map(ord, fact.name)) % len(COLOURS)])


@words_for(BadEmblem)
def _bad_emblem(refusal: BadEmblem) -> str:
    why = {
        "form": _("I need a picture, PNG or JPEG. Attach it as a photo or a file, then I look at it: /эмблема"),
        "large": _("This picture is too large: at most 5 MB. Send a smaller one: /эмблема"),
        "foreign": _("I take pictures from VK only. Attach it to a message: /эмблема"),
        "gone": _("VK did not give me this picture. Please attach it again: /эмблема"),
    }
    return why.get(refusal.expects, why["form"])
