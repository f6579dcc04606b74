"""Files with a calendar or with head-counts: what they look like, what would come of them, what came."""

from bot.kit.i18n import _, ngettext
from bot.kit.screen import Button, Colour, Screen
from bot.services.table_files import Contents, Trial
from bot.services.tables import MOST_ROWS, BadTable
from bot.ui import refusals
from bot.ui.refusals import words_for

WRONG_SHOWN = 8


def ask_file(contents: Contents) -> Screen:
    """Which file to send."""
    if contents is Contents.CALENDAR:
        return Screen(
            _(
                "Attach a file .xlsx or .csv with the columns «Начало», «Конец», «Вид».\n"
                "The kind is «каникулы», «праздник» or «неделя»; days as 25.10.2026."
            )
        )
    return Screen(
        _(
            "Attach a file .xlsx or .csv with the columns «Показатель», «Значение», «С даты», «Основание»,\n"
            "and «Организация» where a number is not the region's. Показатель: школы, педагоги, обучающиеся,"
            " муниципалитеты."
        )
    )


def fetching() -> Screen:
    """VK is asked for the file."""
    return Screen(_("I am reading the file…"))


def trial(name: str, tried: Trial) -> Screen:
    """What would come of the file; nothing is kept yet."""
    lines = [_("File «%(name)s», nothing is kept yet.") % {"name": name}, *_result(tried)]
    if not tried.good:
        return Screen("\n".join([*lines, "", _("There is nothing to keep. Mend the file and send it again.")]))
    text = "\n".join([*lines, "", _("Keep it?")])
    return Screen(text, rows=((Button("keep", _("Keep"), colour=Colour.POSITIVE),),))


def kept(done: Trial, contents: Contents) -> Screen:
    """After keeping."""
    command = "/календарь" if contents is Contents.CALENDAR else "/итоги"
    return Screen("\n".join([_("Kept."), *_result(done), _("See: %(command)s") % {"command": command}]))


def _result(tried: Trial) -> list[str]:
    good = ngettext("%(n)d line is in order", "%(n)d lines are in order", tried.good) % {"n": tried.good}
    lines = [good]
    if tried.wrong:
        lines.append(_("Not in order: %(n)d") % {"n": len(tried.wrong)})
    for number, refusal in tried.wrong[:WRONG_SHOWN]:
        words = refusals.words(refusal).partition("\n")[0]
        lines.append(_("· line %(n)d: %(words)s") % {"n": number, "words": words})
    return lines


@words_for(BadTable)
def _bad_table(refusal: BadTable) -> str:
    why = {
        "form": _("I can read tables .xlsx and .csv only. Attach one as a file, not as a picture or a link."),
        "empty": _("There are no lines below the titles in this file."),
        "rows": _("The file is too long: at most %(n)d lines.") % {"n": MOST_ROWS},
        "large": _("The file is too large: at most 2 MB."),
        "foreign": _("I take files from VK only. Attach it to a message."),
        "gone": _("VK did not give me this file. Please attach it again."),
    }
    return why.get(refusal.expects, why["form"])
