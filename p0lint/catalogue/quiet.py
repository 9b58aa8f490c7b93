"""What code does that is next to nothing: it tells somebody, notes that it was here, or clears up."""

from __future__ import annotations

QUIET = frozenset(
    {
        "debug",
        "info",
        "warning",
        "warn",
        "error",
        "exception",
        "critical",
        "log",
        "print",
        "print_exc",
        "write",
        "echo",
        "secho",
        "sleep",
    }
    | {
        "capture_exception",
        "log_error",
        "log_warning",
        "log_debug",
        "log_info",
        "log_exception",
        "format_exc",
        "str",
        "repr",
    }
    | {
        "add_note",
        "getLogger",
        "get_logger",
        "captureException",
        "dedent",
        "type",
        "message",
        "format",
        "join",
        "pformat",
    }
    | {"inc", "observe", "record_exception", "set_status", "add_event", "set_attribute"}  # into a metric or a span
)
QUIET_BEGINNINGS = ("log_", "print_", "warn", "notify", "alert", "report")
# What is written into a variable of such a name is said to somebody; another text is a value to go on with.
TELLING = frozenset(
    {
        "message",
        "msg",
        "error",
        "err",
        "reason",
        "detail",
        "details",
        "status",
        "warning",
        "text",
        "description",
        "note",
        "mode",
        "failure",
        "health",
    }
)
LOGGED = TELLING | {"log", "extra", "context"}  # what a table of such a name tells goes into the log
# What only puts in order what is left of a failed attempt.
CLEANS_UP = ("close", "aclose", "clean", "dispose", "disconnect", "shutdown", "terminate", "reset")
# A flag of such a name says that something was done, and a clock when: neither is anything to go on with.
NOTED = frozenset(
    {
        "initialized",
        "initialised",
        "checked",
        "attempted",
        "tried",
        "done",
        "loaded",
        "warned",
        "configured",
        "resolved",
    }
)
# A flag of such a name says what the program goes on as.
DEGRADED = frozenset(
    {
        "degraded",
        "fallback",
        "memory",
        "local",
        "offline",
        "disabled",
        "unavailable",
        "failed",
        "down",
        "noop",
    }
)
# What a call of such a beginning puts somewhere may be nothing: ``register("redis", None)``.
PUTS = ("set", "setattr", "setitem", "register", "provide", "bind", "override", "use", "configure")
CLOCKS = ("time.time", "time.monotonic", "monotonic", "datetime.now", "datetime.utcnow")
# What a word in the log says that goes on with something of this process or host in the place of a backing service.
FALLS_BACK = (
    r"(?i)\bfall(?:s|ing)?[ -]?back (?:to|on) (?:the |an? |using )?"
    r"(?:local|in[- ]?memory|memory|in[- ]process|no-?op|sqlite|file ?system|files?|disk|temp(?:orary)?)\b"
    r"(?! (?:backup|copy|copies|estimate|estimation|count|time|date|zone|version)\b)"
)
