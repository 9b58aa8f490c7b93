"""No secret gets into the registry, and no value of a configuration into a message."""

from __future__ import annotations

import string
import traceback
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engines.backends import technology
from engines.common.scope import Scope
from engines.config.secrets import SecretMissing, resolve_secret
from engines.routing.errors import RouteRefused
from engines.routing.policy import Policy
from engines.routing.route import Route
from engines.routing.secrets import literal_secrets, resolved

WEB = Scope("t_acme", "prod", "p_web")


@pytest.mark.parametrize(
    "config",
    [
        {"url": "postgresql://app@db.example.com:5432/app?sslmode=require"},
        {"url": "postgresql://h1:5432,h2:5432/app?user=a@b"},
        {"url": "redis://[2001:db8::1]:6379/0"},
        {"url": "redis://cache.example.com", "password": "secretref:env:REDIS_PASSWORD"},
        {"endpoint": "https://s3.example.com", "access_key_id": "secretref:file:/run/id"},
        {"bucket": "tokens-of-appreciation", "region": "eu-1"},
        {"password": ""},
    ],
)
def test_configuration_without_a_secret_is_allowed(config: dict[str, str]) -> None:
    assert literal_secrets(config) == ()


@pytest.mark.parametrize(
    "value",
    [
        "postgresql://app:hunter2@db/app",
        "redis://:hunter2@cache:6379/0",
        "redis://:hun/ter2@cache:6379/0",
        "redis://:hun#ter2@cache",
        "redis://:hun?ter2@cache",
        "redis://u:p@ss@cache",
        "postgresql://db/app?password=hunter2",
        "postgresql://db/app?sslmode=require&pass%77ord=hunter2",
        "host=db password=hunter2",
        "host=db password = hunter2",
        "https://s3/?X-Amz-Signature=abc",
        "Endpoint=sb://x;SharedAccessKey=abc",
    ],
)
def test_secret_in_a_value_is_found(value: str) -> None:
    assert literal_secrets({"url": value}) == ("url",)


@pytest.mark.parametrize(
    "key", ["password", "PASSWORD", "db_password", "secret_access_key", "api-key", "token", "authToken"]
)
def test_secret_under_a_telling_key_is_found(key: str) -> None:
    assert literal_secrets({key: "hunter2"}) == (key,)


PASSWORDS = st.text(string.ascii_letters + string.digits + "!$%^*-_=+~", min_size=6, max_size=20).map("Q7x".__add__)


@given(
    password=PASSWORDS,
    form=st.sampled_from(
        [
            "postgresql://app:{}@db/app",
            "redis://:{}@cache",
            "rediss://u:{}@localhost:1/0",
            "postgresql://db/app?password={}",
        ]
    ),
    backend=st.sampled_from(["postgres", "redis", "s3", "sqlite", "folder", "durable-stub", "memory", "nowhere"]),
    key=st.sampled_from(["url", "endpoint", "path", "password", "x"]),
    encoded=st.booleans(),
)
@example(password="Q7x-hunter2", form="redis://:{}@[", backend="redis", key="url", encoded=False)
@example(password="Q7x-hunter2", form="postgresql://a:{}@h:port/x", backend="postgres", key="url", encoded=False)
def test_secret_is_refused_and_never_repeated(password: str, form: str, backend: str, key: str, encoded: bool) -> None:
    shown = quote(password, safe="") if encoded else password
    route = Route("kpi", WEB, backend, {key: form.format(shown)})

    problems = Policy(technology).problems(route)

    assert "secret" in [problem.id for problem in problems]
    said = f"{problems!r} {RouteRefused(problems)} {route!r}"
    assert password not in said
    assert shown not in said


def test_references_are_replaced_by_what_they_name() -> None:
    config = {"url": "redis://cache", "password": "secretref:env:X"}

    assert resolved(config, lambda reference: f"<{reference}>") == {
        "url": "redis://cache",
        "password": "<secretref:env:X>",
    }


def test_secrets_come_from_the_environment_or_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("REDIS_PASSWORD", "hunter2")
    (tmp_path / "password").write_text("hunter3\n")

    assert resolve_secret("secretref:env:REDIS_PASSWORD") == "hunter2"
    assert resolve_secret(f"secretref:file:{tmp_path / 'password'}") == "hunter3"


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("secretref:env:NO_SUCH", "secretref:env:NO_SUCH is empty or not set: provide it to this process"),
        (
            "secretref:file:/no/such",
            "secretref:file:/no/such cannot be read (FileNotFoundError): mount it for this process",
        ),
        ("secretref:hunter2", "a secret reference has another form than secretref:env:NAME or secretref:file:/PATH"),
    ],
)
def test_reference_that_leads_nowhere_is_an_error(reference: str, message: str) -> None:
    with pytest.raises(SecretMissing) as missing:
        resolve_secret(reference)

    assert str(missing.value) == message
    assert "hunter2" not in "".join(traceback.format_exception_only(missing.value))
