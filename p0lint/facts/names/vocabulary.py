"""Words in identifiers that say what is named, where the catalogue of technologies does not: what listens, computes, keeps."""

from __future__ import annotations

BINDS = frozenset(
    {"bind", "listen", "listener", "rdb", "pdb", "debugger", "callback", "embedded", "redirect", "cors"}
    | {"origin", "origins", "allowed", "public", "outside", "external", "advertise", "advertised"}
    | {"webserver", "webui", "runserver", "uvicorn", "gunicorn", "hypercorn", "dashboard"}
)
SERVES = BINDS | frozenset(
    {"serve", "server", "http", "web", "wsgi", "asgi", "ui", "frontend", "mcp", "launch", "cli", "app"}
    | {"api", "proxy", "tunnel", "run"}
)
COMPUTE = frozenset(
    {"llm", "llms", "embedding", "embeddings", "embedder", "ollama", "openai", "vllm", "lmstudio", "inference"}
    | {"whisper", "tts", "stt", "speech", "vision", "rerank", "reranker", "chat_models", "transformers", "triton"}
    | {"tgi", "textgen", "llama", "llamafile", "xinference", "localai", "gpt"}
)
CONFIGURES = frozenset(
    {"settings", "config", "configuration", "conf", "options", "env", "environment", "params", "args", "flags"}
)
KEPT = frozenset(
    {"data", "storage", "store", "state", "persist", "persistence", "db", "database", "artifact"}
    | {"artifacts", "session", "sessions", "upload", "uploads", "checkpoint", "checkpoints", "index"}
    | {"queue", "spool", "history", "media", "registry", "results", "snapshot", "snapshots", "recordings"}
    | {"invoices", "receipts", "save", "journal", "ledger", "archive", "vector", "blob", "blobs", "bucket"}
    | {"warehouse", "backup", "events", "audit", "archives", "attachment", "attachments", "credentials", "dataset"}
    | {"datasets", "dlq", "evidence", "export", "exports", "images", "invoice", "keys", "knowledge"}
    | {
        "mailbox",
        "objects",
        "orders",
        "payments",
        "photos",
        "records",
        "report",
        "reports",
        "scans",
        "schedule",
        "statements",
    }
    | {"token", "tokens", "transactions", "transcripts", "videos", "wal"}
)
LOGS = frozenset({"log", "logs", "logfile"})
SCRATCH = LOGS | frozenset(
    {"tmp", "temp", "scratch", "work", "working", "socket", "sock", "pid", "lock"}
    | {"download", "clone", "checkout", "heartbeat", "readiness", "ready", "liveness"}
)
# A log of these is what must last.
RECORDED = frozenset({"audit", "event", "events", "ledger", "transaction", "transactions", "wal"})
# A folder of these holds code or texts of the program, and nothing that it keeps.
CODE = frozenset(
    {"tools", "plugins", "plugin", "extensions", "templates", "template", "scripts", "prompts", "static", "assets"}
    | {"modules", "code", "source", "src", "frontend", "locale", "locales", "schemas", "fixtures"}
)
