"""The words by which reads of settings are told from other reads."""

from __future__ import annotations

import re

CONFIG_WORDS = frozenset(
    {
        "config",
        "conf",
        "cfg",
        "configuration",
        "settings",
        "setting",
        "options",
        "opts",
        "environ",
        "env",
        "environment",
    }
    | {"preferences", "prefs", "secrets", "app_config"}
)
MAPPING_WORDS = frozenset(
    {"kwargs", "params", "parameters", "args", "values", "data", "props", "properties", "attrs", "query"}
)
SAYS_LITTLE = frozenset(
    {
        "type",
        "kind",
        "name",
        "class",
        "provider",
        "backend",
        "driver",
        "engine",
        "url",
        "uri",
        "host",
        "dsn",
        "address",
        "path",
    }
)
SPECIFIES = frozenset({"default", "value"})  # what a table calls a default that it says other things beside
READ_METHODS = frozenset({"get", "pop", "getlist", "get_value", "get_setting", "get_config", "getoption", "get_option"})
READER_NAME = re.compile(
    r"_*(?:get|read|load|fetch|lookup|find|resolve)?_*(?:app_?|str_?|bool_?|int_?)?"
    r"(?:env|environ|environment|setting|settings|config|conf|cfg|option|param)s?(?:_?(?:var|variable|value|str|string|or_default|or))?",
    re.IGNORECASE,
)
TYPED_READS = frozenset({"str", "string", "text", "url", "uri", "path", "list", "enum", "get_str", "getstr"})
CHANGES_FORM = frozenset(
    {"str", "int", "bool", "float", "pathlib.Path", "typing.cast", "sqlalchemy.engine.make_url", "sqlalchemy.make_url"}
    | {"urllib.parse.urlparse", "urllib.parse.urlsplit", "yarl.URL", "httpx.URL", "sqlalchemy.engine.url.make_url"}
)
SPLITS = frozenset({"split", "rsplit", "partition", "rpartition"})
URL_PARTS = frozenset({"hostname", "host", "netloc", "path", "scheme"})
# What is read from one of these is a value of the program's own data, and no setting: ``row.backend_type``.
RECORDS = frozenset(
    {"row", "record", "metadata", "meta", "entity", "item", "entry", "doc", "document", "event", "message", "payload"}
    | {"binding", "bindings"}
)
CLIENT_WORDS = (
    "remote_addr",
    "request.client",
    "client_ip",
    "peername",
    "getpeername",
    "client.host.",
    "user_ip",
    "forwarded",
)
