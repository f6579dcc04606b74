"""`moderation`: how the rules judge the lines of a file, by those of a school that has changed nothing."""

import argparse
import asyncio
import json
from pathlib import Path

from bot.config import Settings


async def moderation(settings: Settings, args: argparse.Namespace) -> int:
    """Judge each line as one message (`\\n` is a line break); `--json`: an object a line, else what is touched."""
    from bot.services.judging import ChatRules, What, judge

    text = await asyncio.to_thread(Path(args.file).read_text, encoding="utf-8-sig")
    lines, touched = text.removesuffix("\n").split("\n"), 0
    for number, line in enumerate(lines, start=1):
        verdict = judge(line.replace("\\n", "\n"), ChatRules())
        reason = verdict.reason.value if verdict.reason else ""
        touched += verdict.what is not What.NONE
        if args.json:
            print(json.dumps({"text_no": number, "verdict": verdict.what.value, "reason": reason}, ensure_ascii=False))
        elif reason:
            print(f"{number}\t{verdict.what.value}\t{reason}\t{verdict.rule}")
    if not args.json:
        print(f"moderation: {touched} of {len(lines)} lines touched")
    return 0
