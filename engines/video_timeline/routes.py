"""Video timelines over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from engines.common.binding import bound
from engines.common.identity import Context
from engines.common.values import Cursor, Limit, Name
from engines.routing.ports import Page
from engines.video_timeline.models import Clip, ClipChange, NewClip, NewProject, NewTrack, Project, Track
from engines.video_timeline.service import ENGINE, VideoTimeline

router = APIRouter(prefix="/timelines", tags=["video_timeline"])

Timelines = Annotated[VideoTimeline, bound(ENGINE)]


@router.post("", status_code=201)
def create(new: NewProject, timelines: Timelines, context: Context) -> Project:
    return timelines.create(new, context.actor)


@router.get("")
def list_projects(timelines: Timelines, cursor: Cursor = None, limit: Limit = 100) -> Page[Project]:
    return timelines.projects.page(cursor=cursor, limit=limit)


@router.get("/{timeline}")
def read(timeline: Name, timelines: Timelines) -> Project:
    return timelines.projects.read(timeline)


@router.delete("/{timeline}", status_code=204)
def drop(timeline: Name, timelines: Timelines) -> None:
    timelines.projects.remove(timeline)


@router.post("/{timeline}/tracks", status_code=201)
def add_track(timeline: Name, new: NewTrack, timelines: Timelines) -> Track:
    return timelines.add_track(timeline, new)


@router.delete("/{timeline}/tracks/{track}")
def remove_track(timeline: Name, track: Name, timelines: Timelines) -> Project:
    return timelines.remove_track(timeline, track)


@router.post("/{timeline}/tracks/{track}/clips", status_code=201)
def place(timeline: Name, track: Name, new: NewClip, timelines: Timelines) -> Clip:
    return timelines.place(timeline, track, new)


@router.patch("/{timeline}/clips/{clip}")
def change(timeline: Name, clip: Name, change: ClipChange, timelines: Timelines) -> Clip:
    return timelines.change(timeline, clip, change)


@router.delete("/{timeline}/clips/{clip}")
def remove(timeline: Name, clip: Name, timelines: Timelines) -> Project:
    return timelines.remove(timeline, clip)
