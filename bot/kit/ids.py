"""Names for numbers, so that a person cannot be passed where a class is meant; and codes for people."""

import secrets
from typing import NewType

PersonId = NewType("PersonId", int)
CommunityId = NewType("CommunityId", int)
OrgId = NewType("OrgId", int)
EntryId = NewType("EntryId", int)
ClassId = NewType("ClassId", int)
ConversationId = NewType("ConversationId", int)
InviteId = NewType("InviteId", int)
RequestId = NewType("RequestId", int)
MailingId = NewType("MailingId", int)
QuestionId = NewType("QuestionId", int)
MaterialId = NewType("MaterialId", int)

# No 0/O, 1/I/L, and no letter that reads differently in Cyrillic and Latin script by mistake.
CODE_ALPHABET = "2346789DFGJNQRSUVWZ"
CODE_LENGTH = 10


def new_code() -> str:
    """An unguessable code that a parent can type from paper (19^10 ≈ 6·10^12 values)."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def new_random_id() -> int:
    """A non-zero positive int32 for VK's `random_id`; 0 would switch VK's protection off."""
    return secrets.randbelow(2**31 - 1) + 1
