"""`init`: the first step of an installation."""

import argparse
import sys

from bot.config import Settings
from bot.gateway.links import invite_url


async def init(settings: Settings, args: argparse.Namespace) -> int:
    """Found a region and print the one-time link of its first administrator."""
    from bot import app as composition
    from bot.services import first_steps

    async with composition.opened(settings) as (clock, community):
        if community is None:
            print("No community is connected: set VK_GROUP_ID and VK_TOKEN.", file=sys.stderr)
            return 2
        code = await first_steps.found(args.region, timezone=args.timezone, again=args.again, now=clock.now())
    print(f"Ссылка первого администратора региона «{args.region}» (один человек, 7 дней):")
    print(invite_url(community.screen_name, code))
    print("Откройте её и нажмите «Начать» или напишите любое слово.")
    print(f"Код для ввода вручную: /код {code}")
    return 0
