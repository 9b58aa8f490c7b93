"""Whoever subscribes to a thread sees every message once and in order, on whichever replica."""

from __future__ import annotations

import json
from datetime import timedelta
from threading import Thread

import pytest

from engines.chat.service.models import ChatMessage, NewMessage
from engines.chat.service.routes import router
from engines.chat.service.transport_layer import ENGINE, Subscription, Transport, chat_bus
from tests.engines.together import together
from tests.engines.world import OTHER, WEB, World


@pytest.fixture
def threads(world: World) -> Transport:
    return chat_bus(world.router, WEB)


def texts(messages: tuple[ChatMessage, ...]) -> list[str]:
    return [message.text for message in messages]


def say(threads: Transport, *texts: str) -> list[ChatMessage]:
    return [threads.publish("th1", NewMessage(text=text), "ada") for text in texts]


def test_messages_are_read_in_the_order_in_which_they_were_published(threads: Transport) -> None:
    published = say(threads, "one", "two", "three")

    assert threads.feed("th1").messages == tuple(published)
    assert {(message.author, message.thread) for message in published} == {("ada", "th1")}


def test_reading_goes_on_after_the_cursor(threads: Transport) -> None:
    say(threads, "one", "two", "three")

    first = threads.feed("th1", limit=2)
    second = threads.feed("th1", after=first.cursor)
    third = threads.feed("th1", after=second.cursor)

    assert (texts(first.messages), texts(second.messages), third.messages) == (["one", "two"], ["three"], ())
    assert third.cursor == second.cursor


def test_who_begins_at_the_end_sees_only_what_is_to_come(threads: Transport) -> None:
    say(threads, "one")
    end = threads.end("th1").cursor
    say(threads, "two")

    assert texts(threads.feed("th1", after=end).messages) == ["two"]


def test_the_end_of_an_empty_thread_misses_nothing(threads: Transport) -> None:
    end = threads.end("th1").cursor
    say(threads, "one")

    assert texts(threads.feed("th1", after=end).messages) == ["one"]


def test_threads_and_tenants_do_not_mix(threads: Transport, world: World) -> None:
    say(threads, "ours")
    threads.publish("th2", NewMessage(text="elsewhere"), "ada")
    chat_bus(world.router, OTHER).publish("th1", NewMessage(text="theirs"), "eve")

    assert texts(threads.feed("th1").messages) == ["ours"]


def test_who_waits_is_woken_by_the_next_message(threads: Transport) -> None:
    publisher = Thread(target=say, args=(threads, "one"))
    reader = Subscription(threads, "th1", threads.end("th1"))

    publisher.start()
    reader = reader.next(timedelta(seconds=10))
    publisher.join()

    assert texts(reader.feed.messages) == ["one"]
    assert reader.next(timedelta(0)).feed.messages == ()


def test_nothing_is_lost_between_replicas_that_publish_and_read_at_once(world: World) -> None:
    replicas = [Transport(world.port(ENGINE, WEB)) for _ in range(4)]

    def publish_and_read(number: int) -> list[str]:
        own, other = replicas[number % 2], replicas[2 + number % 2]
        for count in range(10):
            own.publish("th1", NewMessage(text=f"{number} {count}"), "ada")
        return read_to(other, 20)

    def read_to(replica: Transport, enough: int) -> list[str]:
        reader, read = Subscription(replica, "th1", replica.feed("th1", limit=3)), list[str]()
        while len(read + texts(reader.feed.messages)) < enough:
            read += texts(reader.feed.messages)
            reader = reader.next(timedelta(seconds=5))
        return read + texts(reader.feed.messages)

    reads, refused = together(publish_and_read, times=2)

    assert refused == []
    assert reads[0] == reads[1]
    assert sorted(reads[0]) == sorted(f"{number} {count}" for number in range(2) for count in range(10))


def test_over_http(world: World) -> None:
    client = world.client(router, actor="ada")
    messages = "/chat/threads/th1/messages"

    sent = client.post(messages, json={"text": "hello"})
    assert (sent.status_code, sent.json()["author"]) == (201, "ada")
    read = client.get(messages).json()
    assert read == {"messages": [sent.json()], "cursor": sent.json()["cursor"]}
    assert client.get(messages, params={"after": read["cursor"]}).json() == {"messages": [], "cursor": read["cursor"]}
    assert client.get("/chat/threads/th1/end").json() == {"messages": [], "cursor": read["cursor"]}


def events(body: str) -> list[tuple[str, str]]:
    """(id, text) of each event of a stream."""
    found = []
    for event in filter(None, body.split("\n\n")):
        fields = dict(line.split(": ", 1) for line in event.split("\n") if not line.startswith(":"))
        found += [(fields["id"], json.loads(fields["data"])["text"])] if fields else []
    return found


def test_a_stream_goes_on_where_the_subscriber_left_it(world: World, threads: Transport) -> None:
    client, address = world.client(router), "/chat/threads/th1/events"
    one, two, three = say(threads, "one", "two", "three\nlines")

    whole = client.get(address, params={"seconds": 0})
    rest = client.get(address, params={"seconds": 0}, headers={"Last-Event-ID": one.cursor})
    later = client.get(address, params={"seconds": 0, "after": two.cursor})

    assert whole.headers["Content-Type"].startswith("text/event-stream")
    assert [text for _, text in events(whole.text)] == ["one", "two", "three\nlines"]
    assert events(rest.text) == [(two.cursor, "two"), (three.cursor, "three\nlines")]
    assert events(later.text) == [(three.cursor, "three\nlines")]


def test_a_stream_carries_what_is_published_while_it_lasts(world: World, threads: Transport) -> None:
    say(threads, "one")
    publisher = Thread(target=say, args=(threads, "two"))

    publisher.start()
    streamed = world.client(router).get("/chat/threads/th1/events", params={"seconds": 1})
    publisher.join()

    assert [text for _, text in events(streamed.text)] == ["one", "two"]


def test_a_stream_of_more_than_one_batch_is_whole(world: World, threads: Transport) -> None:
    say(threads, *(str(number) for number in range(230)))

    streamed = world.client(router).get("/chat/threads/th1/events", params={"seconds": 1})

    assert [text for _, text in events(streamed.text)] == [str(number) for number in range(230)]
