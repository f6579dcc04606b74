"""Questions in words: whom they go to, and those that wait."""

from collections.abc import Sequence

from bot.kit.i18n import _, ngettext
from bot.kit.screen import Button, Colour, Screen
from bot.services.question_routes import Asker, Way
from bot.services.questions import PAGE, Asked, NobodyToAsk, OpenQuestion, QuestionOver, TooManyQuestions
from bot.ui.pickers import Rows, cut
from bot.ui.refusals import words_for


def ask_text() -> Screen:
    """The words."""
    return Screen(_("What do you want to ask? For example: что задали по алгебре?"))


def ask_sure(text: str) -> Screen:
    """Words without a command that are a question: shall somebody be asked?"""
    shown = text if len(text) <= 300 else text[:299] + "…"
    row = (Button("sure", _("Yes, ask"), colour=Colour.PRIMARY),)
    return Screen(_("Shall I hand this question on?\n«%(text)s»") % {"text": shown}, rows=(row,))


def sure_words() -> tuple[str, ...]:
    """The typed yes."""
    return ("да", "yes", _("Yes, ask").lower())


def not_sure() -> str:
    """Something else was said."""
    return _("Press «Yes, ask», or «Cancel».")


def ask_child(among: Sequence[Asker]) -> Screen:
    """Which child is it about?"""
    rows = tuple((Button("child", cut(_label(asker)), (at,)),) for at, asker in enumerate(among[:5]))
    return Screen(_("About which child?"), rows=rows)


def _label(asker: Asker) -> str:
    return " · ".join(filter(None, [asker.child, asker.class_title])) or _("My own question")


def ask_whom(among: Sequence[Way]) -> Screen:
    """It is not clear who can answer."""
    rows = [(Button("whom", cut(_way(way)), (at,)),) for at, way in enumerate(among[:5])]
    return Screen(_("Who should answer? Press a button, or write a subject or a surname."), rows=tuple(rows))


def _way(way: Way) -> str:
    if way.teacher is None:
        return _("The school's administrator")
    what = _("class teacher") if way.is_head else way.subject
    return f"{way.name} · {what}"


def asked(fact: Asked) -> Screen:
    """Handed over."""
    whom = _way(fact.to)
    if fact.held_until:
        text = _("Quiet hours: the question goes to %(whom)s at %(hour)s. The answer comes here, to you alone.")
        return Screen(text % {"whom": whom, "hour": f"{fact.held_until:%H:%M}"})
    return Screen(_("The question is with: %(whom)s. The answer comes here, to you alone.") % {"whom": whom})


def waiting(found: Sequence[OpenQuestion]) -> Screen:
    """Questions that wait for the reader."""
    if not found:
        return ask_text()
    head = ngettext("%(n)d question is waiting:", "%(n)d questions are waiting:", len(found)) % {"n": len(found)}
    lines = [head]
    rows: list[tuple[Button, ...]] = []
    for number, one in enumerate(found[:PAGE], 1):
        lines += ["", _line(number, one)]
        label = _("Answer no. %(n)d") % {"n": number}
        rows.append((Button("question.answer", label, (one.question,), colour=Colour.PRIMARY),))
    return Screen("\n".join(lines), rows=(*rows, *_own()))


def _own() -> Rows:
    return ((Button("question.new", _("Ask something myself")),),)


def _line(number: int, one: OpenQuestion) -> str:
    about = ", ".join(filter(None, [one.who, one.class_title, one.subject]))
    late = ngettext("%(n)d day", "%(n)d days", one.days) % {"n": one.days} if one.days else ""
    to = _("with: %(name)s") % {"name": one.to} if one.to else ""
    note = " · ".join(filter(None, [about, to, late]))
    text = one.text if len(one.text) <= 300 else one.text[:299] + "…"
    return f"{number}. {note}\n«{text}»"


def ask_answer() -> Screen:
    """The words of the answer."""
    return Screen(_("Write the answer. Only the one who asked will read it."))


def answered(*, may_keep: bool) -> Screen:
    """Done; who administers can answer the next one before it is asked."""
    text = _("The answer is on its way to the one who asked.")
    if not may_keep:
        return Screen(text)
    again = Button("answers.add", _("Answer it by itself next time"))
    return Screen(text, rows=((again,),))


def passed() -> Screen:
    """Somebody else's now."""
    return Screen(_("Handed on to the school's administrator."), toast=_("Handed on"))


@words_for(TooManyQuestions)
def _too_many(refusal: TooManyQuestions) -> str:
    return _("Many questions of yours wait for an answer already. Wait for one of them, please.")


@words_for(NobodyToAsk)
def _nobody(refusal: NobodyToAsk) -> str:
    return _("There is nobody here yet who could answer that. Ask at the school, please.")


@words_for(QuestionOver)
def _over(refusal: QuestionOver) -> str:
    return _("This question has been answered already.")
