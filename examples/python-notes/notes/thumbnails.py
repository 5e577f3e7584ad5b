"""Small pictures for notes."""

from __future__ import annotations

from io import BytesIO

from PIL import Image


def thumbnail(data: bytes, edge_px: int = 128) -> bytes:
    """The picture as PNG with no edge longer than `edge_px` pixels."""
    with Image.open(BytesIO(data)) as picture:
        picture.thumbnail((edge_px, edge_px))
        out = BytesIO()
        picture.save(out, format="PNG")
        return out.getvalue()
