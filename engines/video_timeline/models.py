"""A timeline. Every length and place is a whole number of frames, so that no rounding opens a gap or an overlap."""

from __future__ import annotations

from bisect import bisect
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from engines.common.errors import Conflict, NotFound
from engines.common.values import Line, Name, Value

Frames = Annotated[int, Field(ge=0, le=10**9)]
Length = Annotated[int, Field(ge=1, le=10**9)]
Sort = Literal["video", "audio"]


class Overlap(Conflict):
    """Two clips cannot play at the same time on one track."""

    def __init__(self, clip: Clip, there: Clip, track: str) -> None:
        super().__init__(clip, there, track)
        self.clip, self.there, self.track = clip, there, track

    def __str__(self) -> str:
        one, there = self.clip, self.there
        return (
            f"frames {one.start} to {one.end} of track {self.track!r} overlap with clip {there.id!r}"
            f" at {there.start} to {there.end}: choose a free place, or another track"
        )


class NoSuchPart(NotFound):
    def __init__(self, sort: str, part_id: str, project_id: str) -> None:
        super().__init__(sort, part_id, project_id)
        self.sort, self.part_id, self.project_id = sort, part_id, project_id

    def __str__(self) -> str:
        return f"project {self.project_id!r} has no {self.sort} {self.part_id!r}: name one that it has"


class FrameRate(Value):
    """So many frames in so many seconds: 25 in 1, 30000 in 1001."""

    frames: Annotated[int, Field(ge=1, le=1_000_000)]
    seconds: Annotated[int, Field(ge=1, le=10_000)] = 1


class NewClip(Value):
    """`length` frames of an asset, from its frame `offset` on, played from frame `start` of the track."""

    asset: Name
    start: Frames
    length: Length
    offset: Frames = 0


class Clip(NewClip):
    id: str

    @property
    def end(self) -> int:
        """The first frame after the clip, where the next one may start."""
        return self.start + self.length


class ClipChange(Value):
    """What is to change of a clip, all at once; what is left out stays."""

    track: Name | None = None
    start: Frames | None = None
    length: Length | None = None
    offset: Frames | None = None


class NewTrack(Value):
    name: Line
    sort: Sort


class Track(NewTrack):
    """Clips in the order in which they play."""

    id: str
    clips: tuple[Clip, ...] = ()

    def with_clip(self, clip: Clip) -> Track:
        """The track with the clip in its place; Overlap when another one plays there."""
        place = bisect(self.clips, clip.start, key=lambda there: there.start)
        for there in self.clips[max(place - 1, 0) : place + 1]:
            if clip.start < there.end and there.start < clip.end:
                raise Overlap(clip, there, self.id)
        return self.model_copy(update={"clips": (*self.clips[:place], clip, *self.clips[place:])})

    def without(self, clip: Clip) -> Track:
        return self.model_copy(update={"clips": tuple(there for there in self.clips if there.id != clip.id)})


class NewProject(Value):
    name: Line
    frame_rate: FrameRate


class Project(NewProject):
    """A whole timeline: one document, so that no two cuts can be half of one another."""

    id: str
    tracks: tuple[Track, ...] = ()
    created_by: str
    created_at: AwareDatetime
    changed_at: AwareDatetime

    def track(self, track_id: str) -> Track:
        for track in self.tracks:
            if track.id == track_id:
                return track
        raise NoSuchPart("track", track_id, self.id)

    def find(self, clip_id: str) -> tuple[Track, Clip]:
        """A clip and the track it is on."""
        for track in self.tracks:
            for clip in track.clips:
                if clip.id == clip_id:
                    return track, clip
        raise NoSuchPart("clip", clip_id, self.id)

    def with_track(self, changed: Track) -> Project:
        """The project with this track in place of the one with its id."""
        tracks = tuple(changed if track.id == changed.id else track for track in self.tracks)
        return self.model_copy(update={"tracks": tracks})
