"""The icons, read back from their files."""

from __future__ import annotations

import struct
import zlib

from bot.teams.icons import ACCENT, color_icon, outline_icon

Image = list[list[tuple[int, ...]]]
WHITE = (255, 255, 255)


def read(png: bytes) -> Image:
    """The pixels of a PNG with opacity; every checksum is checked."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    chunks, rest = {}, png[8:]
    while rest:
        (length,), kind = struct.unpack(">I", rest[:4]), rest[4:8]
        data, checksum = rest[8 : 8 + length], rest[8 + length : 12 + length]
        assert struct.unpack(">I", checksum)[0] == zlib.crc32(kind + data)
        chunks[kind] = data
        rest = rest[12 + length :]
    assert list(chunks) == [b"IHDR", b"IDAT", b"IEND"]
    width, height, *form = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    assert form == [8, 6, 0, 0, 0]
    rows = zlib.decompress(chunks[b"IDAT"])
    lines = [rows[n : n + 1 + 4 * width] for n in range(0, len(rows), 1 + 4 * width)]
    assert len(lines) == height
    assert all(line[0] == 0 for line in lines)
    return [[tuple(line[1 + 4 * x : 5 + 4 * x]) for x in range(width)] for line in lines]


def test_the_color_icon_is_the_signs_on_a_solid_square() -> None:
    image = read(color_icon())
    assert (len(image), {len(row) for row in image}) == (192, {192})
    assert {pixel[3] for row in image for pixel in row} == {255}
    edge = [*image[0], *image[-1], *(row[0] for row in image), *(row[-1] for row in image)]
    assert {pixel[:3] for pixel in edge} == {ACCENT}
    assert image[96][60][:3] == WHITE, "the circle"
    assert image[96][140][:3] not in (WHITE, ACCENT), "the square"
    assert image[96][100][:3] == ACCENT, "what both share"


def test_the_signs_lie_where_no_client_cuts() -> None:
    image = read(color_icon())
    drawn = [(x, y) for y, row in enumerate(image) for x, pixel in enumerate(row) if pixel[:3] != ACCENT]
    assert all(36 <= x < 156 and 36 <= y < 156 for x, y in drawn)


def test_the_outline_icon_is_white_on_nothing_and_fills_its_width() -> None:
    image = read(outline_icon())
    assert (len(image), {len(row) for row in image}) == (32, {32})
    assert {pixel[:3] for row in image for pixel in row} == {WHITE}
    opacity = [[pixel[3] for pixel in row] for row in image]
    assert {0, 255} <= {value for row in opacity for value in row}
    assert any(row[0] for row in opacity)
    assert any(row[-1] for row in opacity)
    assert opacity[16][8] == opacity[16][26] == 0, "outlines, not filled"


def test_they_are_drawn_the_same_every_time() -> None:
    assert (color_icon(), outline_icon()) == (color_icon(), outline_icon())
