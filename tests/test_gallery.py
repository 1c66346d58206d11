"""The pictures in README and docs show what the code draws today."""

import io

import numpy as np
import pytest
from PIL import Image

from cqdata import catalog, gallery
from cqdata.errors import DataError

FOLDER = catalog.home() / "docs" / "gallery"


@pytest.fixture(scope="module")
def drawn():
    return gallery.pictures(catalog.home())


def pixels(content: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(content)).convert("L"), dtype=float)


def test_every_picture_is_kept_and_none_is_left_over(drawn):
    assert {path.name for path in FOLDER.glob("*.png")} == set(drawn)


def test_the_kept_pictures_are_those_drawn_now(drawn):
    for name, content in drawn.items():
        kept = (FOLDER / name).read_bytes()
        now, then = pixels(content), pixels(kept)
        assert now.shape == then.shape, name
        # Another processor may round a curve differently; another number or word changes far more.
        assert (np.abs(now - then) > 64).mean() < 5e-4, f"{name}: run `python -m cqdata refresh`"


def test_a_changed_number_would_be_seen(drawn):
    name = "rd_spending_path-en.png"
    now = pixels(drawn[name])
    other = now.copy()
    other[60:110, 330:420] = 255  # the number in the title, wiped out
    assert (np.abs(now - other) > 64).mean() > 5e-4


def test_a_page_that_shows_what_no_notebook_publishes_is_noticed(home):
    (home / "README.md").write_text("![x](docs/gallery/nothing-en.png)\n", encoding="utf-8")
    with pytest.raises(DataError, match="the chart nothing"):
        gallery.pictures(home)
