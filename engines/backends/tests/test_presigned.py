"""A presigned request is good for exactly what was signed, by whom and until when."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from botocore.auth import S3SigV4QueryAuth  # type: ignore[import-untyped]
from botocore.awsrequest import AWSRequest  # type: ignore[import-untyped]
from botocore.credentials import Credentials  # type: ignore[import-untyped]

from engines.backends import technology
from engines.common.scope import Scope
from engines.routing.ports import Backend, Blobs, Presigned

SCOPE = Scope("t_acme", "prod", "p_web")
MINUTE = timedelta(minutes=1)
LOGIN = {"access_key_id": "AKIDEXAMPLE", "secret_access_key": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}
S3_CONFIG = {"endpoint": "https://s3.example.com", "bucket": "media", "region": "eu-central-1", **LOGIN}


@pytest.mark.parametrize("key", ["a.png", "", "../ü ?&=/%2F", "x" * 255], ids=ascii)
def test_s3_signs_as_amazons_own_library_does(key: str) -> None:
    blobs = technology("s3")(S3_CONFIG).port(Blobs, "media", SCOPE)

    for request in (
        blobs.presign_get(key, expires_in=MINUTE),
        blobs.presign_put(key, content_type="image/png", expires_in=MINUTE),
    ):
        assert _signature(request.url) == _signature_by_botocore(request)


def test_nothing_in_the_environment_signs_for_a_login_that_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.setenv(name, "other")

    request = technology("s3")(S3_CONFIG).port(Blobs, "media", SCOPE).presign_get("key", expires_in=MINUTE)

    assert "other" not in request.url
    assert _signature(request.url) == _signature_by_botocore(request)


def test_a_login_without_a_key_of_its_own_comes_from_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDMACHINE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    config = {key: value for key, value in S3_CONFIG.items() if key not in LOGIN}

    request = technology("s3")(config).port(Blobs, "media", SCOPE).presign_get("key", expires_in=MINUTE)

    assert "AKIDMACHINE" in request.url


def test_a_folder_refuses_what_was_not_signed(opened: Callable[[str], Backend]) -> None:
    blobs = opened("folder").port(Blobs, "media", SCOPE)
    blobs.put("key", b"bytes", content_type="text/plain")
    get = blobs.presign_get("key", expires_in=MINUTE).url
    other = blobs.presign_get("other", expires_in=MINUTE).url

    assert _status("GET", get) == 200
    assert _status("PUT", get) == 403
    assert _status("GET", get[:-1] + ("0" if get[-1] != "0" else "1")) == 403
    assert _status("GET", get.replace("expires=", "expires=9")) == 403
    assert _status("GET", get.partition("?")[0]) == 403
    assert _status("GET", f"{other.partition('?')[0]}?{get.partition('?')[2]}") == 403


def test_a_folder_refuses_what_was_signed_for_an_earlier_time(tmp_path: Path) -> None:
    backend = technology("folder")({"path": str(tmp_path)})
    blobs = backend.port(Blobs, "media", SCOPE)
    blobs.put("key", b"bytes", content_type="text/plain")

    request = blobs.presign_get("key", expires_in=timedelta(seconds=1))
    time.sleep(max(0, (request.expires_at - datetime.now(timezone.utc)).total_seconds()) + 0.05)

    assert _status("GET", request.url) == 403
    backend.close()


def test_a_closed_folder_answers_no_more(tmp_path: Path) -> None:
    backend = technology("folder")({"path": str(tmp_path)})
    request = backend.port(Blobs, "media", SCOPE).presign_get("key", expires_in=MINUTE)
    assert _status("GET", request.url) == 404

    backend.close()

    with pytest.raises(urllib.error.URLError, match="refused"):
        _status("GET", request.url)


def _status(method: str, url: str) -> int:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, method=method)) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def _signature(url: str) -> str:
    return parse_qs(urlsplit(url).query)["X-Amz-Signature"][0]


def _signature_by_botocore(presigned: Presigned) -> str:
    unsigned = presigned.url.partition("&X-Amz-Signature=")[0]
    query = {name: values[0] for name, values in parse_qs(urlsplit(unsigned).query).items()}
    login = Credentials(LOGIN["access_key_id"], LOGIN["secret_access_key"])
    signer: Any = S3SigV4QueryAuth(login, "s3", S3_CONFIG["region"], expires=int(query["X-Amz-Expires"]))
    request: Any = AWSRequest(presigned.method, unsigned, headers={"host": "s3.example.com"})
    request.context["timestamp"] = query["X-Amz-Date"]
    return str(signer.signature(signer.string_to_sign(request, signer.canonical_request(request)), request))
