"""What Python and its frameworks offer: containers, queues and files that stand in for a backing service, and what writes to one."""

from __future__ import annotations

CLIENTS = ("Client", "Connection", "Producer", "Consumer")
HANDLES = ("client", "connection", "conn")  # how what holds a client is called
HANDED_OUT = (*HANDLES, "connect", "engine", "pool")  # how the name of a function ends that hands out a client
CONNECTS = frozenset({"connect", "open", "create", "make", "build"})  # how a helper begins that connects: connect_nats
# What asks a client whether its service is there, and what a database is told so that it answers.
CHECKS = frozenset(
    {"ping", "connect", "login", "authenticate", "server_info", "command"}
    | {"verify_connectivity", "head_bucket", "list_topics", "initialize_client"}
)
COMMANDS = frozenset({"ping", "hello", "ismaster", "isMaster"})
COLLECTIONS = ("Dict", "List", "Set", "Map", "Hash", "Deque", "Counter")  # RedisDict keeps what a dict would keep
CONTAINERS = frozenset({"dict", "list", "set", "defaultdict", "OrderedDict", "deque", "Counter"})
# What the standard library offers for this process or host; where another path makes a backing service, it stands in for one.
QUEUES = frozenset({"Queue", "SimpleQueue", "PriorityQueue", "LifoQueue", "JoinableQueue"})
LOCKS = frozenset({"Lock", "RLock", "Semaphore", "nullcontext"})  # the last is no lock at all, in the place of one
FILE_STORES = frozenset({"aiosqlite.connect", "sqlite3.connect", "shelve.open", "dbm.open"})
WRITES_FILES = frozenset({"write_text", "write_bytes"})  # methods of a path
WRITES_OPENED = frozenset({"write", "writelines", "dump"})  # methods of a file that is open, or of what is given one
# What sends a file away; the path that a handler returns then is all that is left of it.
UPLOADS = frozenset(
    {"put_object", "fput_object", "upload_file", "upload_fileobj", "upload_blob", "put_blob"}
    | {"upload_from_filename", "upload_from_file", "upload_from_string", "upload_object", "upload_bytes"}
    | {"upload", "put_file"}
)
# What a setting names inside a backing service, without which that cannot be used: BQ_DATASET, EVENTS_TABLE.
CONTAINED = frozenset({"dataset", "table", "topic", "collection", "keyspace", "stream", "index", "container"})
# How a helper is called that keeps what could not be written: self._spool(event).
SPOOLS = r"(?:^|_)(?:spool|spill|stash|park|buffer|backlog|defer|enqueue_local|dead_?letter|fallback|(?:to_)?(?:disk|file))(?:_|$)"
# What writes to a backing service, and what adds to a plain list or table that starts empty with its object.
WRITES = UPLOADS | frozenset(
    {
        "put",
        "set",
        "setex",
        "hset",
        "save",
        "write",
        "insert",
        "insert_one",
        "upsert",
        "store",
        "add",
        "append",
        "record",
    }
    | {
        "publish",
        "basic_publish",
        "send_and_wait",
        "send",
        "push",
        "rpush",
        "lpush",
        "xadd",
        "enqueue",
        "produce",
        "emit",
        "create",
        "index",
        "put_item",
    }
    | {"incr", "incrby", "hincrby", "decr", "setnx", "mset", "hmset", "sadd", "zadd"}
)
# How what is written to is called where a write to something else failed.
WRITES_INSTEAD = (
    "local",
    "in_memory",
    "inmemory",
    "memory",
    "file",
    "disk",
    "null",
    "noop",
    "temp",
    "fallback",
    "backup",
    "secondary",
)
ADDS = frozenset({"append", "appendleft", "add", "extend", "update", "put", "put_nowait"})
# A class of such a name that says nothing else keeps things in this process if its body does.
MEMORY_NAMES = ("Memory", "Mem", "Dict", "Volatile", "Ephemeral", "Transient")
# How the name of a method begins or ends that does something in this process: the fallback of one that does it elsewhere.
IN_PROCESS_BEGINNINGS = ("_in_memory_", "_inmemory_", "_in_process_")
IN_PROCESS_ENDINGS = ("_memory", "_inmemory", "_in_process", "_locally")
PRIVATE_ENDING = "_local"  # of a private method alone: as_local() is about times
# How something starts as an empty container: what stands before its name, and the name.
STARTS_EMPTY = (
    r"%s%s(?:\s*:[^=\n]+)?\s*=\s*(?:\{\}|\[\]|(?:\w+\.)?"
    r"(?:dict|list|set|deque|defaultdict|OrderedDict|Counter|(?:Simple|Priority|Lifo)?Queue)\()"
)
# What loads something that a text names.
LOADS = (
    r"(?:^|_)(?:class|cls|symbol|object)_from|(?:import|load|resolve|get)_(?:module_|backend_)?(?:class|symbol|object)"
    r"|^(?:import_module|import_string|load_class|import_object|locate)$"
)
EAGER = "always_eager"  # with what the name of a setting ends by which tasks run at once, where they are sent from
UNREACHABLE = r"(?i)(?<!(?<!re)dis)connect|unavailable|unreachable|timed?_?out"  # what an exception says of a service that is down
# What makes the tables of a database.
LAYS_TABLES = (
    r"create_all|_*(?:create|init|initialize|ensure|setup)_(?:\w+_)?(?:db|database)_(?:\w+_)?(?:tables|schema)(?:_\w+)?"
)
STORES = ("_store", "_repository", "_repo", "_backend", "_broker")  # what nobody calls a plain container
# What classes do with data that is kept elsewhere: those that offer no more than this keep nothing.
ACTS = frozenset(
    {"run", "execute", "render", "parse", "build", "convert", "format", "validate", "compile", "generate", "transform"}
    | {"encode", "decode", "visit", "quote", "escape", "process", "handle", "apply", "match", "compare", "to_dict"}
    | {"from_dict", "serialize", "deserialize", "dumps", "loads", "main", "start", "stop", "close", "name", "setup"}
)
# What a framework keeps its configured backing services in: asked for one by name, it connects to it.
REGISTRIES = {
    "django.core.cache.caches": "cache",
    "django.core.files.storage.storages": "storage",
    "channels.layers.channel_layers": "bus",
}


def holds_default(name: str) -> bool:
    """Whether an attribute of a class is called as one that is no setting itself, but what one falls to."""
    return name.strip("_").isupper() or "default" in name.lower()
