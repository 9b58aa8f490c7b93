"""The chat bus: whoever subscribes to a thread sees every message once and in the same order, on whichever replica."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from engines.chat.service.models import ChatMessage, Feed, NewMessage
from engines.common.scope import Scope
from engines.routing.ports import Bus, Message
from engines.routing.selector import Engine, Router


@dataclass(frozen=True, slots=True)
class Transport:
    bus: Bus

    def publish(self, thread: str, new: NewMessage, author: str) -> ChatMessage:
        return _message(thread, self.bus.publish(thread, {"author": author, "text": new.text}))

    def feed(self, thread: str, *, after: str | None = None, limit: int = 100, wait: timedelta | None = None) -> Feed:
        """The messages after the cursor (None: from the first), waiting up to `wait` while there are none."""
        messages = self.bus.read(thread, after=after, limit=limit, wait=wait)
        cursor = messages[-1].cursor if messages else after
        return Feed(messages=tuple(_message(thread, one) for one in messages), cursor=cursor)

    def end(self, thread: str) -> Feed:
        """No messages, and the cursor from which to go on with those that are still to come."""
        return Feed(messages=(), cursor=self.bus.end(thread))


@dataclass(frozen=True, slots=True)
class Subscription:
    """What one reader has got of a thread so far."""

    transport: Transport
    thread: str
    feed: Feed

    def next(self, wait: timedelta) -> Subscription:
        """The same with what came next, which is nothing if nothing came for that long."""
        return replace(self, feed=self.transport.feed(self.thread, after=self.feed.cursor, wait=wait))


def _message(thread: str, message: Message) -> ChatMessage:
    said = {"author": message.body["author"], "text": message.body["text"]}
    return ChatMessage(thread=thread, cursor=message.cursor, sent_at=message.at, **said)


ENGINE = Engine("chat_bus", Bus, Transport)


def chat_bus(router: Router, scope: Scope) -> Transport:
    """The threads of a scope."""
    return router.bind(ENGINE, scope)
