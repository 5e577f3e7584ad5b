"""The web face: a page of all notes, or of those with a tag."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, request

from notes.pages import render
from notes.store import Store


def create_app(path: Path) -> Flask:
    app = Flask(__name__)
    store = Store(path)

    @app.get("/")
    def index() -> str:
        tag = request.args.get("tag")
        return render("Notes", store.with_tag(tag) if tag else store.all())

    return app
