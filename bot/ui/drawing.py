"""Pictures: a few shapes of SVG, and SVG into PNG with the fonts that lie beside this module, none of the system's."""

import sys
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import resvg_py

FONTS = [str(Path(__file__).parent / "fonts" / name) for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")]
FAMILY = "DejaVu Sans"
ZOOM = 0.8  # of the units drawn in: 1080 units are 864 pixels, sharp on a phone and half the work
# Mean widths of the fonts' letters as a part of their size: enough to know whether a title fits its place.
WIDE, WIDE_BOLD = 0.61, 0.72


def png(svg: str) -> bytes:
    """The picture's bytes: the same for the same SVG."""
    return bytes(
        resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True, font_files=FONTS, font_family=FAMILY, zoom=ZOOM)
    )


def canvas(width: int, height: int, shapes: Sequence[str], *, paper: str = "#ffffff") -> str:
    """A whole picture."""
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    body = "".join(shapes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{FAMILY}">{box(0, 0, width, height, paper)}{body}'
        "</svg>"
    )


def text(x: float, y: float, words: str, size: int, *, fill: str, bold: bool = False, anchor: str = "start") -> str:
    """One line; `y` is its foot, `anchor` start, middle or end."""
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size}" fill="{fill}" text-anchor="{anchor}"{weight}>'
        f"{escape(words)}</text>"
    )


def box(x: float, y: float, width: float, height: float, fill: str, *, radius: int = 0) -> str:
    """A filled rectangle."""
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="{radius}" fill="{fill}"/>'


def line(points: Sequence[tuple[float, float]], stroke: str, *, width: float = 2, dashes: str = "") -> str:
    """A line through points."""
    joined = " ".join(f"{x:g},{y:g}" for x, y in points)
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<polyline points="{joined}" fill="none" stroke="{stroke}" stroke-width="{width:g}"'
        f' stroke-linejoin="round" stroke-linecap="round"{dashed}/>'
    )


def dot(x: float, y: float, radius: float, fill: str) -> str:
    """A filled circle."""
    return f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="{fill}"/>'


def fitted(words: str, size: int, width: float, *, bold: bool = False, least: int = 0) -> tuple[str, int]:
    """The words and a size at which they fit: smaller down to `least`, then cut with «…»."""
    wide = WIDE_BOLD if bold else WIDE
    while size > (least or size) and len(words) * wide * size > width:
        size -= 2
    room = int(width / (wide * size))
    return (words if len(words) <= room else words[: max(room - 1, 1)].rstrip() + "…"), size


def wrapped(words: str, size: int, width: float, *, bold: bool = False) -> list[str]:
    """The words on one line, or on two, the second cut where it must be."""
    room = int(width / ((WIDE_BOLD if bold else WIDE) * size))
    if len(words) <= room:
        return [words]
    cut = words.rfind(" ", 0, room + 1)
    cut = cut if cut > 0 else room
    return [words[:cut], fitted(words[cut:].strip(), size, width, bold=bold)[0]]


if __name__ == "__main__":  # a process of its own: painting holds Python's lock, and a talk must not wait for it
    sys.stdout.buffer.write(png(sys.stdin.buffer.read().decode()))
