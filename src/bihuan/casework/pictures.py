"""Pictures handed in as evidence: what the camera noted, and small copies without it."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, NamedTuple

from django.conf import settings
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from bihuan.core.reasons import Reason, Refused
from bihuan.core.reasons import gettext_noop as _
from bihuan.platform.files import open_stored
from bihuan.platform.models import StoredFile

MOST_PIXELS = 120_000_000
"""A phone takes 108 million at most; a small file that unfolds to more is a bomb."""

PREVIEW_SIDE = 480
"""Longest side of a small copy, in pixels."""

PUBLIC_SIDE = 1600
"""Longest side of a copy for the public, in pixels."""


class Taken(NamedTuple):
    """When and where a picture was taken, as far as the camera wrote it down. Degrees, south and west negative."""

    on: date | None
    latitude: Decimal | None
    longitude: Decimal | None


def examine(file: IO[bytes]) -> Taken:
    """Refused when the picture cannot be read or is unreasonably large; else what its EXIF says."""
    try:
        file.seek(0)
        with Image.open(file) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                params = {"width": picture.width, "height": picture.height}
                raise Refused(
                    [Reason("picture_too_large", _("照片有%(width)s×%(height)s像素，过大，请缩小后上传。"), params)]
                )
            exif = picture.getexif()
            taken = _taken(exif)
            picture.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Refused([Reason("picture_unreadable", _("照片已损坏，打不开，请重新拍摄或者另存后上传。"))]) from error
    return taken


def preview(file: StoredFile, side: int = PREVIEW_SIDE) -> Path:
    """A JPEG of at most `side` pixels and without EXIF, made once and kept beside the originals."""
    place = Path(settings.MEDIA_ROOT) / "previews" / f"{file.sha256}-{side}.jpg"
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        with open_stored(file) as source, Image.open(source) as picture:
            picture.thumbnail((side, side))  # first, so that a JPEG is unfolded no larger than it is needed
            upright = ImageOps.exif_transpose(picture).convert("RGB")
            # A folder of its own: two people may open the same picture at the same moment.
            with TemporaryDirectory(dir=place.parent) as aside:
                made = Path(aside) / place.name
                upright.save(made, "JPEG", quality=80)
                made.replace(place)
    return place


def _taken(exif: Image.Exif) -> Taken:
    details, position = exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.GPSInfo)
    written = details.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime)
    latitude = _degrees(position.get(ExifTags.GPS.GPSLatitude), position.get(ExifTags.GPS.GPSLatitudeRef))
    longitude = _degrees(position.get(ExifTags.GPS.GPSLongitude), position.get(ExifTags.GPS.GPSLongitudeRef))
    if latitude is None or longitude is None:
        latitude = longitude = None
    return Taken(_day(written), latitude, longitude)


def _day(written: object) -> date | None:
    try:
        return datetime.strptime(str(written)[:10], "%Y:%m:%d").date()  # noqa: DTZ007  # a camera notes local time only
    except ValueError:
        return None


def _degrees(parts: object, side: object) -> Decimal | None:
    """Degrees, minutes and seconds as a signed decimal; None for anything else, for cameras write all sorts of things."""
    if not isinstance(parts, tuple) or len(parts) != 3:
        return None
    try:
        whole, minutes, seconds = (Decimal(str(float(part))) for part in parts)
        degrees = whole + minutes / 60 + seconds / 3600
    except (ArithmeticError, TypeError, ValueError):
        return None
    if not degrees.is_finite() or degrees > 180:
        return None
    return (-degrees if side in {"S", "W"} else degrees).quantize(Decimal("0.000001"))
