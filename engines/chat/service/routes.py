"""Chat threads over HTTP: publish, read on from a cursor, or stay subscribed to a stream of events."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Annotated

import anyio
from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Depends, Header, Query
from fastapi.sse import EventSourceResponse, ServerSentEvent

from engines.chat.service.models import ChatMessage, Feed, NewMessage
from engines.chat.service.transport_layer import ENGINE, Subscription, Transport
from engines.common.binding import bound
from engines.common.identity import Context
from engines.common.values import Cursor, Limit, Name

router = APIRouter(prefix="/chat/threads/{thread}", tags=["chat_bus"])

ROUND = timedelta(seconds=5)
"""How long one read waits at the most; a reader that has gone holds its thread no longer."""

Threads = Annotated[Transport, bound(ENGINE)]
Seconds = Annotated[int, Query(ge=0, le=300, description="how long to stay subscribed before coming back")]


@router.post("/messages", status_code=201)
def publish(thread: Name, new: NewMessage, threads: Threads, context: Context) -> ChatMessage:
    return threads.publish(thread, new, context.actor)


@router.get("/messages")
def read(thread: Name, threads: Threads, after: Cursor = None, limit: Limit = 100) -> Feed:
    return threads.feed(thread, after=after, limit=limit)


@router.get("/end")
def end(thread: Name, threads: Threads) -> Feed:
    return threads.end(thread)


def subscription(
    thread: Name, threads: Threads, after: Cursor = None, last_event_id: Annotated[str | None, Header()] = None
) -> Subscription:
    """Reads what is there before the stream begins, so that a cursor that is none is refused with a status."""
    return Subscription(threads, thread, threads.feed(thread, after=last_event_id or after))


@router.get("/events", response_class=EventSourceResponse)
async def subscribe(
    reader: Annotated[Subscription, Depends(subscription)], seconds: Seconds = 60
) -> AsyncIterator[ServerSentEvent]:
    """
    Each message as an event whose id is its cursor.

    The stream ends after `seconds`. An EventSource then comes back by itself with the last id it saw, misses nothing,
    and is bound to wherever the route leads by then. Each stream waits in a thread of its own, not in those that
    serve requests.
    """
    own_thread, until = CapacityLimiter(1), anyio.current_time() + seconds
    while True:
        for message in reader.feed.messages:
            yield ServerSentEvent(id=message.cursor, data=message)
        if (left := until - anyio.current_time()) <= 0:
            return
        wait = min(ROUND, timedelta(seconds=left))
        reader = await to_thread.run_sync(reader.next, wait, limiter=own_thread, abandon_on_cancel=True)
