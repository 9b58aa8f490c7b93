"""Tracks of clips that never overlap."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from engines.routing.records import NoSuchRecord
from engines.video_timeline.models import (
    Clip,
    ClipChange,
    FrameRate,
    NewClip,
    NewProject,
    NewTrack,
    NoSuchPart,
    Overlap,
    Track,
)
from engines.video_timeline.routes import router
from engines.video_timeline.service import OtherSort, VideoTimeline, video_timeline
from tests.engines.together import together
from tests.engines.world import OTHER, WEB, World

FILM = NewProject(name="Trailer", frame_rate=FrameRate(frames=30000, seconds=1001))
PICTURE, SOUND = NewTrack(name="Picture", sort="video"), NewTrack(name="Sound", sort="audio")


@pytest.fixture
def timelines(world: World) -> VideoTimeline:
    return video_timeline(world.router, WEB)


@pytest.fixture
def film(timelines: VideoTimeline) -> str:
    return timelines.create(FILM, "ada").id


@pytest.fixture
def picture(timelines: VideoTimeline, film: str) -> str:
    return timelines.add_track(film, PICTURE).id


def shot(start: int, length: int) -> NewClip:
    return NewClip(asset="a1", start=start, length=length)


def places(timelines: VideoTimeline, film: str, track: str) -> list[tuple[int, int]]:
    return [(clip.start, clip.end) for clip in timelines.projects.read(film).track(track).clips]


def test_clips_play_in_the_order_of_their_places(timelines: VideoTimeline, film: str, picture: str) -> None:
    for start in (200, 0, 100):
        timelines.place(film, picture, shot(start, 50))

    assert places(timelines, film, picture) == [(0, 50), (100, 150), (200, 250)]


def test_a_clip_may_begin_where_another_one_ends(timelines: VideoTimeline, film: str, picture: str) -> None:
    timelines.place(film, picture, shot(100, 50))
    timelines.place(film, picture, shot(150, 50))
    timelines.place(film, picture, shot(50, 50))

    assert places(timelines, film, picture) == [(50, 100), (100, 150), (150, 200)]


def test_clips_of_two_tracks_may_play_at_once(timelines: VideoTimeline, film: str, picture: str) -> None:
    sound = timelines.add_track(film, SOUND).id
    timelines.place(film, picture, shot(0, 100))

    assert timelines.place(film, sound, shot(0, 100)).end == 100


@pytest.mark.parametrize(("start", "length"), [(100, 50), (99, 2), (149, 1), (120, 5), (50, 200), (0, 101)], ids=str)
def test_overlapping_clips_are_refused(
    timelines: VideoTimeline, film: str, picture: str, start: int, length: int
) -> None:
    there = timelines.place(film, picture, shot(100, 50))

    with pytest.raises(Overlap) as refused:
        timelines.place(film, picture, shot(start, length))

    assert str(refused.value) == (
        f"frames {start} to {start + length} of track {picture!r} overlap with clip {there.id!r}"
        " at 100 to 150: choose a free place, or another track"
    )
    assert places(timelines, film, picture) == [(100, 150)]


def test_a_clip_moves_over_its_own_place(timelines: VideoTimeline, film: str, picture: str) -> None:
    clip = timelines.place(film, picture, shot(0, 100))

    moved = timelines.change(film, clip.id, ClipChange(start=50))

    assert (moved.start, moved.end, moved.id) == (50, 150, clip.id)
    assert places(timelines, film, picture) == [(50, 150)]


def test_a_clip_is_trimmed_and_moved_to_another_track_at_once(
    timelines: VideoTimeline, film: str, picture: str
) -> None:
    titles = timelines.add_track(film, NewTrack(name="Titles", sort="video")).id
    clip = timelines.place(film, picture, shot(0, 100))

    changed = timelines.change(film, clip.id, ClipChange(track=titles, start=10, length=20, offset=30))

    assert (changed.start, changed.length, changed.offset) == (10, 20, 30)
    assert (places(timelines, film, picture), places(timelines, film, titles)) == ([], [(10, 30)])


@pytest.mark.parametrize("change", [ClipChange(start=60), ClipChange(length=101)], ids=["move", "trim"])
def test_a_clip_stays_as_it_was_when_its_new_place_is_not_free(
    timelines: VideoTimeline, film: str, picture: str, change: ClipChange
) -> None:
    clip = timelines.place(film, picture, shot(0, 50))
    timelines.place(film, picture, shot(100, 50))

    with pytest.raises(Overlap):
        timelines.change(film, clip.id, change)

    assert places(timelines, film, picture) == [(0, 50), (100, 150)]


def test_a_clip_does_not_move_to_a_track_of_another_sort(timelines: VideoTimeline, film: str, picture: str) -> None:
    sound = timelines.add_track(film, SOUND).id
    clip = timelines.place(film, picture, shot(0, 50))

    with pytest.raises(OtherSort) as refused:
        timelines.change(film, clip.id, ClipChange(track=sound))

    assert str(refused.value) == (
        f"clip {clip.id!r} is video and cannot move to audio track {sound!r}: choose a track of its sort"
    )


def test_what_was_removed_leaves_its_place_free(timelines: VideoTimeline, film: str, picture: str) -> None:
    clip = timelines.place(film, picture, shot(0, 50))
    timelines.remove(film, clip.id)

    assert timelines.place(film, picture, shot(0, 50)).end == 50


def test_a_removed_track_takes_its_clips_along(timelines: VideoTimeline, film: str, picture: str) -> None:
    clip = timelines.place(film, picture, shot(0, 50))
    timelines.remove_track(film, picture)

    with pytest.raises(NoSuchPart) as refused:
        timelines.remove(film, clip.id)

    assert str(refused.value) == f"project {film!r} has no clip {clip.id!r}: name one that it has"


@pytest.mark.parametrize(
    ("cut", "refusal"),
    [
        pytest.param(lambda here, _: here.place("none", "none", shot(0, 1)), NoSuchRecord, id="project"),
        pytest.param(lambda here, film: here.place(film, "none", shot(0, 1)), NoSuchPart, id="track"),
        pytest.param(lambda here, film: here.change(film, "none", ClipChange(start=1)), NoSuchPart, id="clip"),
    ],
)
def test_what_is_not_there_cannot_be_cut(
    timelines: VideoTimeline, film: str, cut: Callable[[VideoTimeline, str], Clip], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        cut(timelines, film)


def test_another_tenant_has_timelines_of_its_own(timelines: VideoTimeline, film: str, world: World) -> None:
    with pytest.raises(NoSuchRecord):
        video_timeline(world.router, OTHER).add_track(film, PICTURE)


def test_clips_placed_at_once_are_all_kept_and_never_overlap(timelines: VideoTimeline, film: str, picture: str) -> None:
    placed, refused = together(lambda number: timelines.place(film, picture, shot(number % 4 * 10, 10)))

    assert (len(placed), {type(error) for error in refused}) == (4, {Overlap})
    assert places(timelines, film, picture) == [(0, 10), (10, 20), (20, 30), (30, 40)]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 15)), max_size=30))
def test_a_clip_is_refused_exactly_when_it_shares_a_frame(clips: list[tuple[int, int]]) -> None:
    track, taken = Track(id="t1", name="Picture", sort="video"), set[int]()
    for number, (start, length) in enumerate(clips):
        clip, frames = Clip(id=str(number), asset="a1", start=start, length=length), {*range(start, start + length)}
        if frames & taken:
            with pytest.raises(Overlap):
                track.with_clip(clip)
        else:
            track = track.with_clip(clip)
            taken |= frames

    assert [clip.start for clip in track.clips] == sorted(clip.start for clip in track.clips)


@pytest.mark.parametrize(
    "clip",
    [{"start": -1, "length": 1}, {"start": 0, "length": 0}, {"start": 0.5, "length": 1}],
    ids=["before the beginning", "empty", "between frames"],
)
def test_a_clip_covers_whole_frames(clip: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        NewClip.model_validate({"asset": "a1", **clip})


def test_over_http(world: World) -> None:
    client = world.client(router, actor="ada")
    film = client.post("/timelines", json={"name": "Trailer", "frame_rate": {"frames": 25}}).json()["id"]
    one = f"/timelines/{film}"
    track = client.post(f"{one}/tracks", json={"name": "Picture", "sort": "video"}).json()["id"]
    clips = f"{one}/tracks/{track}/clips"

    clip = client.post(clips, json={"asset": "a1", "start": 0, "length": 10}).json()["id"]
    assert client.post(clips, json={"asset": "a1", "start": 9, "length": 10}).status_code == 409
    assert client.patch(f"{one}/clips/{clip}", json={"start": 5}).json()["start"] == 5
    assert client.get(one).json()["tracks"][0]["clips"][0]["id"] == clip
    assert client.delete(f"{one}/clips/{clip}").json()["tracks"][0]["clips"] == []
    assert client.delete(f"{one}/tracks/{track}").json()["tracks"] == []
    assert [project["id"] for project in client.get("/timelines").json()["items"]] == [film]
    assert client.delete(one).status_code == 204
    assert client.get(one).status_code == 404
