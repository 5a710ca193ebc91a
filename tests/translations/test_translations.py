"""Every text exists in every language, with the same values in it."""

import re
from pathlib import Path

import pytest

from crosspost import translations

ROOMS = sorted(path.stem for path in Path(translations.__file__).parent.glob("*.toml"))


@pytest.mark.parametrize("room", ROOMS)
def test_each_text_is_there_in_each_language_with_the_same_values(room):
    texts = translations.texts(room)
    assert set(texts) == set(translations.LANGUAGES)
    assert texts["en"].keys() == texts["zh"].keys()
    for key, english in texts["en"].items():
        named = {
            name
            for name in re.findall(r"\{(\w+)", english)
            if f"{{{name}:" not in english or f"{{{name}}}" in english
        }
        chinese = set(re.findall(r"\{(\w+)", texts["zh"][key]))
        assert named <= chinese <= set(re.findall(r"\{(\w+)", english)), key
