"""Small copies of pictures."""

import threading
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bihuan.casework import pictures
from bihuan.platform import files


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
