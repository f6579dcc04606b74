"""A faithful VK Bots API server with a messenger page: VK on one's own machine.

Every rule in here cites a section of the platform page (``docs/vk.md`` holds it for readers of this repository as
``vk-platform``): the page is the judge, not the bot. The package imports nothing of the bot, nor the bot of it.
"""
