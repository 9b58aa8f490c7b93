"""Video timelines: projects of tracks of clips, cut by many hands at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engines.common.errors import Rejected
from engines.common.moments import Clock, new_id, utc_now
from engines.common.scope import Scope
from engines.routing.ports import Documents
from engines.routing.records import Records
from engines.routing.selector import Engine, Router
from engines.video_timeline.models import Clip, ClipChange, NewClip, NewProject, NewTrack, Project, Track


class OtherSort(Rejected):
    """A clip stays on tracks of the sort it was placed on."""

    def __init__(self, clip_id: str, track: Track, target: Track) -> None:
        super().__init__(clip_id, track, target)
        self.clip_id, self.track, self.target = clip_id, track, target

    def __str__(self) -> str:
        sorts = f"{self.track.sort} and cannot move to {self.target.sort} track {self.target.id!r}"
        return f"clip {self.clip_id!r} is {sorts}: choose a track of its sort"


@dataclass(frozen=True, slots=True)
class VideoTimeline:
    documents: Documents
    now: Clock = utc_now

    @property
    def projects(self) -> Records[Project]:
        return Records(self.documents, "project", Project)

    def create(self, new: NewProject, actor: str) -> Project:
        now, project_id = self.now(), new_id()
        project = Project(id=project_id, created_by=actor, created_at=now, changed_at=now, **new.model_dump())
        return self.projects.add(project, project_id)

    def add_track(self, project_id: str, new: NewTrack) -> Track:
        """Add an empty track below the others."""
        track = Track(id=new_id(), name=new.name, sort=new.sort)
        self._cut(project_id, lambda project: project.model_copy(update={"tracks": (*project.tracks, track)}))
        return track

    def remove_track(self, project_id: str, track_id: str) -> Project:
        """Remove the track with all its clips."""

        def remove(project: Project) -> Project:
            gone = project.track(track_id)
            return project.model_copy(update={"tracks": tuple(one for one in project.tracks if one.id != gone.id)})

        return self._cut(project_id, remove)

    def place(self, project_id: str, track_id: str, new: NewClip) -> Clip:
        """Place a clip on a track; Overlap when another one plays there."""
        clip = Clip(id=new_id(), **new.model_dump())
        self._cut(project_id, lambda project: project.with_track(project.track(track_id).with_clip(clip)))
        return clip

    def change(self, project_id: str, clip_id: str, change: ClipChange) -> Clip:
        """Move or trim a clip, or both at once; it stays as it was when the new place is not free."""
        return self._cut(project_id, lambda project: _changed(project, clip_id, change)).find(clip_id)[1]

    def remove(self, project_id: str, clip_id: str) -> Project:
        """Remove a clip; the others stay in their places."""

        def remove(project: Project) -> Project:
            track, clip = project.find(clip_id)
            return project.with_track(track.without(clip))

        return self._cut(project_id, remove)

    def _cut(self, project_id: str, edit: Callable[[Project], Project]) -> Project:
        def cut(project: Project) -> Project:
            return edit(project).model_copy(update={"changed_at": self.now()})

        return self.projects.change(cut, project_id)


def _changed(project: Project, clip_id: str, change: ClipChange) -> Project:
    track, clip = project.find(clip_id)
    lifted = project.with_track(track.without(clip))
    target = lifted.track(change.track or track.id)
    if target.sort != track.sort:
        raise OtherSort(clip_id, track, target)
    changed = clip.model_copy(update=change.model_dump(exclude={"track"}, exclude_none=True))
    return lifted.with_track(target.with_clip(changed))


ENGINE = Engine("video_timeline", Documents, VideoTimeline)


def video_timeline(router: Router, scope: Scope) -> VideoTimeline:
    """The timelines of a scope."""
    return router.bind(ENGINE, scope)
