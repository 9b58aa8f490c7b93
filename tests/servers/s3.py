"""An S3 endpoint in a process of its own."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

# It prints its port and serves until we close its input, or are killed.
_PROGRAM = """
import sys
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
sys.stdin.read()
"""


@dataclass(frozen=True)
class S3:
    """A running endpoint; it takes any credentials, and does not look at signatures."""

    endpoint: str
    _numbers: Iterator[int] = field(default_factory=itertools.count, repr=False)

    def bucket(self) -> str:
        """The name of a new, empty bucket."""
        name = f"test-{os.getpid()}-{next(self._numbers)}"
        self.send("PUT", name)
        return name

    def send(self, method: str, path: str, data: bytes | None = None) -> bytes:
        """Send one request as a user whom the endpoint knows, and give the answer's body."""
        authorization = "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request"
        headers = {"Authorization": authorization, "Content-Type": "application/octet-stream"}
        request = urllib.request.Request(f"{self.endpoint}/{path}", data=data, method=method, headers=headers)
        with urllib.request.urlopen(request) as response:
            return bytes(response.read())


@contextmanager
def serve() -> Iterator[S3]:
    """Run an endpoint until the block ends."""
    command = [sys.executable, "-c", _PROGRAM]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        yield S3(f"http://127.0.0.1:{int(process.stdout.readline())}")
