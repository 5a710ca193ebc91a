"""Every text exists in every language, with the same values in it."""

import re
from pathlib import Path

import pytest

from crosspost import cli, translations
from tests.examples import EXAMPLES

ROOMS = sorted(path.stem for path in Path(translations.__file__).parent.glob("*.toml"))


@pytest.mark.parametrize("room", ROOMS)
def test_each_text_is_there_in_each_language_with_the_same_values(room):
    texts = translations.texts(room)
    assert set(translations.LANGUAGES) <= set(texts) <= {*translations.LANGUAGES, "zh-Hant"}
    for language in texts:
        assert texts["en"].keys() == texts[language].keys()
    for key, english in texts["en"].items():
        named = {
            name
            for name in re.findall(r"\{(\w+)", english)
            if f"{{{name}:" not in english or f"{{{name}}}" in english
        }
        for language in texts:
            others = set(re.findall(r"\{(\w+)", texts[language][key]))
            assert named <= others <= set(re.findall(r"\{(\w+)", english)), key


def test_the_command_line_speaks_as_it_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    post = str(EXAMPLES[0])
    for arguments, chinese in (
        (["--lang", "zh"], True),
        ([], False),
        (["--lang=en"], False),
    ):
        cli.run([*arguments, "check", post, "--channel", "x"])
        assert bool(re.search("带链接的", capsys.readouterr().out)) is chinese
    assert cli.run(["--lang", "de", "check", post]) == 2
    assert "--lang" in capsys.readouterr().err
