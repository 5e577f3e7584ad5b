"""Pages of notes."""

from __future__ import annotations

from jinja2 import Environment

from notes.store import Note

PAGE = """<h1>{{ title }}</h1>
{% for note in notes %}<article><h2>{{ note.title }}</h2><p>{{ note.body }}</p></article>
{% endfor %}"""


def render(title: str, notes: list[Note]) -> str:
    """One HTML page; everything from a note is escaped."""
    return Environment(autoescape=True).from_string(PAGE).render(title=title, notes=notes)
