"""
Runs tests in children of one process that has imported what the service stands on, but nothing of the service itself.

Reads jobs, one JSON list of pytest arguments a line, and answers each with its exit code; the child's output goes to
the file `output`. Importing the frameworks for each fault anew would take most of the time.
"""

from __future__ import annotations

import json
import os
import sys

import fastapi.testclient  # noqa: F401 - imported for the children
import hypothesis  # noqa: F401
import jwt  # noqa: F401
import psycopg  # noqa: F401
import pytest
import sqlalchemy.dialects.postgresql
import sqlalchemy.dialects.sqlite  # noqa: F401
import uvicorn  # noqa: F401


def run(arguments: list[str]) -> int:
    child = os.fork()
    if child == 0:
        with open("output", "w") as output:
            os.dup2(output.fileno(), 1)
            os.dup2(output.fileno(), 2)
        os._exit(pytest.main(arguments))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main() -> None:
    sys.path.insert(0, os.getcwd())
    for line in sys.stdin:
        print(run(json.loads(line)), flush=True)


if __name__ == "__main__":
    main()
