"""Memory: session messages in order, and named blackboards that are written over what was read."""

from __future__ import annotations

from dataclasses import dataclass

from engines.common.errors import Conflict
from engines.common.moments import Clock, new_id, utc_now
from engines.common.scope import Scope
from engines.memory.models import Blackboard, NewBlackboard, NewMessage, Session, SessionMessage
from engines.routing.ports import Documents, Page
from engines.routing.records import RecordExists, Records
from engines.routing.selector import Engine, Router


class BoardHasChanged(Conflict):
    """Somebody else wrote on the blackboard since it was read."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def __str__(self) -> str:
        return f"blackboard {self.name!r} has another version by now: read it again, then write over that"


@dataclass(frozen=True, slots=True)
class Memory:
    documents: Documents
    now: Clock = utc_now

    @property
    def sessions(self) -> Records[Session]:
        return Records(self.documents, "session", Session)

    @property
    def messages(self) -> Records[SessionMessage]:
        return Records(self.documents, "message", SessionMessage)

    @property
    def boards(self) -> Records[Blackboard]:
        return Records(self.documents, "blackboard", Blackboard)

    def say(self, agent: str, session: str, new: NewMessage) -> SessionMessage:
        """Add a message at the end of the session, which begins with its first."""
        known = self.sessions.find(agent, session)
        message = self._add_behind(known.messages if known else 0, agent, session, new)

        def come_further(there: Session | None) -> Session:
            reached = max(there.messages if there else 0, message.number)
            return Session(agent=agent, session=session, messages=reached)

        self.sessions.settle(come_further, agent, session)
        return message

    def recall(self, agent: str, session: str, *, cursor: str | None = None, limit: int = 100) -> Page[SessionMessage]:
        """The messages of a session, in the order in which they were said."""
        return self.messages.page(agent, session, cursor=cursor, limit=limit)

    def forget(self, agent: str, session: str) -> None:
        """Remove the session; its messages go last to first, so that what is left is always a whole beginning."""
        self.sessions.read(agent, session)
        for message in reversed(tuple(self.messages.every(agent, session))):
            self.messages.remove(agent, session, _place(message.number))
        self.sessions.remove(agent, session)

    def write(self, agent: str, name: str, new: NewBlackboard, actor: str) -> Blackboard:
        """Write the blackboard over the version that the writer read; BoardHasChanged when there is another by now."""
        board = Blackboard(name=name, content=new.content, version=new_id(), written_by=actor, written_at=self.now())

        def over(there: Blackboard | None) -> Blackboard:
            if new.over != (there.version if there else None):
                raise BoardHasChanged(name)
            return board

        return self.boards.settle(over, agent, name)

    def _add_behind(self, number: int, agent: str, session: str, new: NewMessage) -> SessionMessage:
        """Take the first free place behind `number`: no reader sees a message before the one in front of it."""
        while True:
            number += 1
            message = SessionMessage(number=number, said_at=self.now(), role=new.role, content=new.content)
            try:
                return self.messages.add(message, agent, session, _place(number))
            except RecordExists:
                continue


def _place(number: int) -> str:
    return f"{number:012}"


ENGINE = Engine("memory", Documents, Memory)


def memory(router: Router, scope: Scope) -> Memory:
    """What the agents of a scope remember."""
    return router.bind(ENGINE, scope)
