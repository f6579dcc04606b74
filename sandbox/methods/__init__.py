"""VK's methods. Importing the package fills the table."""

from sandbox.methods import calls, chats, groups, history, messages, posters, servers, uploads, users

__all__ = ["calls", "chats", "groups", "history", "messages", "posters", "servers", "uploads", "users"]
