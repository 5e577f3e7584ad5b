"""Needs the packages of requirements.txt; without them these tests say that they were skipped."""

import importlib.util
import json
import tempfile
import unittest
from io import BytesIO
from pathlib import Path

from notes.store import tagged


def missing(*names: str) -> list[str]:
    return [name for name in names if importlib.util.find_spec(name) is None]


@unittest.skipIf(missing("jinja2"), "jinja2 is not installed")
class PagesTest(unittest.TestCase):
    def test_a_note_is_escaped(self) -> None:
        from notes.pages import render

        page = render("Notes", [tagged("<b>", "a & b", [])])
        self.assertIn("<h2>&lt;b&gt;</h2><p>a &amp; b</p>", page)


@unittest.skipIf(missing("yaml"), "yaml is not installed")
class SettingsTest(unittest.TestCase):
    def test_defaults_are_overlaid(self) -> None:
        from notes.settings import load

        self.assertEqual(load("per_page: 5"), {"title": "Notes", "per_page": 5})

    def test_an_unknown_key_is_refused(self) -> None:
        from notes.settings import load

        with self.assertRaisesRegex(ValueError, "unknown setting: pages"):
            load("pages: 5")


@unittest.skipIf(missing("flask"), "flask is not installed")
class WebTest(unittest.TestCase):
    def test_the_index_can_be_narrowed_to_a_tag(self) -> None:
        from notes.web import create_app

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "notes.json"
            path.write_text(json.dumps([
                {"title": "one", "body": "", "tags": ["work"]},
                {"title": "two", "body": "", "tags": []},
            ]))
            page = create_app(path).test_client().get("/?tag=work").get_data(as_text=True)
        self.assertIn("one", page)
        self.assertNotIn("two", page)


@unittest.skipIf(missing("PIL"), "Pillow is not installed")
class ThumbnailTest(unittest.TestCase):
    def test_the_longer_edge_is_bounded(self) -> None:
        from PIL import Image

        from notes.thumbnails import thumbnail

        out = BytesIO()
        Image.new("RGB", (400, 200)).save(out, format="PNG")
        with Image.open(BytesIO(thumbnail(out.getvalue(), 100))) as small:
            self.assertEqual(small.size, (100, 50))


if __name__ == "__main__":
    unittest.main()
