"""What counts as a message of a teacher (mission 0.1): one pure rule, so that it can be read in one table of cases."""


def counts_as_message(
    *,
    author: int,
    in_chat: bool = True,
    service_action: bool = False,
    addressed: bool = False,
    call: bool = False,
    deleted: bool = False,
) -> bool:
    """Is this event one message of a human in a chat?

    Text is not asked for: a photo, a voice message, a sticker or a document without a word is one message too.

    Args:
        author: the messenger's key of the author; zero or below is a community, a bot, or nobody.
        in_chat: it was said in a chat, not in the private talk with the bot.
        service_action: «вошла», «сменил название» and the like, which nobody wrote.
        addressed: a command, the bot's mention or a pressed button: a word to the bot, not to the class.
        call: the mark a call leaves in the chat; it is a call, counted apart.
        deleted: it was taken back before it was counted.
    """
    return author > 0 and in_chat and not (service_action or addressed or call or deleted)
