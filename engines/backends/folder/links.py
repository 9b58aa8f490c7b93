"""Presigned requests to files, answered by a small server of this process, as an object store would."""

from __future__ import annotations

import hmac
import io
import secrets
import shutil
import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal
from urllib.parse import parse_qs, urlencode, urlsplit

from engines.backends import arguments
from engines.backends.folder.files import Files
from engines.routing.ports import Presigned


class Links:
    """Signs requests with a key that lives as long as this object, and answers them from the first one signed on."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self._key = secrets.token_bytes(32)
        self._server: ThreadingHTTPServer | None = None
        self._starting = threading.Lock()

    def presigned(
        self, method: Literal["GET", "PUT"], name: str, headers: dict[str, str], expires_in: timedelta
    ) -> Presigned:
        expires_at = arguments.now() + arguments.presigned_for(expires_in)
        expires = f"{expires_at.timestamp():.3f}"
        query = urlencode({"expires": expires, "signature": self._signature(method, name, expires)})
        return Presigned(method, f"{self._address()}/{name}?{query}", headers, expires_at)

    def allows(self, method: str, name: str, expires: str, signature: str) -> bool:
        """Whether this very request was presigned and is still in time."""
        genuine = hmac.compare_digest(self._signature(method, name, expires), signature)
        return genuine and time.time() < float(expires)

    def close(self) -> None:
        with self._starting:
            if self._server is not None:
                self._server.shutdown()
                self._server.server_close()
                self._server = None

    def _signature(self, method: str, name: str, expires: str) -> str:
        return hmac.new(self._key, "\n".join((method, name, expires)).encode(), "sha256").hexdigest()

    def _address(self) -> str:
        with self._starting:
            if self._server is None:
                self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
                threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
            return "http://{}:{}".format(*self._server.server_address)


def _handler(links: Links) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_PUT(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if name := self._allowed_name():
                content_type = self.headers.get("Content-Type", "application/octet-stream")
                links.files.write(name, content_type, io.BytesIO(body))
                self._answer(200)

        def do_GET(self) -> None:
            if name := self._allowed_name():
                if found := links.files.open(name):
                    stat, stored = found
                    with stored:
                        self._answer(200, stat.size, stat.content_type)
                        shutil.copyfileobj(stored, self.wfile)
                else:
                    self._answer(404)

        def _allowed_name(self) -> str | None:
            address = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(address.query).items()}
            name = address.path.removeprefix("/")
            if links.allows(self.command, name, query.get("expires", ""), query.get("signature", "")):
                return name
            self._answer(403)
            return None

        def _answer(self, status: int, size: int = 0, content_type: str = "application/octet-stream") -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(size))
            self.send_header("Content-Type", content_type)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: an address here is a secret."""

    return Handler
