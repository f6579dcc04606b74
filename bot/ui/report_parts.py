"""What is behind a number of the report, by buttons: which number, the orgs it is the sum of, the names in a school."""

from bot.kit.i18n import _
from bot.kit.screen import Button, Screen
from bot.services.access import OrgKind
from bot.services.ports import Done
from bot.services.report import Report
from bot.services.report_asking import BadNumber
from bot.services.report_parts import Part, Parts
from bot.services.report_reading import NoSuchPlace
from bot.ui import report_words
from bot.ui.numbers import whole
from bot.ui.refusals import words_for

COMMAND = "/отчёт"
TITLE_LENGTH = 24  # characters of an org's title on a line of 35
TYPED = {
    "schools_in": "школы",
    "schools_idle": "неактивные",
    "municipalities_in": "МОУО",
    "municipalities_idle": "неактивные МОУО",
    "teachers_in": "педагоги",
    "teachers_chat": "чат",
    "teachers_3": "3",
    "teachers_10": "10",
    "teachers_call": "звонки",
    "students_in": "обучающиеся",
    "students_by_proxy": "через представителя",
}


def to_report(fact: Report, label: str, *more: str) -> Button:
    """Runs `/отчёт` for this very report, with more words."""
    return Button(COMMAND, label, (fact.period, f"#{fact.org}", *more))


def to_number(fact: Report, label: str, number: str, *, page: int = 0) -> Button:
    """Opens what is behind a number."""
    words = TYPED[number] + (f" стр {page + 1}" if page else "")
    return Button(COMMAND, label, (fact.period, f"#{fact.org}", f"; {words}"))


def numbers(fact: Report, codes: list[str]) -> Screen:
    """Which number to look behind; two on a row where they are many."""
    lines = [fact.title, report_words.period(fact), "", _("Which number shall I open?")]
    width = 1 if len(codes) < 6 else 2
    shown = [
        to_number(fact, f"{report_words.number_title(code)}: {whole(getattr(fact.counts, code))}", code)
        for code in codes
    ]
    rows = tuple(tuple(shown[at : at + width]) for at in range(0, len(shown), width))
    return Screen("\n".join(lines), rows=rows[:6])


def parts(fact: Parts) -> Screen:
    """A number, what it is made of, and the ways on."""
    own = fact.report
    lines = [own.title, report_words.period(own), "", f"{report_words.number_title(fact.number)}: {whole(fact.value)}"]
    if own.level is OrgKind.SCHOOL and not fact.parts:
        return Screen("\n".join(lines + _names(fact)), rows=_ways(fact))
    lines += ["", *(_line(part) for part in fact.parts)]
    if fact.pages > 1:
        lines.append(_("page %(n)d of %(of)d") % {"n": fact.page + 1, "of": fact.pages})
    opened = [_to_part(fact, part) for part in fact.parts]
    rows = tuple(tuple(opened[at : at + 2]) for at in range(0, len(opened), 2))
    return Screen("\n".join(lines), rows=(*rows, *_ways(fact)))


def _line(part: Part) -> str:
    title = part.title if len(part.title) <= TITLE_LENGTH else part.title[: TITLE_LENGTH - 1].rstrip() + "…"
    return f"{title}: {whole(part.value)}"


def _to_part(fact: Parts, part: Part) -> Button:
    below = to_number(fact.report, part.title, fact.number)
    of_orgs = fact.number.startswith("municipalities") or (
        fact.number.startswith("schools") and fact.report.level is OrgKind.MUNICIPALITY
    )
    words = () if of_orgs else below.args[2:]
    return Button(COMMAND, part.title, (part.period or fact.report.period, f"#{part.org}", *words))


def _names(fact: Parts) -> list[str]:
    if fact.names is None:
        return ["", _("Names are the school's own: above it there are only numbers.")]
    lines = ["", *(f"· {name}" for name in fact.names)] if fact.names else []
    if fact.pages > 1:
        lines.append(_("page %(n)d of %(of)d") % {"n": fact.page + 1, "of": fact.pages})
    if fact.counted_now != fact.value:
        late = _("The report was frozen with %(then)s; by what came later there are %(now)s.")
        lines += ["", late % {"then": whole(fact.value), "now": whole(fact.counted_now or 0)}]
    return lines


def _ways(fact: Parts) -> tuple[tuple[Button, ...], ...]:
    turning = []
    if fact.page:
        turning.append(to_number(fact.report, _("‹ Back"), fact.number, page=fact.page - 1))
    if fact.page + 1 < fact.pages:
        turning.append(to_number(fact.report, _("Further ›"), fact.number, page=fact.page + 1))
    back = (to_report(fact.report, _("The whole report")),)
    return (tuple(turning), back) if turning else (back,)


def file_comes(fact: Report) -> str:
    """Beside the file."""
    return f"{fact.title}, {report_words.period(fact)}"


def no_file(done: Done) -> Screen:
    """The messenger took no file."""
    again = Button(COMMAND, _("Once more"), (str(done.args["period"]), f"#{done.args['org']}", str(done.args["form"])))
    text = _(
        "The file could not be sent. Try once more; if it fails again, tell whoever runs the bot: /проверка shows why."
    )
    return Screen(text, rows=((again,),))


@words_for(BadNumber)
def _bad_number(refusal: BadNumber) -> str:
    return _(
        "The report has no number «%(said)s». After the semicolon stand: чат, 3, 10, педагоги, обучающиеся, школы,"
        " неактивные. For example: /отчёт; 3"
    ) % {"said": refusal.said}


@words_for(NoSuchPlace)
def _no_such_place(refusal: NoSuchPlace) -> str:
    return _(
        "«%(said)s» is no week, and I know no school or municipality of yours called so."
        " For example: /отчёт 06.03-10.03.2023 xlsx, or with a title: /отчёт Школа № 5"
    ) % {"said": refusal.said}
