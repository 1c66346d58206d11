"""The pictures in README and docs show what the code draws today."""

import io

import numpy as np
import pytest
from PIL import Image

from cqdata import catalog
from cqdata.stories import gallery

FOLDER = catalog.home() / "docs" / "gallery"


@pytest.fixture(scope="module")
def drawn():
    return gallery.pictures()


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


def test_readme_and_docs_show_only_kept_pictures():
    home = catalog.home()
    for page in ("README.md", "README.zh-CN.md", "docs/gallery.md"):
        text = (home / page).read_text(encoding="utf-8")
        for name in gallery.PICTURES:
            if page == "docs/gallery.md":
                assert f"gallery/{name}-zh.png" in text
                assert f"gallery/{name}-en.png" in text
        for part in text.split("gallery/")[1:]:
            file = part.split(")")[0]
            assert (FOLDER / file).is_file() or not file.endswith(".png"), file
