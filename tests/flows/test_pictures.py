"""Small copies of pictures."""

import threading
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageFile

from bihuan.casework import media, pictures, services
from bihuan.casework.services import evidence
from bihuan.core.codes import EvidenceKind, State
from bihuan.platform import files
from tests.flows.walk import Walk
from tests.world import World


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_text_is_known_in_whichever_pieces_its_characters_are_cut(encoding: str) -> None:
    text = "一" + "整改情况" * media.PIECE
    for shift in range(4):
        assert media.sniff(BytesIO(("a" * shift + text).encode(encoding))) == "text/plain"
    assert media.sniff(BytesIO(text.encode(encoding)[:-1])) is None, "the last character is cut"
    assert media.sniff(BytesIO(text.encode(encoding) + b"\0")) is None
    assert media.sniff(BytesIO(b" \n<p>" + text.encode(encoding))) is None


@pytest.mark.django_db
def test_a_file_handed_in_is_never_held_whole(world: World, tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    walk, asked = Walk(world).to(State.RECTIFYING), list[int]()

    class Watched(SimpleUploadedFile):
        def read(self, size: int = -1) -> bytes:
            asked.append(size)
            assert self.file is not None
            return bytes(self.file.read(size))

    film = b"\0\0\0\x18ftypisom" + bytes(3 * evidence.PIECE)
    with walk.day():
        upload = services.take_in(Watched("排口.mp4", film))
        row = services.add_evidence(task=walk.task, actor=walk.account("lead"), upload=upload, kind=EvidenceKind.OTHER)
    assert max(asked) == evidence.PIECE
    assert min(asked) > 0
    with files.open_stored(row.file) as stored:
        assert stored.read() == film


@pytest.mark.django_db
def test_a_large_photograph_is_unfolded_no_larger_than_its_copy_needs(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MEDIA_ROOT = tmp_path
    content, turned = BytesIO(), Image.Exif()
    turned[0x0112] = 6  # the camera was held upright
    Image.new("RGB", (4000, 3000), "green").save(content, "JPEG", exif=turned)
    stored, unfolded = files.store([content.getvalue()], "image/jpeg"), list[tuple[int, int]]()
    load = ImageFile.ImageFile.load

    def watched(picture: ImageFile.ImageFile) -> Any:
        unfolded.append(picture.size)
        return load(picture)

    monkeypatch.setattr(ImageFile.ImageFile, "load", watched)
    with Image.open(pictures.preview(stored)) as small:
        assert small.size == (360, 480)
    assert max(unfolded) == (2000, 1500), "a quarter of it: more than that the copy could not show"


@pytest.mark.django_db
def test_several_people_opening_the_same_picture_at_once_all_get_it(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MEDIA_ROOT = tmp_path
    content = BytesIO()
    Image.effect_noise((900, 700), 80).save(content, "PNG")
    stored = files.store([content.getvalue()], "image/png")
    together = threading.Barrier(4)
    save = Image.Image.save

    def save_together(picture: Image.Image, *args: object, **more: object) -> None:
        save(picture, *args, **more)  # type: ignore[arg-type]  # handed on
        together.wait(20)

    monkeypatch.setattr(Image.Image, "save", save_together)
    got: list[tuple[int, int]] = []

    def ask() -> None:
        with Image.open(pictures.preview(stored)) as small:
            small.load()
            got.append(small.size)

    threads = [threading.Thread(target=ask) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(got) == 4
