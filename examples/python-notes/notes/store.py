"""The notes themselves: plain data, no third-party code."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Note:
    """One note; `tags` are lower case and sorted."""

    title: str
    body: str
    tags: tuple[str, ...] = field(default_factory=tuple)


def tagged(title: str, body: str, tags: list[str]) -> Note:
    """A note with its tags in their one spelling."""
    clean = {tag.strip().lower() for tag in tags}
    return Note(title.strip(), body, tuple(sorted(clean - {""})))


class Store:
    """A JSON file with a list of notes. A missing file is an empty list; a broken one is an error."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def all(self) -> list[Note]:
        if not self._path.exists():
            return []
        rows = json.loads(self._path.read_text(encoding="utf-8"))
        return [Note(row["title"], row["body"], tuple(row["tags"])) for row in rows]

    def add(self, note: Note) -> None:
        rows = [asdict(known) for known in self.all()] + [asdict(note)]
        spare = self._path.with_suffix(".part")
        spare.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
        spare.replace(self._path)

    def with_tag(self, tag: str) -> list[Note]:
        return [note for note in self.all() if tag.lower() in note.tags]
