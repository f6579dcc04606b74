"""A text that the bot posts for a teacher: as she sees it before, and as the class reads it."""

from collections.abc import Sequence
from datetime import date

from bot.kit.i18n import DEFAULT_LOCALE, _, in_locale
from bot.kit.screen import Button, Colour, Screen
from bot.services.chat_plans import typed
from bot.services.nudge_posts import AlreadyPosted, BadPost, NowhereToPost, NudgeOver, Place
from bot.services.nudges import Act
from bot.ui.activity import of_norm
from bot.ui.pickers import picker
from bot.ui.refusals import words_for


def text_of(act: Act, place: Place, teacher: str, own: str = "", *, day: date | None = None) -> str:
    """What the class reads, in its own language, with the teacher's name; `own` are her own words.

    `day`: of the lesson that is planned; None while she has not chosen one.
    """
    with in_locale(DEFAULT_LOCALE):
        said = {"teacher": teacher, "class": place.class_title, "subject": place.name}
        if own:
            return f"{teacher}: {own}"
        if act is Act.GREET:
            return _greeting(place) % said
        text = {
            Act.ASK: _("%(teacher)s: What was the hardest thing this week%(about)s? Write here, we will sort it out."),
            Act.SEND: _("%(teacher)s: Look through your notes of this week%(about)s. What is not clear, ask here."),
            Act.PLAN: _("%(teacher)s: At the next lesson%(about)s we go on with the topic. Bring one question each."),
        }[act]
        if act is Act.PLAN and day:
            text = _("%(teacher)s: %(day)s at the lesson%(about)s we go on with the topic. Bring one question each.")
            said["day"] = f"{_weekday(day)}, {day:%d.%m}"
        about = _(" («%(subject)s»)") % said if place.name else ""
        return text % {**said, "about": about}


def _weekday(day: date) -> str:
    return [
        _("On Monday"),
        _("On Tuesday"),
        _("On Wednesday"),
        _("On Thursday"),
        _("On Friday"),
        _("On Saturday"),
        _("On Sunday"),
    ][day.weekday()]


def _greeting(place: Place) -> str:
    if place.class_title and place.name:
        return _("%(teacher)s: Hello, %(class)s! Questions about «%(subject)s»? Write here.")
    if place.class_title:
        return _("%(teacher)s: Hello, %(class)s! If you have questions, write here.")
    return _("%(teacher)s: Hello! If you have questions, write here.")


def preview(place: Place, text: str, *, has_choice: bool, days: Sequence[date] = ()) -> Screen:
    """The text as it will be posted, and the tap that does it; `days` to plan a lesson for."""
    head = _("I will post in «%(chat)s»:") % {"chat": place.title}
    hint = _("Other words? Send them here: I post them with your name.")
    rows: list[tuple[Button, ...]] = [(Button("post", _("Post it"), colour=Colour.POSITIVE),)]
    if days:
        rows.append(tuple(Button("day", f"{day:%d.%m}", (day.isoformat(),)) for day in days))
        hint = _("Which day is the lesson? Press it below.") + f"\n{hint}"
    if has_choice:
        rows.append((Button("place", _("Another conversation")),))
    return Screen(f"{head}\n\n{text}\n\n{hint}", rows=tuple(rows))


def changed() -> str:
    """Above the screen, when the words are hers now."""
    return _("So it will read:")


def ask_place(places: Sequence[Place], *, offset: int) -> Screen:
    """Choosing another conversation."""
    text = _("In which conversation? Press, or write: %(example)s") % {"example": _example(places[0])}
    return picker(text, [(place.conversation, place.title) for place in places], offset=offset)


def _example(place: Place) -> str:
    return typed(place).strip() or "5А Алгебра"


def done(messages: int, norm: int) -> Screen:
    """It is posted, and the counter has moved."""
    counted = of_norm(messages, norm)
    return Screen(_("Posted. This week: %(count)s.") % {"count": counted}, toast=counted)


@words_for(AlreadyPosted)
def _already_posted(refusal: AlreadyPosted) -> str:
    return _("This text is posted already. Your counter: /активность")


@words_for(NudgeOver)
def _nudge_over(refusal: NudgeOver) -> str:
    return _("This reminder is older than a week. Write in your conversation yourself, or wait for the next one.")


@words_for(NowhereToPost)
def _nowhere_to_post(refusal: NowhereToPost) -> str:
    return _("You have no live conversation. Make one, for example: /беседа 5А Алгебра")


@words_for(BadPost)
def _bad_post(refusal: BadPost) -> str:
    return _(
        "I can post a text of up to 1000 characters, links too; photos and files send to the conversation yourself."
        " For example: Ребята, завтра повторяем §12."
    )
