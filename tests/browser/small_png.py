"""A smaller PNG of a screenshot: the same pixels, packed tightly."""

from __future__ import annotations

import struct
import zlib

import numpy as np

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def shrink(png: bytes) -> bytes:
    """Return the same picture, RGB without transparency, with each line's best filter and the slowest compression."""
    pixels = decode(png)
    height, width, _three = pixels.shape
    lines = pixels.reshape(height, width * 3)
    above = np.concatenate([np.zeros((1, width * 3), np.uint8), lines[:-1]])
    left = np.concatenate([np.zeros((height, 3), np.uint8), lines[:, :-3]], axis=1)
    filtered = np.stack([lines, lines - left, lines - above])
    effort = np.abs(filtered.astype(np.int8).astype(np.int32)).sum(axis=2)
    best = effort.argmin(axis=0)
    chosen = filtered[best, np.arange(height)]
    data = np.concatenate([best.astype(np.uint8)[:, None], chosen], axis=1).tobytes()
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    smallest = min((zlib.compress(data, 9), zlib.compress(plain(lines), 9)), key=len)
    chunks = ((b"IHDR", header), (b"IDAT", smallest), (b"IEND", b""))
    return SIGNATURE + b"".join(chunk(name, body) for name, body in chunks)


def plain(lines: np.ndarray) -> bytes:
    """Return the lines without filters: flat pages often pack best so."""
    return np.concatenate([np.zeros((len(lines), 1), np.uint8), lines], axis=1).tobytes()


def chunk(name: bytes, data: bytes) -> bytes:
    """Wrap data as a chunk of a PNG."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def decode(png: bytes) -> np.ndarray:
    """Return the pixels, height × width × 3, of a PNG as the browser writes them: 8 bits, no interlacing."""
    at, data, header = len(SIGNATURE), b"", b""
    while at < len(png):
        (length,), name = struct.unpack(">I", png[at : at + 4]), png[at + 4 : at + 8]
        body = png[at + 8 : at + 8 + length]
        header = body if name == b"IHDR" else header
        data += body if name == b"IDAT" else b""
        at += 12 + length
    width, height, depth, colour, _packing, _filter, interlaced = struct.unpack(">IIBBBBB", header)
    if depth != 8 or colour not in {2, 6} or interlaced:
        raise ValueError("Only 8-bit RGB and RGBA without interlacing is read.")
    each = 3 if colour == 2 else 4
    raw = np.frombuffer(zlib.decompress(data), np.uint8).reshape(height, 1 + width * each)
    lines = np.zeros((height + 1, width * each), np.uint8)
    for row in range(height):
        lines[row + 1] = unfilter(int(raw[row, 0]), raw[row, 1:], lines[row], each)
    return lines[1:].reshape(height, width, each)[:, :, :3]


def unfilter(kind: int, line: np.ndarray, above: np.ndarray, each: int) -> np.ndarray:
    """Undo one line's filter (PNG specification, section 9)."""
    if kind == 0:
        return line
    if kind == 2:
        return line + above
    if kind == 1:
        return np.cumsum(line.reshape(-1, each), axis=0, dtype=np.uint8).reshape(-1)
    made, up = line.tolist(), above.tolist()
    for place in range(len(made)):
        left = made[place - each] if place >= each else 0
        if kind == 3:
            guess = (left + up[place]) // 2
        else:
            corner = up[place - each] if place >= each else 0
            guess = nearest(left, up[place], corner)
        made[place] = (made[place] + guess) & 255
    return np.array(made, np.uint8)


def nearest(left: int, up: int, corner: int) -> int:
    """Return Paeth's choice."""
    base = left + up - corner
    by_left, by_up, by_corner = abs(base - left), abs(base - up), abs(base - corner)
    if by_left <= by_up and by_left <= by_corner:
        return left
    return up if by_up <= by_corner else corner
