"""A language model for tests: a real server on the loopback that answers as it is told and remembers what it was asked."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

STRAY = (
    "另外，县里还有一处历史遗留的渣堆长期没有人管，由市生态环境局牵头，2027年6月底前清理完毕，附近群众多次反映，"
    "至今没有说法。"
)
Answer = Callable[["Model"], None]


class Model(BaseHTTPRequestHandler):
    """One request. `question` is what was asked, `passages` the texts in it."""

    answer: Answer
    asked: list[dict[str, Any]]
    headers_seen: list[Mapping[str, str]]
    ended: threading.Event

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.question = json.loads(body)
        self.asked.append(self.question | {"path": self.path, "key": self.headers.get("Authorization")})
        type(self).answer(self)

    @property
    def passages(self) -> list[str]:
        told = json.loads(self.question["messages"][-1]["content"])
        return [passage["text"] for passage in told["passages"]]

    def send(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def say(self, content: object) -> None:
        self.send(json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]}).encode())

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on standard error."""


def saying(*items: Mapping[str, Any], wrapped: str = "%s") -> Answer:
    return lambda model: model.say(wrapped % json.dumps({"items": items}, ensure_ascii=False))


def pointing(model: Model) -> None:
    """What a good model answers of STRAY wherever it stands."""
    at = next((n for n, text in enumerate(model.passages, 1) if "渣堆" in text), 0)
    problem = "县里还有一处历史遗留的渣堆长期没有人管"
    units = [{"text": "市生态环境局", "role": "lead"}]
    found = [{"passage": at, "problem": problem, "units": units, "deadline": "2027年6月底前"}] if at else []
    saying(*found)(model)


@contextmanager
def served(answer: Answer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sequence[dict[str, Any]]]:
    """The settings of an office whose model answers so; yields what it is asked."""
    asked: list[dict[str, Any]] = []
    ended = threading.Event()
    handler = type("Handler", (Model,), {"answer": staticmethod(answer), "asked": asked, "ended": ended})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    # Looked at often, or each test waits half a second for its server to end.
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    monkeypatch.setenv("BIHUAN_MODEL_URL", f"http://127.0.0.1:{server.server_port}/v1")
    monkeypatch.setenv("BIHUAN_MODEL_NAME", "office-model")
    try:
        yield asked
    finally:
        ended.set()
        server.shutdown()
        server.server_close()
        thread.join()
