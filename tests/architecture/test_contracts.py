"""The gateway asks VK only for what VK has, and nothing speaks to the outside but through it."""

import ast
import re
from pathlib import Path

from bot.gateway import render
from bot.gateway.errors import RULES, Do, to_error
from bot.gateway.outbox import LONG_VERBS
from bot.kit.errors import AuthLost, Busy, PeerClosed, Rejected
from bot.services.ports import Verb
from sandbox.methods.registry import METHODS

ROOT = Path(__file__).parents[2]
NETWORK = {"aiohttp", "urllib.request", "http.client", "socket", "requests", "httpx"}
METHOD = re.compile(r'"((?:messages|groups|users|photos|docs|calls|utils)\.[A-Za-z]+)"')


def _methods_used() -> set[str]:
    sources = [*(ROOT / "bot" / "gateway").glob("*.py"), *(ROOT / "bot" / "intake").glob("*.py")]
    return {name for path in sources for name in METHOD.findall(path.read_text(encoding="utf-8"))}


def test_every_method_the_gateway_calls_exists_in_the_sandbox() -> None:
    used = _methods_used()
    assert used
    assert used - set(METHODS) == set()


def test_every_verb_of_the_domain_can_be_sent() -> None:
    assert {verb.value for verb in Verb} == set(render.SIMPLE) | LONG_VERBS | {"say"}


KINDS = {Do.RETRY: Busy, Do.STOP: AuthLost, Do.CLOSE: PeerClosed, Do.GIVE_UP: Rejected}


def test_every_code_of_vk_leads_to_one_kind_of_error() -> None:
    for code, rule in RULES.items():
        error = to_error(code)
        assert type(error) is KINDS[rule.do]
        assert error.code == code
        assert rule.after_s > 0 or not isinstance(error, Busy)
    assert type(to_error(4242)) is Rejected  # nobody has described it


def test_every_code_that_our_page_of_vk_names_is_in_the_table() -> None:
    page = (ROOT / "docs" / "vk.md").read_text(encoding="utf-8")
    table = page.partition("### 2.6 ")[2].partition("\n---")[0]
    cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("|")]
    named = {int(number) for cell in cells for number in re.findall(r"\d+", cell)}
    assert len(named) > 40
    assert named - set(RULES) == set()


def test_only_the_gateway_opens_connections() -> None:
    for path in (ROOT / "bot").rglob("*.py"):
        if path.parent.name in {"gateway", "demo"} or path.name in {"app.py", "callback.py", "addresses.py", "web.py"}:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert name not in NETWORK and not name.startswith("aiohttp."), path


def test_addresses_in_the_code_are_vks_and_this_machines() -> None:
    allowed = ("vk.me", "vk.com", "vk.ru", "api.vk.ru", "m.vk", "127.0.0.1", "localhost")
    allowed += ("www.w3.org",)  # the name of SVG's vocabulary, which nobody opens
    for path in (ROOT / "bot").rglob("*.py"):
        source = path.read_text(encoding="utf-8").replace("\\.", ".")  # in patterns too
        for host in re.findall(r"https?://([A-Za-z0-9.\-]+)", source):
            assert host.startswith(allowed), f"{path}: {host}"
