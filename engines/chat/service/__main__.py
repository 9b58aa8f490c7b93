"""`python -m engines.chat.service`: run the service, or refuse to and say why."""

from __future__ import annotations

import argparse
from pathlib import Path

import uvicorn

from engines.chat.service.development import OWN, Development
from engines.chat.service.server import create_app

HELLO = """\
development service on {folder}, tenant {scope.tenant}, env {scope.env}, project {scope.project}
a token that it accepts: {folder}/token
"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m engines.chat.service", description=__doc__)
    parser.add_argument("--dev", action="store_true", help="keep everything in one folder of this machine")
    parser.add_argument("--folder", type=Path, default=Path(".engines-dev"), help="where --dev keeps it (%(default)s)")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=8000, help="the port to listen on (%(default)s)")
    options = parser.parse_args()
    if options.dev:
        folder = options.folder.resolve()
        app = Development(folder).app()
        print(HELLO.format(folder=folder, scope=OWN), end="", flush=True)
    else:
        app = create_app()
    uvicorn.run(app, host=options.host, port=options.port)


if __name__ == "__main__":
    main()
