"""Session messages in order, and blackboards that are written over what was read."""

from __future__ import annotations

import pytest

from engines.memory.models import NewBlackboard, NewMessage
from engines.memory.repository import BoardHasChanged, Memory, memory
from engines.memory.routes import router
from engines.routing.records import NoSuchRecord
from tests.engines.together import together
from tests.engines.world import OTHER, WEB, World


@pytest.fixture
def remembered(world: World) -> Memory:
    return memory(world.router, WEB)


def said(number: int) -> NewMessage:
    return NewMessage(role="user", content=f"message {number}")


def numbers(remembered: Memory, session: str = "s1") -> list[int]:
    return [message.number for message in remembered.recall("bot", session, limit=1000).items]


def test_messages_are_recalled_in_the_order_in_which_they_were_said(remembered: Memory) -> None:
    for number in range(12):
        remembered.say("bot", "s1", said(number))

    recalled = remembered.recall("bot", "s1").items

    assert [message.content for message in recalled] == [f"message {number}" for number in range(12)]
    assert numbers(remembered) == list(range(1, 13))
    assert remembered.sessions.read("bot", "s1").messages == 12


def test_a_long_session_comes_in_pages(remembered: Memory) -> None:
    for number in range(5):
        remembered.say("bot", "s1", said(number))

    first = remembered.recall("bot", "s1", limit=3)
    second = remembered.recall("bot", "s1", cursor=first.cursor, limit=3)

    assert [message.number for page in (first, second) for message in page.items] == [1, 2, 3, 4, 5]
    assert second.cursor is None


def test_sessions_and_agents_and_tenants_do_not_mix(remembered: Memory, world: World) -> None:
    remembered.say("bot", "s1", said(1))
    remembered.say("bot", "s10", said(2))
    remembered.say("bot2", "s1", said(3))
    memory(world.router, OTHER).say("bot", "s1", said(4))

    assert [message.content for message in remembered.recall("bot", "s1").items] == ["message 1"]


def test_messages_said_at_once_are_all_kept_without_a_gap(remembered: Memory) -> None:
    spoken, refused = together(lambda number: [remembered.say("bot", "s1", said(number)) for _ in range(5)])

    assert (len(spoken), refused) == (8, [])
    assert numbers(remembered) == list(range(1, 41))


def test_what_a_crash_left_uncounted_is_not_written_over(remembered: Memory) -> None:
    remembered.say("bot", "s1", said(1))
    remembered.messages.add(
        remembered.recall("bot", "s1").items[0].model_copy(update={"number": 2}), "bot", "s1", f"{2:012}"
    )

    assert remembered.say("bot", "s1", said(3)).number == 3


def test_a_forgotten_session_is_gone_and_can_begin_anew(remembered: Memory) -> None:
    remembered.say("bot", "s1", said(1))
    remembered.say("bot", "s2", said(2))
    remembered.forget("bot", "s1")

    assert numbers(remembered) == []
    assert numbers(remembered, "s2") == [1]
    assert remembered.say("bot", "s1", said(3)).number == 1


def test_a_session_that_never_began_cannot_be_forgotten(remembered: Memory) -> None:
    with pytest.raises(NoSuchRecord) as refused:
        remembered.forget("bot", "s1")

    assert str(refused.value) == "there is no session 'bot/s1' in this scope: add it, or name one that is there"


def test_a_blackboard_is_written_over_the_version_that_was_read(remembered: Memory) -> None:
    first = remembered.write("bot", "plan", NewBlackboard(content={"step": 1}), "ada")
    second = remembered.write("bot", "plan", NewBlackboard(content={"step": 2}, over=first.version), "bob")

    assert remembered.boards.read("bot", "plan") == second
    assert (second.content, second.written_by) == ({"step": 2}, "bob")


@pytest.mark.parametrize("over", [None, "another"])
def test_a_blackboard_that_changed_meanwhile_is_not_written_over(remembered: Memory, over: str | None) -> None:
    remembered.write("bot", "plan", NewBlackboard(content={"step": 1}), "ada")

    with pytest.raises(BoardHasChanged) as refused:
        remembered.write("bot", "plan", NewBlackboard(content={"step": 2}, over=over), "bob")

    assert str(refused.value) == ("blackboard 'plan' has another version by now: read it again, then write over that")


def test_a_version_of_a_wiped_blackboard_is_not_that_of_its_successor(remembered: Memory) -> None:
    first = remembered.write("bot", "plan", NewBlackboard(content={"step": 1}), "ada")
    remembered.boards.remove("bot", "plan")
    remembered.write("bot", "plan", NewBlackboard(content={}), "bob")

    with pytest.raises(BoardHasChanged):
        remembered.write("bot", "plan", NewBlackboard(content={"step": 2}, over=first.version), "ada")


def test_one_of_many_who_write_over_the_same_version_writes(remembered: Memory) -> None:
    seen = remembered.write("bot", "plan", NewBlackboard(content={}), "ada").version

    written, refused = together(
        lambda number: remembered.write("bot", "plan", NewBlackboard(content={"n": number}, over=seen), "bob")
    )

    assert (len(written), {type(error) for error in refused}) == (1, {BoardHasChanged})
    assert remembered.boards.read("bot", "plan") == written[0]


def test_sessions_over_http(world: World) -> None:
    client, messages = world.client(router), "/memory/bot/sessions/s1/messages"

    assert client.post(messages, json={"role": "user", "content": "hello"}).json()["number"] == 1
    assert client.post(messages, json={"role": "oracle", "content": "hello"}).status_code == 422
    assert [one["content"] for one in client.get(messages).json()["items"]] == ["hello"]
    assert client.delete("/memory/bot/sessions/s1").status_code == 204
    assert client.delete("/memory/bot/sessions/s1").status_code == 404


def test_blackboards_over_http(world: World) -> None:
    client, plan = world.client(router), "/memory/bot/blackboards/plan"

    version = client.put(plan, json={"content": {"step": 1}}).json()["version"]
    assert client.put(plan, json={"content": {"step": 2}}).status_code == 409
    assert client.put(plan, json={"content": {"step": 2}, "over": version}).status_code == 200
    assert client.get(plan).json()["content"] == {"step": 2}
    assert [board["name"] for board in client.get("/memory/bot/blackboards").json()] == ["plan"]
    assert client.delete(plan).status_code == 204
    assert client.get(plan).status_code == 404


@pytest.mark.parametrize(
    "content", ['{"a": "\\u0000"}', '{"a": "\\ud800"}', '{"a": NaN}', '["a"]'], ids=["NUL", "surrogate", "NaN", "list"]
)
def test_what_no_store_can_keep_is_a_422(world: World, content: str) -> None:
    headers = {"Content-Type": "application/json"}
    body = f'{{"content": {content}}}'
    answer = world.client(router).put("/memory/bot/blackboards/plan", content=body, headers=headers)

    assert answer.status_code == 422
