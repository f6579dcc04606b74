"""The browser's fixtures, for faults of the sandbox's page."""

from tests.browser.conftest import bot, browser, page, person, sandbox

__all__ = ["bot", "browser", "page", "person", "sandbox"]
