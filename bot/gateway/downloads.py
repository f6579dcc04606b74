"""A file that a person sent, brought into memory: from VK's own hosts only, and never more than was asked for.

The link stands in a message, so anybody can forge it: every hop of a redirect is looked at before it is followed.
"""

from typing import Any
from urllib.parse import urljoin, urlsplit

from bot.gateway.client import VkClient

# VK: documents lie behind vk.com/doc…, which redirects to a host of userapi.com.
HOSTS = ("vk.com", "vk.ru", "userapi.com", "vkuser.net")
REDIRECTS = 4


async def fetch_file(vk: VkClient, url: str, *, most_bytes: int) -> dict[str, Any]:
    """{"content": bytes}, or {"trouble": "foreign" | "large" | "gone"} where asking again would not help.

    Raises:
        Busy: the connection broke or the host is overloaded; later again.
    """
    for _hop in range(REDIRECTS + 1):
        if not is_ours(url, vk.api_url):
            return {"trouble": "foreign"}
        answer = await vk.fetch(url, most_bytes=most_bytes)
        if answer.location:
            url = urljoin(url, answer.location)
            continue
        if answer.status != 200:
            return {"trouble": "gone"}
        return {"content": answer.content} if len(answer.content) <= most_bytes else {"trouble": "large"}
    return {"trouble": "gone"}


def is_ours(url: str, api_url: str) -> bool:
    """Does the link lead to VK over https, or to the very server whose API we speak (the sandbox)?"""
    there, api = urlsplit(url), urlsplit(api_url)
    if (there.scheme, there.netloc) == (api.scheme, api.netloc):
        return True
    host = there.hostname or ""
    return there.scheme == "https" and any(host == known or host.endswith(f".{known}") for known in HOSTS)
