"""A working folder with one account, ``board``, at a fake robot, and a post beside it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.wechat import ROBOT, WeChat

POST = "# 最后一个转接头\n\n## 发生了什么\n所有新手机都用上了同一种充电口。🎉\n"


@pytest.fixture
def robot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WeChat]:
    """A fake robot, an account for it, and a post, in an empty working folder."""
    with WeChat() as fake:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
        monkeypatch.setenv("WECOM_WEBHOOK_KEY", ROBOT)
        settings = f'[accounts.board]\nchannel = "wecom"\napi = "{fake.url}"\n'
        Path("crosspost.toml").write_text(settings, encoding="utf-8")
        Path("post.md").write_text(POST, encoding="utf-8")
        yield fake
