"""Stands in for a part of the demo: ``fake_program.py sandbox|bot|cast …``. FAKE names what goes wrong."""

import json
import os
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

WRONG = os.environ.get("FAKE", "")


class Communities(BaseHTTPRequestHandler):
    """Knows how to make one community."""

    made: list[dict[str, object]] = []

    def do_GET(self) -> None:
        self.answer(self.made)

    def do_POST(self) -> None:
        one = {"group_id": 77, "token": "t", "user_token": "u", "screen_name": "club77"}
        self.made.append(one)
        self.answer(one)

    def answer(self, body: object) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *words: object) -> None:
        """Be quiet."""


def sandbox() -> None:
    server = HTTPServer(("127.0.0.1", int(sys.argv[sys.argv.index("--port") + 1])), Communities)
    if WRONG == "late sandbox":
        time.sleep(1)
    print(f"sandbox ready http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


def bot() -> None:
    match sys.argv[2], WRONG:
        case "migrate", "migrate":
            sys.exit("no such column")
        case "init", _:
            print("Link:\nhttps://vk.me/club77?ref=abc\nOpen it.")
        case "run", "silent":
            time.sleep(60)
        case "run", _:
            subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])  # a worker it forgets
            print("bot ready", flush=True)
            if WRONG == "bot":
                print("\n".join(f"line {number}" for number in range(40)), flush=True)
                sys.exit(3)
            time.sleep(60)


def cast() -> None:
    if WRONG == "cast":
        sys.exit("nobody answered")
    assert sys.argv[sys.argv.index("--init-link") + 1] == "https://vk.me/club77?ref=abc"


{"sandbox": sandbox, "bot": bot, "cast": cast}[sys.argv[1]]()
