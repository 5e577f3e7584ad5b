import tempfile
import unittest
from pathlib import Path

from notes.store import Store, tagged


class StoreTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.store = Store(Path(folder.name) / "notes.json")

    def test_a_missing_file_is_an_empty_list(self) -> None:
        self.assertEqual(self.store.all(), [])

    def test_what_was_added_comes_back(self) -> None:
        note = tagged("Café", "“quoted”", ["b", "A "])
        self.store.add(note)
        self.assertEqual(self.store.all(), [note])

    def test_tags_have_one_spelling(self) -> None:
        self.assertEqual(tagged("t", "", [" Go", "go", ""]).tags, ("go",))

    def test_a_tag_is_found_whatever_its_case(self) -> None:
        self.store.add(tagged("one", "", ["Work"]))
        self.store.add(tagged("two", "", ["home"]))
        self.assertEqual([note.title for note in self.store.with_tag("WORK")], ["one"])

    def test_a_broken_file_is_an_error(self) -> None:
        self.store._path.write_text("{", encoding="utf-8")
        with self.assertRaises(ValueError):
            self.store.all()


if __name__ == "__main__":
    unittest.main()
