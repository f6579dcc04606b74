"""Answers to what is asked again and again, and the addresses under `/помощь`, in words."""

from collections.abc import Sequence

from bot.kit.i18n import _, ngettext
from bot.kit.screen import Button, Colour, Screen
from bot.services.platform_help import LONGEST, BadAddresses
from bot.services.ready_answers import Answer, BadAnswer, TooManyAnswers
from bot.ui.pickers import cut
from bot.ui.refusals import words_for

PAGE = 5  # one button a row, with «Добавить» and «Дальше» below
SHORT = 200  # characters of an answer in the list


def listing(title: str, found: Sequence[Answer], *, page: int) -> Screen:
    """What an org answers by itself; `page` counts from 1."""
    add: tuple[Button, ...] = (Button("answers.add", _("Add an answer"), colour=Colour.PRIMARY),)
    if not found:
        text = _(
            "Questions that come again and again can be answered at once, before they come to you.\n"
            "Write: /ответы Как завести беседу; Напишите /беседа и выберите урок"
        )
        return Screen(text, rows=(add,))
    last = (len(found) + PAGE - 1) // PAGE
    page = min(max(page, 1), last)
    shown = found[(page - 1) * PAGE : page * PAGE]
    lines = [_("%(title)s answers by itself:") % {"title": title}, *(_line(one) for one in shown)]
    rows = [
        (Button("answers.remove", cut(_("Remove: %(question)s") % {"question": one.question}), (one.id,)),)
        for one in shown
    ]
    if page < last:
        add = (*add, Button(f"/ответы {page + 1}", _("More")))
    return Screen("\n".join(lines), rows=(*rows, add))


def _line(one: Answer) -> str:
    answer = one.answer if len(one.answer) <= SHORT else one.answer[: SHORT - 1] + "…"
    times = ngettext("helped %(n)d time", "helped %(n)d times", one.helped) % {"n": one.helped}
    return f"\n• {one.question}" + (f" ({times})" if one.helped else "") + f"\n{answer}"


def ask_question() -> Screen:
    """As people ask it."""
    return Screen(_("How do people ask it? For example: как завести беседу?"))


def ask_answer(question: str) -> Screen:
    """What they get."""
    return Screen(_("«%(question)s» What shall I answer?") % {"question": question})


def kept(one: Answer) -> Screen:
    """From now on."""
    text = _("Kept. Who asks «%(question)s» or something like it gets this answer at once.") % {
        "question": one.question
    }
    return Screen(text, rows=((Button("/ответы", _("All answers")),),))


def removed(question: str) -> Screen:
    """No more."""
    return Screen(
        _("Removed: «%(question)s».") % {"question": question}, rows=((Button("/ответы", _("All answers")),),)
    )


def known(found: Sequence[Answer]) -> Screen:
    """To who asks: perhaps this is it."""
    lines = [_("Perhaps this helps:"), *(f"\n{one.question}\n{one.answer}" for one in found)]
    helped = [
        (Button("helped", _("Thank you, that helped"), (found[0].id,), Colour.POSITIVE),),
        (Button("onward", _("Ask all the same")),),
    ]
    return Screen("\n".join(lines), rows=tuple(helped))


def glad() -> Screen:
    """It helped."""
    return Screen(_("Good! Another question? Just write: /вопрос"))


def addresses(text: str) -> Screen:
    """What stands under the help just now."""
    if not text:
        return Screen(
            _("Nothing stands there yet. Write, for example: /адреса Платформа: sferum.ru. Помощь: 8 800 100-00-00")
        )
    return Screen(
        _("Under /помощь stands:\n%(text)s\n\nTo change it: /адреса and the new text; to remove it: /адреса убрать")
        % {"text": text}
    )


def addresses_kept(text: str) -> Screen:
    """Done."""
    if not text:
        return Screen(_("Removed. What the level above has written is read now, if there is any."))
    return Screen(_("From now on this stands under /помощь, also for those below:\n%(text)s") % {"text": text})


@words_for(BadAnswer)
def _bad_answer(refusal: BadAnswer) -> str:
    return _("A question and its answer, please. For example: /ответы Как завести беседу; Напишите /беседа")


@words_for(TooManyAnswers)
def _too_many(refusal: TooManyAnswers) -> str:
    return _("There are 200 answers already. Remove one first: /ответы")


@words_for(BadAddresses)
def _bad_addresses(refusal: BadAddresses) -> str:
    return _("That is longer than %(n)d characters. Please shorten it.") % {"n": LONGEST}
