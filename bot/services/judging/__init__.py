"""Judging what is said in a chat: pure functions, nothing is kept, nothing is asked for."""

from bot.services.judging.judge import judge
from bot.services.judging.verdict import FINE, ChatRules, Reason, Verdict, What

__all__ = ["FINE", "ChatRules", "Reason", "Verdict", "What", "judge"]
