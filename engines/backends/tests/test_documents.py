"""Documents, on every technology that offers them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from engines.routing.ports import ArgumentRefused, Documents, RevisionConflict

ODD_KEYS = ["", " ", "/", "a//b", "../a", ".", "a:b", "a%2Fb", "ключ", "😀", "'\"; --", "a*?", "%_", "x" * 255]


def test_what_is_put_is_got(documents: Documents) -> None:
    body = {"text": "ü😀'\"\\u0000", "numbers": [0, -1, 2**53, 1.5], "nested": {"": None, "yes": True}}

    put = documents.put("key", body)

    assert documents.get("key") == put
    assert put.body == body
    assert put.revision == 1
    assert abs(put.updated_at - datetime.now(timezone.utc)) < timedelta(minutes=1)


def test_an_absent_key_gives_nothing(documents: Documents) -> None:
    assert documents.get("absent") is None
    assert not documents.delete("absent")
    assert not documents.delete("absent", expected=0)


@pytest.mark.parametrize("key", ODD_KEYS, ids=ascii)
def test_any_text_is_a_key(documents: Documents, key: str) -> None:
    documents.put(key, {"key": key})

    assert [document.body["key"] for document in documents.list().items] == [key]


def test_keys_differ_by_case(documents: Documents) -> None:
    documents.put("a", {"case": "lower"})
    documents.put("A", {"case": "upper"})

    assert [document.key for document in documents.list("a").items] == ["a"]
    assert [document.key for document in documents.list().items] == ["A", "a"]


def test_each_put_is_a_new_revision(documents: Documents) -> None:
    assert documents.put("key", {}, expected=0).revision == 1
    assert documents.put("key", {}, expected=1).revision == 2
    assert documents.put("key", {}).revision == 3


def test_a_revision_is_not_given_out_again_after_a_delete(documents: Documents) -> None:
    first = documents.put("key", {"life": 1})
    documents.delete("key")

    second = documents.put("key", {"life": 2}, expected=0)

    assert second.revision > first.revision
    with pytest.raises(RevisionConflict):
        documents.put("key", {}, expected=first.revision)


@pytest.mark.parametrize(("expected", "found"), [(0, "at revision 1"), (2, "at revision 1")])
def test_a_put_over_another_revision_is_refused(documents: Documents, expected: int, found: str) -> None:
    documents.put("key", {"kept": True})

    with pytest.raises(RevisionConflict) as conflict:
        documents.put("key", {}, expected=expected)

    assert str(conflict.value) == f"document 'key' is {found}, expected {expected}: read it again and repeat the change"
    stored = documents.get("key")
    assert stored is not None
    assert stored.body == {"kept": True}


def test_a_put_over_an_absent_document_is_refused(documents: Documents) -> None:
    with pytest.raises(RevisionConflict) as conflict:
        documents.put("key", {}, expected=1)

    assert str(conflict.value) == "document 'key' is not there, expected 1: read it again and repeat the change"


def test_delete_removes_the_expected_revision_alone(documents: Documents) -> None:
    documents.put("key", {})

    with pytest.raises(RevisionConflict):
        documents.delete("key", expected=2)
    with pytest.raises(RevisionConflict):
        documents.delete("key", expected=0)
    assert documents.delete("key", expected=1)
    assert documents.get("key") is None
    with pytest.raises(RevisionConflict):
        documents.delete("key", expected=1)


PREFIXED = ["", "a", "a/", "a/1", "a/2", "a0", "b", "\ud7ff", "\ud7ffx", "\ue000", "\U0010ffff", "\U0010ffffx"]


@pytest.mark.parametrize("prefix", ["", "a", "a/", "b", "c", "\ud7ff", "\ue000", "\U0010ffff"], ids=ascii)
def test_a_list_holds_what_starts_with_the_prefix_in_order_of_bytes(documents: Documents, prefix: str) -> None:
    for key in reversed(PREFIXED):
        documents.put(key, {})

    listed = [document.key for document in documents.list(prefix).items]

    assert listed == [key for key in sorted(PREFIXED, key=str.encode) if key.startswith(prefix)]


def test_pages_join_to_the_whole_list(documents: Documents) -> None:
    for number in range(7):
        documents.put(f"key/{number}", {"number": number})

    numbers, cursor = [], None
    while True:
        page = documents.list("key/", cursor=cursor, limit=3)
        numbers.append([document.body["number"] for document in page.items])
        if (cursor := page.cursor) is None:
            break

    assert numbers == [[0, 1, 2], [3, 4, 5], [6]]


def test_a_full_last_page_has_no_cursor(documents: Documents) -> None:
    documents.put("key", {})

    assert documents.list(limit=1).cursor is None


def test_deleted_documents_are_not_listed(documents: Documents) -> None:
    documents.put("key", {})
    documents.delete("key")

    assert documents.list().items == ()


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("a\0b", "key 'a\\x00b' holds a character that cannot be stored: leave out NUL and lone surrogates"),
        ("\ud800", "key '\\ud800' holds a character that cannot be stored: leave out NUL and lone surrogates"),
        ("ü" * 128, "key of 256 bytes is too long: use 255 at most"),
    ],
)
def test_a_key_that_some_technology_cannot_keep_is_refused(documents: Documents, key: str, message: str) -> None:
    with pytest.raises(ArgumentRefused) as refused:
        documents.put(key, {})

    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"a": float("nan")}, "body is not a JSON object: Out of range float values are not JSON compliant"),
        ({"a": "\0"}, "body holds a NUL character, which some databases refuse: leave it out"),
        ({"a": {"\\\0": 1}}, "body holds a NUL character, which some databases refuse: leave it out"),
        ({"a": "\ud800"}, "body is not a JSON object: 'utf-8' codec can't encode character"),
        ({"a": object()}, "body is not a JSON object: Object of type object is not JSON serializable"),
    ],
)
def test_a_body_that_some_technology_cannot_keep_is_refused(
    documents: Documents, body: dict[str, Any], message: str
) -> None:
    with pytest.raises(ArgumentRefused) as refused:
        documents.put("key", body)

    assert str(refused.value).startswith(message)


@pytest.mark.parametrize("limit", [0, -1, 1001])
def test_a_limit_is_from_1_to_1000(documents: Documents, limit: int) -> None:
    with pytest.raises(ArgumentRefused) as refused:
        documents.list(limit=limit)

    assert str(refused.value) == f"limit is {limit}: use 1 to 1000"


def found(documents: Documents, *having: str, prefix: str = "") -> list[str]:
    return [document.key for document in documents.list(prefix, having=having).items]


def test_a_document_is_found_by_the_beginnings_of_its_words(documents: Documents) -> None:
    documents.put("a", {}, words=["winter", "wheat"])
    documents.put("b", {}, words=["wheat"])
    documents.put("c", {})

    assert found(documents) == ["a", "b", "c"]
    assert found(documents, "wheat") == found(documents, "wh") == found(documents, "") == ["a", "b"]
    assert found(documents, "wh", "wi") == ["a"]
    assert found(documents, "wheat", prefix="b") == ["b"]
    assert found(documents, "heat") == found(documents, "wheats") == found(documents, "Wheat") == []


def test_words_are_replaced_with_the_body_or_stay(documents: Documents) -> None:
    documents.put("a", {}, words=["winter"])
    documents.put("a", {}, expected=1)
    assert found(documents, "winter") == ["a"]

    documents.put("a", {}, expected=2, words=["summer", "summer"])
    assert (found(documents, "winter"), found(documents, "summer")) == ([], ["a"])

    documents.put("a", {}, words=[])
    assert found(documents, "summer") == []


def test_words_of_a_change_that_is_refused_are_not_kept(documents: Documents) -> None:
    documents.put("a", {}, words=["winter"])

    with pytest.raises(RevisionConflict):
        documents.put("a", {}, expected=2, words=["summer"])

    assert (found(documents, "winter"), found(documents, "summer")) == (["a"], [])


def test_a_deleted_document_is_not_found_by_its_words(documents: Documents) -> None:
    documents.put("a", {}, words=["winter"])
    documents.delete("a")
    assert found(documents, "winter") == []

    documents.put("a", {}, words=["summer"])
    assert (found(documents, "winter"), found(documents, "summer")) == ([], ["a"])


def test_pages_of_what_is_found_join(documents: Documents) -> None:
    for number in range(25):
        documents.put(f"{number:02}", {}, words=["even" if number % 2 == 0 else "odd"])

    pages: list[list[str]] = []
    cursor = None
    while not pages or cursor:
        page = documents.list(having=["ev"], cursor=cursor, limit=4)
        pages.append([document.key for document in page.items])
        cursor = page.cursor

    assert [key for page in pages for key in page] == [f"{number:02}" for number in range(0, 25, 2)]
    assert [len(page) for page in pages] == [4, 4, 4, 1]


@pytest.mark.parametrize(
    "word", ["ключ", "😀", "%", "_", "a'b", '"', "\\", "\ud7ff", "\U0010ffff", "x" * 255], ids=ascii
)
def test_any_text_is_a_word(documents: Documents, word: str) -> None:
    documents.put("a", {}, words=[word])
    documents.put("b", {}, words=["y"])

    assert found(documents, word) == found(documents, word[:1]) == ["a"]


def test_many_words_are_kept(documents: Documents) -> None:
    documents.put("a", {}, words=[f"word{number}" for number in range(20_000)])

    assert found(documents, "word19999") == ["a"]
