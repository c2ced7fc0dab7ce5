"""The drawn evidence is the same every time, differs before and after, and carries its day."""

import io
from datetime import date

import pytest
from PIL import Image

from bihuan.demo.pictures import SCENES, SIZE, draw

TAKEN = date(2026, 3, 9)


def test_every_scene_opens_as_a_picture_of_one_size_and_small() -> None:
    for scene in SCENES:
        content = draw(scene, "after", TAKEN)
        assert Image.open(io.BytesIO(content)).size == SIZE
        assert len(content) < 40_000


def test_a_picture_is_the_same_every_time_and_another_before_and_after_and_for_another_place() -> None:
    assert draw("river", "before", TAKEN) == draw("river", "before", TAKEN)
    kinds = {draw("river", side, TAKEN, seed=seed) for side in ("before", "after") for seed in (1, 2)}
    assert len(kinds) == 4


def test_the_day_it_was_taken_stands_in_its_exif() -> None:
    exif = Image.open(io.BytesIO(draw("dam", "before", TAKEN))).getexif()
    assert exif.get_ifd(0x8769)[0x9003].startswith("2026:03:09")


@pytest.mark.parametrize(("scene", "side"), [("volcano", "before"), ("river", "during")])
def test_an_unknown_picture_is_refused_with_those_that_exist(scene: str, side: str) -> None:
    with pytest.raises(ValueError, match="scenes are river, ditch"):
        draw(scene, side, TAKEN)
