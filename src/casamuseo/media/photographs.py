"""Looks at a photograph before anything decodes it: what it is, how large, and that nothing hangs on it.

Only bytes are read here, never pixels: a file that would grow to gigabytes costs what its header
costs. The walk goes to the file's own end mark, since what comes after it belongs to no picture.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

from django.utils.translation import gettext as _

from casamuseo.kernel.errors import Refusal

LARGEST = 25_000_000
"""Bytes of a photograph."""
MOST_PIXELS = 40_000_000
LARGEST_MASTER = 100_000_000
"""Bytes of a JPEG or TIFF: a scan. Both can be read strip by strip, in little memory."""
MOST_MASTER_PIXELS = 120_000_000
LONGEST_EDGE = 32_000

_PNG = b"\x89PNG\r\n\x1a\n"
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
"""JPEG markers that begin a frame and so give its size."""
_AT_ONCE = _FRAMES - {0xC0, 0xC1}
"""Frames that are read whole before the first line is known: progressive, lossless, hierarchical."""
_SCAN, _END = 0xDA, 0xD9
_AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_PADDING = re.compile(rb"\0*")
_MOST_SEGMENTS = 100_000
"""Pieces of one file that are walked through: a photograph has hundreds, or thousands."""
_MOST_HANGING = 10
"""Further JPEGs behind the first: previews, depth, brightness, the eye beside it."""
_SAMSUNG = b"SEFT"
_LARGEST_TRAILER = 300_000
_TIFF_SIZES = {1: ">B", 3: ">H", 4: ">I"}
_NAMED = {
    b"GIF8": "GIF",
    b"%PDF": "PDF",
    b"<svg": "SVG",
    b"<?xm": "SVG",
    b"<!DO": "HTML",
    b"<htm": "HTML",
    b"PK\x03\x04": "ZIP",
    b"8BPS": "PSD",
    b"BM": "BMP",
}


@dataclass(frozen=True, slots=True)
class Photograph:
    """What the header says; width and height in pixels, as stored."""

    width: int
    height: int
    suffix: str


class UnfitPhotograph(Refusal):
    """The file is no photograph that the house takes. `message` is the reason, to go after its name."""

    code = "unfit-photograph"

    def __init__(self, message: str) -> None:
        super().__init__(f"{message[:1].upper()}{message[1:]}.")
        self.message = message


def measure(content: bytes) -> Photograph:
    """The kind and size of a photograph that is whole and nothing else. Raises UnfitPhotograph."""
    if not content:
        raise UnfitPhotograph(_("the file is empty"))
    if len(content) > LARGEST_MASTER:
        raise _too_large(LARGEST_MASTER)
    try:
        photograph, is_streamed = _measure(content)
    except (struct.error, IndexError, KeyError) as error:
        raise UnfitPhotograph(
            _("the photograph is broken, or was cut off on its way; please send it again")
        ) from error
    _refuse_beyond_bounds(photograph, is_streamed=is_streamed, size=len(content))
    return photograph


def _refuse_beyond_bounds(photograph: Photograph, *, is_streamed: bool, size: int) -> None:
    if size > LARGEST and not is_streamed:
        raise _too_large(LARGEST)
    if not photograph.width or not photograph.height:
        raise UnfitPhotograph(_("the photograph's header is broken"))
    most = MOST_MASTER_PIXELS if is_streamed else MOST_PIXELS
    if photograph.width * photograph.height > most:
        raise UnfitPhotograph(
            _("the photograph has more than %(megapixels)d megapixels")
            % {"megapixels": most // 1_000_000}
        )
    if max(photograph.width, photograph.height) > LONGEST_EDGE:
        raise UnfitPhotograph(
            _("the photograph is more than %(pixels)d pixels wide or high")
            % {"pixels": LONGEST_EDGE}
        )


def _too_large(most: int) -> UnfitPhotograph:
    return UnfitPhotograph(
        _("the photograph is larger than %(megabytes)d MB") % {"megabytes": most // 1_000_000}
    )


def _measure(content: bytes) -> tuple[Photograph, bool]:
    """What it is, and whether it can be read strip by strip."""
    if content.startswith(_PNG) and content[12:16] == b"IHDR":
        return _png(content)
    if content.startswith(b"\xff\xd8\xff"):
        return _jpeg(content)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return _webp(content), False
    if content[:4] in (b"II*\0", b"MM\0*"):
        return _tiff(content), True
    raise UnfitPhotograph(_unknown(content))


def _unknown(content: bytes) -> str:
    """What to say of a file that is no photograph."""
    if content[4:8] == b"ftyp":
        return _(
            "a photograph as HEIC or AVIF cannot be read here; let the telephone send it as JPEG "
            "(iPhone: Settings, Camera, Formats, Most Compatible)"
        )
    head = content.lstrip()[:4]
    for mark, name in _NAMED.items():
        if head.startswith(mark):
            return _("this is %(name)s; expected a photograph as JPEG, PNG, WebP or TIFF") % {
                "name": name
            }
    return _("expected a photograph as JPEG, PNG, WebP or TIFF")


def _trailing() -> UnfitPhotograph:
    return UnfitPhotograph(
        _(
            "something that is no picture hangs behind the photograph's end; save it anew and send that"
        )
    )


def _png(content: bytes) -> tuple[Photograph, bool]:
    width, height = struct.unpack(">II", content[16:24])
    at = len(_PNG)
    for _segment in range(_MOST_SEGMENTS):
        length, kind = struct.unpack(">I4s", content[at : at + 8])
        at += 12 + length
        if at > len(content):
            raise IndexError(at)
        if kind == b"acTL":
            raise _moving()
        if kind == b"IEND":
            break
    else:
        raise IndexError(at)
    if at != len(content):
        raise _trailing()
    return Photograph(width, height, "png"), False


def _moving() -> UnfitPhotograph:
    return UnfitPhotograph(_("the file holds more than one picture; expected a single photograph"))


def _jpeg(content: bytes) -> tuple[Photograph, bool]:
    photograph, is_streamed, end = _one_jpeg(content, 0)
    _check_after_jpeg(content, end)
    return photograph, is_streamed


def _one_jpeg(content: bytes, begin: int) -> tuple[Photograph, bool, int]:
    """The JPEG that begins there, whether it can be read strip by strip, and where it ends."""
    width = height = 0
    is_streamed = True
    at = begin + 2
    for _segment in range(_MOST_SEGMENTS):
        if content[at] != 0xFF:
            raise IndexError(at)
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == _END:
            return Photograph(width, height, "jpg"), is_streamed, at + 2
        (length,) = struct.unpack(">H", content[at + 2 : at + 4])
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            is_streamed = marker not in _AT_ONCE
        at += 2 + max(length, 2)
        if marker == _SCAN:
            found = _AFTER_SCAN.search(content, at)
            if found is None:
                raise IndexError(at)
            at = found.start()
    raise IndexError(at)


def _check_after_jpeg(content: bytes, end: int) -> None:
    """Cameras hang further JPEGs behind the first, zeros, or Samsung's directory; others nothing."""
    stop = len(content.rstrip(b"\0"))
    for _hanging in range(_MOST_HANGING):
        padding = _PADDING.match(content, end)
        end = padding.end() if padding else end
        if end >= stop or _is_samsungs(content, end, stop):
            return
        if not content.startswith(b"\xff\xd8\xff", end):
            raise _trailing()
        try:
            _photograph, _is_streamed, end = _one_jpeg(content, end)
        except (struct.error, IndexError) as error:
            raise _trailing() from error
    raise _trailing()


def _is_samsungs(content: bytes, begin: int, stop: int) -> bool:
    """Blocks of the camera's own, and a directory of them: `SEFH` … its length, `SEFT`."""
    if not 20 <= stop - begin <= _LARGEST_TRAILER:
        return False
    rest = content[begin:stop]
    if not rest.endswith(_SAMSUNG):
        return False
    (length,) = struct.unpack("<I", rest[-8:-4])
    begin = len(rest) - 8 - length
    return begin >= 0 and rest[begin : begin + 4] == b"SEFH" and b"<" not in rest[:begin]


def _webp(content: bytes) -> Photograph:
    kind = content[12:16]
    if len(content) < (25 if kind == b"VP8L" else 30):
        raise IndexError(kind)
    (length,) = struct.unpack("<I", content[4:8])
    end = 8 + length + length % 2
    if len(content) < 8 + length:
        raise IndexError(length)
    if len(content) > end:
        raise _trailing()
    if kind == b"VP8X":
        if content[20] & 0x02:
            raise _moving()
        return Photograph(_three(content[24:27]) + 1, _three(content[27:30]) + 1, "webp")
    if kind == b"VP8L":
        (bits,) = struct.unpack("<I", content[21:25])
        return Photograph((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1, "webp")
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", content[26:30])
        return Photograph(width & 0x3FFF, height & 0x3FFF, "webp")
    raise IndexError(kind)


def _three(content: bytes) -> int:
    return int.from_bytes(content, "little")


def _tiff(content: bytes) -> Photograph:
    order = "<" if content[:2] == b"II" else ">"
    (at,) = struct.unpack(f"{order}I", content[4:8])
    (count,) = struct.unpack(f"{order}H", content[at : at + 2])
    values: dict[int, int] = {}
    for number in range(count):
        entry = content[at + 2 + number * 12 : at + 14 + number * 12]
        tag, kind, _many = struct.unpack(f"{order}HHI", entry[:8])
        if tag in (256, 257):
            size = _TIFF_SIZES[kind].replace(">", order)
            (values[tag],) = struct.unpack(size, entry[8 : 8 + struct.calcsize(size)])
    end = at + 2 + count * 12
    (another,) = struct.unpack(f"{order}I", content[end : end + 4])
    if another:
        raise UnfitPhotograph(_("the TIFF has more than one page; save each page by itself"))
    return Photograph(values[256], values[257], "tif")
