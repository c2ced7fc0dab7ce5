"""Pictures of evidence, drawn: a schematic place before and after its rectification, with the day in the picture and in
its EXIF. The same arguments give the same bytes, and no photograph of a real place is ever needed."""

import io
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from types import MappingProxyType

from PIL import Image, ImageDraw, ImageFont

SIZE = (640, 420)
HORIZON = 190
_TAKEN = 0x9003  # EXIF DateTimeOriginal
_EXIF_IFD = 0x8769

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a place: neglected before, recovered after."""

    sky: Colour
    land: Colour
    water: Colour
    plant: Colour
    dirt: Colour


BEFORE = Palette((196, 196, 188), (158, 140, 108), (92, 86, 58), (140, 132, 84), (104, 84, 60))
AFTER = Palette((178, 214, 240), (132, 178, 104), (84, 152, 190), (58, 132, 70), (176, 156, 120))


@dataclass(slots=True)
class Canvas:
    """A picture under way; `after` says which side it shows, `dice` scatters things the same way every time."""

    draw: ImageDraw.ImageDraw
    palette: Palette
    after: bool
    dice: random.Random

    def water(self, *points: tuple[int, int]) -> None:
        self.draw.polygon(points, fill=self.palette.water)

    def land(self, *points: tuple[int, int]) -> None:
        self.draw.polygon(points, fill=self.palette.dirt)

    def box(self, left: int, top: int, right: int, bottom: int, fill: Colour) -> None:
        self.draw.rectangle((left, top, right, bottom), fill=fill, outline=(70, 70, 70))

    def plants(self, area: tuple[int, int, int, int], count: int) -> None:
        """Trees and reeds where the place has recovered; a few dry stalks where it has not."""
        left, top, right, bottom = area
        for _ in range(count if self.after else count // 6):
            x, y = self.dice.randint(left, right), self.dice.randint(top, bottom)
            self.draw.line((x, y, x, y - 14), fill=(90, 70, 50), width=2)
            self.draw.ellipse((x - 8, y - 28, x + 8, y - 10), fill=self.palette.plant)

    def rubbish(self, area: tuple[int, int, int, int], count: int) -> None:
        """Litter and foam, before only."""
        left, top, right, bottom = area
        for _ in range(0 if self.after else count):
            x, y, r = self.dice.randint(left, right), self.dice.randint(top, bottom), self.dice.randint(2, 7)
            shade = self.dice.randint(90, 225)
            self.draw.ellipse((x - r, y - r // 2, x + r, y + r // 2), fill=(shade, shade, max(shade - 30, 0)))

    def smoke(self, x: int, y: int) -> None:
        for step in range(2 if self.after else 9):
            shade = 236 if self.after else 110 + step * 9
            r = 8 + step * 6
            self.draw.ellipse(
                (x + step * 17 - r, y - step * 12 - r, x + step * 17 + r, y - step * 12 + r), fill=(shade,) * 3
            )


def _stream(canvas: Canvas, *, pipe: bool = False, wide: bool = False) -> None:
    spread = 150 if wide else 70
    canvas.water((300 - spread // 3, HORIZON), (340 + spread // 3, HORIZON), (400 + spread, 420), (180 - spread, 420))
    canvas.plants((20, 230, 150, 400), 14)
    canvas.plants((500, 230, 620, 400), 14)
    canvas.rubbish((230, 260, 400, 410), 46)
    if pipe:
        canvas.box(420, 262, 540, 300, (128, 128, 128))
        canvas.draw.ellipse((404, 262, 436, 300), fill=(60, 60, 60))
        if not canvas.after:
            canvas.draw.polygon([(412, 280), (428, 280), (404, 352), (352, 360)], fill=(56, 48, 36))


def _lake(canvas: Canvas, *, cabins: bool = False) -> None:
    canvas.draw.ellipse((40, 200, 600, 400), fill=canvas.palette.water)
    if not canvas.after:
        for _ in range(26):
            x, y = canvas.dice.randint(110, 520), canvas.dice.randint(240, 370)
            canvas.draw.ellipse((x - 26, y - 5, x + 26, y + 5), fill=(112, 140, 62))
    if cabins and not canvas.after:
        for x in range(80, 540, 110):
            canvas.box(x, 170, x + 70, 222, (176, 110, 80))
    canvas.plants((20, 395, 620, 415), 26)
    canvas.plants((40, 205, 600, 214), 14)


def _ponds(canvas: Canvas) -> None:
    for row in range(2):
        for column in range(4):
            x, y = 20 + column * 154, 212 + row * 100
            canvas.draw.rectangle((x, y, x + 136, y + 82), fill=canvas.palette.water, outline=(120, 100, 70), width=4)
            if canvas.after:
                canvas.draw.line((x + 8, y + 41, x + 128, y + 41), fill=(214, 228, 236), width=3)
    canvas.rubbish((30, 220, 600, 400), 50)


def _heap(canvas: Canvas, *, steps: int, liner: bool = False) -> None:
    """A slope of `steps` terraces: quarry, dump, landfill, tailings."""
    for step in range(steps):
        y, inset = 150 + step * 250 // steps, (steps - step) * 44
        bright = tuple(min(part + step * 9, 255) for part in canvas.palette.dirt)
        canvas.draw.polygon(
            [(inset, y), (640 - inset, y), (640, y + 250 // steps + 40), (0, y + 250 // steps + 40)],
            fill=(bright[0], bright[1], bright[2]),
        )
        canvas.plants((inset + 30, y + 24, 610 - inset, y + 40), 12)
    canvas.rubbish((60, 230, 580, 400), 90)
    if liner and canvas.after:
        canvas.draw.polygon([(150, 240), (490, 240), (560, 360), (80, 360)], fill=(54, 88, 70))
    elif liner:
        canvas.water((120, 350), (520, 350), (600, 420), (40, 420))


def _works(canvas: Canvas, *, tanks: bool = False, stack: bool = False) -> None:
    wall = (206, 210, 214) if canvas.after else (150, 138, 124)
    canvas.box(90, 160, 330, 320, wall)
    canvas.box(350, 200, 560, 320, wall)
    for x in range(110, 320, 48):
        canvas.box(x, 190, x + 28, 214, (120, 160, 190) if canvas.after else (92, 92, 92))
    if tanks:
        for x in (120, 280, 440):
            canvas.draw.ellipse((x, 320, x + 130, 390), fill=canvas.palette.water, outline=(110, 110, 110), width=4)
    if stack:
        canvas.box(470, 60, 500, 200, (170, 170, 170))
        canvas.smoke(485, 50)
    canvas.plants((20, 405, 620, 415), 18)
    if not tanks:
        canvas.rubbish((100, 330, 540, 400), 60)


def _road(canvas: Canvas, *, stalls: bool = False) -> None:
    tar = (88, 88, 92) if canvas.after else (138, 122, 98)
    canvas.draw.polygon([(280, HORIZON), (360, HORIZON), (560, 420), (80, 420)], fill=tar)
    for y in range(210, 420, 40):
        if canvas.after:
            canvas.draw.rectangle((316, y, 324, y + 20), fill=(240, 240, 240))
    canvas.rubbish((180, 250, 460, 410), 80)
    if stalls:
        for x in (20, 150, 430, 540):
            canvas.box(x, 210, x + 80, 280, (198, 120, 70))
            canvas.smoke(x + 40, 200)
    canvas.plants((20, 240, 170, 400), 10)
    canvas.plants((480, 240, 620, 400), 10)


def _forest(canvas: Canvas) -> None:
    if not canvas.after:
        for x in (120, 300, 460):
            canvas.box(x, 230, x + 90, 300, (164, 112, 72))
            canvas.draw.polygon([(x - 10, 230), (x + 45, 192), (x + 100, 230)], fill=(120, 70, 54))
    canvas.plants((20, 220, 620, 410), 110)


def _dam(canvas: Canvas) -> None:
    canvas.water((60, 150), (580, 150), (560, 230), (80, 230))
    canvas.box(80, 230, 560, 290, (168, 168, 168))
    if canvas.after:
        canvas.water((290, 290), (350, 290), (430, 420), (210, 420))
    else:
        canvas.rubbish((200, 320, 440, 410), 70)
    canvas.plants((20, 320, 180, 410), 12)


# The places evidence is taken at; story.toml names them.
SCENES: Mapping[str, Callable[[Canvas], None]] = MappingProxyType(
    {
        "river": partial(_stream, wide=True),
        "ditch": _stream,
        "outlet": partial(_stream, pipe=True),
        "pipes": partial(_stream, pipe=True, wide=True),
        "lake": partial(_lake, cabins=True),
        "reservoir": partial(_lake, cabins=True),
        "pond": _ponds,
        "quarry": partial(_heap, steps=5),
        "dump": partial(_heap, steps=2),
        "landfill": partial(_heap, steps=3, liner=True),
        "tailings": partial(_heap, steps=4, liner=True),
        "waste": _works,
        "factory": partial(_works, stack=True),
        "chimney": partial(_works, stack=True),
        "plant": partial(_works, tanks=True),
        "village": partial(_works, tanks=True),
        "farm": partial(_works, tanks=True),
        "road": _road,
        "market": partial(_road, stalls=True),
        "forest": _forest,
        "dam": _dam,
    }
)


def draw(scene: str, side: str, taken: date, *, seed: int = 0) -> bytes:
    """A JPEG of `scene` (one of SCENES) as it was `before` or `after`, taken on a day. `seed` tells places of one kind
    apart. Raises ValueError for an unknown scene or side, naming those that exist."""
    if scene not in SCENES or side not in ("before", "after"):
        raise ValueError(f"no picture of {scene!r}, {side!r}: scenes are {', '.join(SCENES)}; sides before, after")
    palette = AFTER if side == "after" else BEFORE
    image = Image.new("RGB", SIZE, palette.sky)
    canvas = Canvas(ImageDraw.Draw(image), palette, side == "after", random.Random(f"{scene} {side} {seed}"))  # noqa: S311 - scatters reeds, guards nothing
    canvas.draw.rectangle((0, HORIZON, *SIZE), fill=palette.land)
    canvas.draw.polygon([(0, HORIZON), (150, 120), (300, HORIZON)], fill=palette.plant)
    SCENES[scene](canvas)
    _stamp(canvas.draw, taken)
    return _jpeg(image, taken)


def _stamp(draw: ImageDraw.ImageDraw, taken: date) -> None:
    """The day, as a camera prints it; DEMO, so that nobody takes the drawing for proof."""
    font = ImageFont.load_default(22)
    draw.rectangle((0, 384, *SIZE), fill=(34, 38, 40))
    for text, x in ((f"{taken:%Y-%m-%d}", 510), ("DEMO", 16)):
        draw.text((x, 389), text, font=font, fill=(255, 214, 64))


def _jpeg(image: Image.Image, taken: date) -> bytes:
    exif = Image.Exif()
    exif.get_ifd(_EXIF_IFD)[_TAKEN] = f"{taken:%Y:%m:%d} 10:00:00"
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=82, exif=exif)
    return stream.getvalue()
