"""Notes over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from engines.common.binding import bound
from engines.common.identity import Context
from engines.common.values import Cursor, Limit, Name, Tag
from engines.maybes.models import Draft, Edit, Note, Search
from engines.maybes.repository import ENGINE, Maybes
from engines.routing.ports import Page

router = APIRouter(prefix="/maybes", tags=["maybes"])

Notes = Annotated[Maybes, bound(ENGINE)]


@router.post("", status_code=201)
def create(draft: Draft, notes: Notes, context: Context) -> Note:
    return notes.create(draft, context.actor)


@router.get("")
def search(
    notes: Notes,
    text: str = "",
    tag: Annotated[tuple[Tag, ...], Query()] = (),
    archived: bool = False,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Page[Note]:
    return notes.search(Search(text=text, tags=tag, archived=archived), cursor=cursor, limit=limit)


@router.get("/{note}")
def read(note: Name, notes: Notes) -> Note:
    return notes.notes.read(note)


@router.patch("/{note}")
def edit(note: Name, edit: Edit, notes: Notes) -> Note:
    return notes.edit(note, edit)


@router.put("/{note}/tags/{tag}")
def tag(note: Name, tag: Tag, notes: Notes) -> Note:
    return notes.tag(note, tag)


@router.delete("/{note}/tags/{tag}")
def untag(note: Name, tag: Tag, notes: Notes) -> Note:
    return notes.untag(note, tag)


@router.put("/{note}/archived")
def archive(note: Name, notes: Notes) -> Note:
    return notes.archive(note)


@router.delete("/{note}/archived")
def restore(note: Name, notes: Notes) -> Note:
    return notes.restore(note)
