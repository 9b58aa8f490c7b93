"""``p0lint`` and ``python -m p0lint``."""

import sys

from p0lint.cli import main

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main())
