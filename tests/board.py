"""A working folder with one account, ``board``, at a fake robot, and a post beside it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.mastodon import TOKEN, MastodonFake
from tests.fakes.wechat import ROBOT, WeChat

POST = "# 最后一个转接头\n\n## 发生了什么\n所有新手机都用上了同一种充电口。🎉\n"


def at_home(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """*folder* is where the process works, and where everything of the user's is."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("XDG_DATA_HOME", str(folder / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder / "config"))


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MastodonFake]:
    """The same with an account, ``town``, where what stands may be edited and deleted."""
    with MastodonFake() as fake:
        at_home(tmp_path, monkeypatch)
        monkeypatch.setenv("MASTODON_ACCESS_TOKEN", TOKEN)
        monkeypatch.setenv("CROSSPOST_TRUST", str(tmp_path))
        settings = f'[accounts.town]\nchannel = "mastodon"\napi = "{fake.url}"\n'
        Path("crosspost.toml").write_text(settings, encoding="utf-8")
        yield fake


@pytest.fixture
def robot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WeChat]:
    """A fake robot, an account for it, and a post, in an empty working folder."""
    with WeChat() as fake:
        at_home(tmp_path, monkeypatch)
        monkeypatch.setenv("WECOM_WEBHOOK_KEY", ROBOT)
        settings = f'[accounts.board]\nchannel = "wecom"\napi = "{fake.url}"\n'
        Path("crosspost.toml").write_text(settings, encoding="utf-8")
        Path("post.md").write_text(POST, encoding="utf-8")
        yield fake
