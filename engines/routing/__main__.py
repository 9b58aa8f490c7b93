"""
`python -m engines.routing`: the control plane on the command line.

The registry is the one that ENGINES_REGISTRY names, or --registry. Exit codes: 0 done; 1 refused, with every reason;
2 a wrong command line; 69 the registry cannot be reached; 78 `check` found something that would refuse to start.
"""

from __future__ import annotations

import sys
from contextlib import closing

from engines.backends import technology
from engines.chat.service.server import create_app
from engines.config import runtime_config
from engines.routing.commands import CHECK_FAILED, DONE, REFUSED, Options, parser
from engines.routing.errors import RegistryUnavailable, RoutingError, StartupRefused
from engines.routing.policy import Policy
from engines.routing.registry import Receipt, Registry
from engines.routing.stores import create_store, open_store

UNAVAILABLE = 69


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the result is the exit code."""
    options = parser(__doc__ or "").parse_args(arguments, namespace=Options())
    if options.deploy:
        return _check_deployment(options.registry)
    try:
        open_or_create = create_store if options.creates else open_store
        store = open_or_create(options.registry or runtime_config.current().registry)
        with closing(Registry(store, Policy(technology))) as registry:
            return options.run(registry, options)
    except RegistryUnavailable as error:
        return _fail(error, UNAVAILABLE)
    except (RoutingError, ValueError) as error:
        return _fail(error, REFUSED)


def _check_deployment(address: str) -> int:
    """Start the service as a server would, without serving; what it refuses, it logs."""
    try:
        app = create_app(runtime_config.current(address))
    except StartupRefused:
        return CHECK_FAILED
    receipt: Receipt = app.state.receipt
    print(f"{len(receipt.kinds)} kinds in {len(receipt.scopes)} scopes are durable at revision {receipt.revision}")
    return DONE


def _fail(error: Exception, code: int) -> int:
    print(error, file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
