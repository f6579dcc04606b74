"""The weekly reminder: one useful thing with its button, in two taps."""

from bot.kit.i18n import DEFAULT_LOCALE, _, in_locale
from bot.kit.screen import Button, Colour, Screen
from bot.services.nudges import Act, AlreadyPosted, Greeting, NowhereToPost, NudgeOver, Reminder
from bot.ui.activity import of_norm
from bot.ui.refusals import words_for


def reminder(fact: Reminder) -> Screen:
    """«На этой неделе 1 из 3», and what to do about it."""
    counted = of_norm(fact.messages, fact.norm)
    if fact.is_late:
        text = _("Last week you had %(count)s messages in your conversations.") % {"count": counted}
    else:
        text = _("This week you have %(count)s messages in your conversations.") % {"count": counted}
    if fact.act is Act.GREET:
        offer = _("Shall I say hello to the class for you? You will see the text first.")
        first = Button("nudge.show", _("Greet the class"), (fact.id,), Colour.PRIMARY)
    else:
        offer = _("You have no conversation with pupils yet. I can make one in a minute.")
        first = Button("/беседа", _("Make a conversation"), colour=Colour.PRIMARY)
    last = (Button("/активность", _("My activity")), Button("nudge.off", _("Do not remind me")))
    return Screen(f"{text}\n{offer}", rows=((first,), last))


def preview(greeting: Greeting) -> Screen:
    """The text as it will be posted, and the second tap."""
    text = _("I will post in «%(chat)s»:") % {"chat": greeting.chat_title}
    post = Button("nudge.act", _("Post it"), (greeting.nudge,), Colour.POSITIVE)
    return Screen(f"{text}\n\n{posted(greeting).text}", rows=((post,),))


def posted(greeting: Greeting) -> Screen:
    """What the class reads, in its own language, with the teacher's name."""
    with in_locale(DEFAULT_LOCALE):
        said = {"teacher": greeting.teacher, "class": greeting.class_title, "subject": greeting.subject}
        if greeting.class_title and greeting.subject:
            return Screen(_("%(teacher)s: Hello, %(class)s! Questions about «%(subject)s»? Write here.") % said)
        if greeting.class_title:
            return Screen(_("%(teacher)s: Hello, %(class)s! If you have questions, write here.") % said)
        return Screen(_("%(teacher)s: Hello! If you have questions, write here.") % said)


def done(messages: int, norm: int) -> Screen:
    """After the second tap."""
    counted = of_norm(messages, norm)
    return Screen(_("Posted. This week: %(count)s.") % {"count": counted}, toast=counted)


def switched_off(messages: int, norm: int) -> Screen:
    """No reminders any more; the counter stays where it was."""
    text = _("I will not remind you any more. Your counter (now %(count)s) is always at /активность.")
    return Screen(text % {"count": of_norm(messages, norm)}, rows=((Button("nudge.on", _("Remind me again")),),))


def switched_on(messages: int, norm: int) -> Screen:
    """Reminders again."""
    text = _("I will remind you once a week, only when the norm is not met. Now: %(count)s.")
    return Screen(text % {"count": of_norm(messages, norm)})


@words_for(AlreadyPosted)
def _already_posted(refusal: AlreadyPosted) -> str:
    return _("This text is posted already. Your counter: /активность")


@words_for(NudgeOver)
def _nudge_over(refusal: NudgeOver) -> str:
    return _("This reminder is older than a week. Write in your conversation yourself, or wait for the next one.")


@words_for(NowhereToPost)
def _nowhere_to_post(refusal: NowhereToPost) -> str:
    return _("You have no live conversation. Make one, for example: /беседа 5А Алгебра")
