"""Words of what cannot be done with conversations: what was understood, what is missing, one example."""

from bot.kit.i18n import _
from bot.kit.screen import Button, Colour
from bot.services.chat_binding import ChatTaken, OnlyInChat, PlanHasChat
from bot.services.chat_plans import HalfPlan, NoLessons, NoSuchPlan
from bot.services.conversation_access import ChatNotRegistered, NoConversation
from bot.services.conversation_naming import BadChatTitle, ChatTitleTaken
from bot.ui.refusals import buttons_for, words_for


@words_for(NoSuchPlan)
def _no_such_plan(refusal: NoSuchPlan) -> str:
    if refusal.what == "class":
        text = _("There is no class %(said)s among yours. There is, for example: %(example)s")
    elif refusal.what == "title":
        text = _("There is no conversation «%(said)s» among yours. There is, for example: %(example)s")
    else:
        text = _("The class is clear, but you do not have «%(said)s». Yours is, for example: %(example)s")
    return text % {"said": refusal.said, "example": refusal.example}


@words_for(HalfPlan)
def _half_plan(refusal: HalfPlan) -> str:
    if refusal.expects == "class":
        text = _("Please say one class and a subject. For example: %(example)s")
    else:
        text = _("Class %(said)s is clear, the subject is missing. For example: %(example)s")
    return text % {"said": refusal.said, "example": refusal.example}


@words_for(NoLessons)
def _no_lessons(refusal: NoLessons) -> str:
    return _("The school has not given you a subject or a class yet. Ask its administrator: it takes a minute.")


@words_for(ChatNotRegistered)
def _chat_not_registered(refusal: ChatNotRegistered) -> str:
    return _("This chat is not taken in yet. The teacher writes here, for example: /привязать 5А Алгебра")


@words_for(NoConversation)
def _no_conversation(refusal: NoConversation) -> str:
    if refusal.example:
        return _("There is no conversation «%(said)s» yet. Make it: %(example)s") % {
            "said": refusal.said,
            "example": refusal.example,
        }
    return _("There is no conversation for that. Make one, for example: /беседа 5А Алгебра")


@words_for(OnlyInChat)
def _only_in_chat(refusal: OnlyInChat) -> str:
    return _(
        "Write this inside the chat that I shall take in. Add me there as an administrator, then write: "
        "/привязать %(said)s"
    ) % {"said": refusal.said}


@words_for(ChatTaken)
def _chat_taken(refusal: ChatTaken) -> str:
    return _("This chat is «%(title)s» already. To make it another one, close it first: /архив") % {
        "title": refusal.said
    }


@words_for(PlanHasChat)
def _plan_has_chat(refusal: PlanHasChat) -> str:
    return _("There is another chat «%(title)s» already. To use this one, close that first: /архив %(typed)s") % {
        "title": refusal.said,
        "typed": refusal.typed,
    }


@words_for(BadChatTitle)
def _bad_title(refusal: BadChatTitle) -> str:
    return _("A title has from 1 to 100 characters. For example: 5А · Алгебра и логика, Кружок робототехники")


@words_for(ChatTitleTaken)
def _title_taken(refusal: ChatTitleTaken) -> str:
    return _("The school has another conversation «%(said)s». Choose another title.") % {"said": refusal.said}


@buttons_for(NoConversation)
def _make_it(refusal: NoConversation) -> tuple[tuple[Button, ...], ...]:
    command = refusal.example or "/беседа"
    return ((Button(command, _("New conversation"), colour=Colour.PRIMARY),),)
