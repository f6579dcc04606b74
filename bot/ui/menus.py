"""The bottom keyboard: the few things a person does most, by role. Every button is also a typed command."""

from collections.abc import Sequence

from bot.kit.i18n import _
from bot.kit.screen import Button, Colour
from bot.services.access import Role

Rows = tuple[tuple[Button, ...], ...]


def menu_rows(roles: Sequence[Role]) -> Rows:
    """The keyboard for these roles: the first one's own rows, then what everybody has."""
    rows = _own_rows(roles[0]) if roles else ((Button("/код", _("I have a code"), colour=Colour.PRIMARY),),)
    last = [Button("/помощь", _("Help"))]
    if len(set(roles)) > 1:
        last.append(Button("/роль", _("Switch role")))
    return (*rows, tuple(last))


def _own_rows(role: Role) -> Rows:
    match role:
        case Role.REGION_ADMIN:
            return (
                (Button("/отчёт", _("Report"), colour=Colour.PRIMARY), Button("/активация", _("Activation"))),
                (Button("/муниципалитет", _("New municipality")), Button("/школа-новая", _("New school"))),
                (Button("/админ", _("Invite administrator")), Button("/итоги", _("Official totals"))),
                (Button("/календарь", _("Calendar")), Button("/рычаги", _("What would help"))),
                (Button("/служебная", _("Administrations' chat")), Button("/беседы", _("Conversations"))),
                (Button("/школа", _("Structure")), Button("/цели", _("Targets")), Button("/журнал", _("Journal"))),
            )
        case Role.MUNICIPAL_ADMIN:
            return (
                (Button("/отчёт", _("Report"), colour=Colour.PRIMARY), Button("/активация", _("Activation"))),
                (Button("/школа-новая", _("New school")), Button("/админ", _("Invite administrator"))),
                (Button("/служебная", _("Administrations' chat")), Button("/беседы", _("Conversations"))),
                (Button("/школа", _("Structure")), Button("/журнал", _("Journal"))),
            )
        case Role.SCHOOL_ADMIN:
            return (
                (
                    Button("/классы", _("Classes"), colour=Colour.PRIMARY),
                    Button("/учителя", _("Teachers")),
                    Button("/движение", _("Movements")),
                ),
                (Button("/сообщение", _("Write to people")), Button("/вопрос", _("Questions"))),
                (Button("/ссылка учителя", _("Link for teachers")), Button("/заявки", _("Requests"))),
                (Button("/беседы", _("Conversations")), Button("/активность", _("Activity"))),
                (
                    Button("/общешкольный", _("School chats")),
                    Button("/служебная", _("Staff room")),
                    Button("/контур", _("Contour")),
                ),
                (Button("/отчёт", _("Report")), Button("/активация", _("Activation"))),
                (Button("/школа", _("School")), Button("/проверка", _("Check")), Button("/журнал", _("Journal"))),
            )
        case Role.DIRECTOR:
            return (
                (Button("/отчёт", _("Report"), colour=Colour.PRIMARY), Button("/активность", _("Activity"))),
                (Button("/классы", _("Classes")), Button("/учителя", _("Teachers"))),
                (Button("/беседы", _("Conversations")),),
            )
        case Role.TEACHER:
            return (
                (Button("/беседы", _("Conversations"), colour=Colour.PRIMARY), Button("/звонок", _("Call"))),
                (
                    Button("/беседа", _("New conversation")),
                    Button("/кружок", _("Clubs")),
                    Button("/активность", _("My activity")),
                ),
                (
                    Button("/ссылка", _("Class link")),
                    Button("/заявки", _("Requests")),
                    Button("/список", _("Class list")),
                ),
                (Button("/сообщение", _("Write to people")), Button("/вопрос", _("Questions"))),
            )
        case Role.PARENT:
            return (
                (Button("/беседы", _("Conversations"), colour=Colour.PRIMARY), Button("/дети", _("My children"))),
                (Button("/вопрос", _("Ask a question")), Button("/материалы", _("Materials"))),
            )
        case Role.STUDENT:
            return (
                (
                    Button("/беседы", _("Conversations"), colour=Colour.PRIMARY),
                    Button("/вопрос", _("Ask a question")),
                ),
                (Button("/материалы", _("Materials")), Button("/школа", _("School"))),
                (Button("/как-войти", _("How to come in")),),
            )
