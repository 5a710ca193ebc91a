"""A yes is for these words in this place with these pictures; whatever was changed since is refused."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from crosspost import cli, configuration, publish, read, render, schedule
from crosspost.desk.approval import approval
from crosspost.desk.publish_actions import Publication
from crosspost.desk.targets import Shown, View, targets
from crosspost.errors import Rejected
from crosspost.preview import with_approval
from crosspost.testing.server import Answer, Fake, Request
from crosspost.translations import texts
from tests.fakes.telegram import CHANNEL, TOKEN, TelegramFake

POSTS = {
    "en": "# The last adapter\n\n![a port](port.png)\n\nEvery new phone charges through one port.\n",
    "zh": "# 最后一个转接头\n\n![充电口](port.png)\n\n所有新手机都用上了同一种充电口。\n",
}
Say = Callable[..., tuple[int, str, str]]


@pytest.fixture
def telegram(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TelegramFake]:
    """A fake Telegram, a channel there, and both posts, each with a picture."""
    with TelegramFake() as fake:
        monkeypatch.chdir(tmp_path)
        for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "CROSSPOST_TRUST"):
            monkeypatch.setenv(name, str(tmp_path))
        monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
        for language, post in POSTS.items():
            Path(f"{language}.md").write_text(post, encoding="utf-8")
        paint("red")
        leads(fake)
        yield fake


def leads(fake: TelegramFake, chat: str = "@kuajie", more: str = "") -> None:
    """The account leads to *chat*."""
    Path("crosspost.toml").write_text(
        f'[accounts.news]\nchannel = "telegram"\nlanguages = ["en", "zh"]\napi = "{fake.url}"\n'
        f'chat = "{chat}"\n{more}',
        encoding="utf-8",
    )


def paint(colour: str) -> None:
    Image.new("RGB", (40, 30), colour).save("port.png")


@pytest.fixture
def say(telegram: TelegramFake, capsys: pytest.CaptureFixture[str]) -> Say:
    """A command: its exit code, standard output, standard error."""
    del telegram

    def said(*words: str) -> tuple[int, str, str]:
        code = cli.run([*words])
        out, err = capsys.readouterr()
        return code, out, err

    return said


def previewed(say: Say, post: str, *words: str) -> str:
    """What a person who looked at *post* says yes to."""
    code, out, _ = say("preview", post, "--to", "news", "--format", "json", *words)
    assert code == 0
    return str(json.loads(out)["drafts"][0]["approval"])


CHANGES: dict[str, Callable[[TelegramFake], object]] = {
    "another chat": lambda fake: leads(fake, "@real"),
    "another topic": lambda fake: leads(fake, more='topic = "7"\n'),
    "another picture of the same name": lambda _: paint("blue"),
}


@pytest.mark.parametrize("language", POSTS)
def test_what_is_as_it_was_goes_out(telegram: TelegramFake, say: Say, language: str):
    yes = previewed(say, f"{language}.md")
    assert yes in say("preview", f"{language}.md", "--format", "text")[1], "what a person copies"
    assert say("publish", f"{language}.md", "--approved", yes)[0] == 0
    assert len(telegram.posts) == 1
    code, out, _ = say("publish", f"{language}.md", "--approved", yes)
    assert (code, len(telegram.posts)) == (0, 1)
    assert "sent before" in out or "nothing was sent" in out


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("language", POSTS)
@pytest.mark.fault(
    "another picture, chat or topic since the yes to it",
    "refused before the first call",
)
def test_what_was_changed_since_is_refused(
    telegram: TelegramFake, say: Say, language: str, change: str
):
    post = f"{language}.md"
    yes = previewed(say, post)
    CHANGES[change](telegram)
    code, _, err = say("publish", post, "--approved", yes)
    assert (code, telegram.posts) == (1, [])
    assert "approved for another place, or with another picture" in err
    words = ["--at", "tomorrow 9:00", "--tz", "UTC", "--yes"]
    code, _, err = say("schedule", post, *words, "--approved", yes)
    assert code == 1
    assert "approved for another place, or with another picture" in err
    anew = previewed(say, post)
    assert anew.partition("+")[0] == yes.partition("+")[0], "the words are the same"
    assert say("schedule", post, *words, "--approved", anew)[0] == 0


def test_the_words_alone_are_no_yes(telegram: TelegramFake, say: Say):
    words = previewed(say, "zh.md").partition("+")[0]
    code, _, err = say("publish", "zh.md", "--approved", words)
    assert (code, telegram.posts) == (1, [])
    assert "@kuajie" in err


class Pictures(Fake):
    """A server that shows whatever `port.png` holds."""

    def answer(self, request: Request) -> Answer:
        del request
        return Answer(Path("port.png").read_bytes(), headers={"content-type": "image/png"})


def test_a_picture_at_an_address_is_looked_at_by_a_rehearsal(telegram: TelegramFake, say: Say):
    """`preview` asks no network, so that it cannot say what is there."""
    with Pictures() as web:
        leads(telegram, more=f'pictures_from = ["{web.url}"]\n')
        Path("zh.md").write_text(POSTS["zh"].replace("port.png", f"{web.url}/a.png"), "utf-8")
        code, out, _ = say("preview", "zh.md", "--to", "news", "--format", "json")
        draft = json.loads(out)["drafts"][0]
        assert (code, "approval" in draft, web.requests) == (0, False, [])
        assert say("publish", "zh.md", "--approved", draft["digest"])[0] == 1
        _, out, _ = say("publish", "zh.md", "--to", "news", "--dry-run", "--format", "json")
        yes = json.loads(out)["drafts"][0]["approval"]
        paint("blue")
        assert say("publish", "zh.md", "--approved", yes)[0] == 1
        assert telegram.posts == []
        paint("red")
        assert say("publish", "zh.md", "--approved", yes)[0] == 0
        assert len(telegram.posts) == 1
    code, _, err = say("publish", "en.md", "--dry-run")
    assert code == 0, err
    code, _, err = say("publish", "zh.md", "--dry-run")
    assert code == 1, "nobody can say what is there now"
    assert "a.png" in err


@pytest.mark.fault(
    "somebody else is signed in since the yes to it",
    "refused before the first call, until somebody has looked",
)
def test_whoever_was_signed_in_there_is_still_to_be(
    telegram: TelegramFake, say: Say, monkeypatch: pytest.MonkeyPatch
):
    assert say("publish", "en.md", "--yes")[0] == 0
    yes = previewed(say, "zh.md")
    monkeypatch.setitem(CHANNEL, "id", -1007777777777)
    code, _, err = say("publish", "zh.md", "--approved", yes)
    assert (code, len(telegram.posts)) == (1, 1)
    assert "crosspost accounts check news" in err
    code, _, err = say("accounts", "check", "news")
    assert code == 0
    assert "somebody else" in err
    assert say("publish", "zh.md", "--approved", yes)[0] == 0
    assert len(telegram.posts) == 2


@pytest.mark.parametrize("change", [name for name in CHANGES if "picture" in name])
def test_the_desk_sends_the_pictures_that_were_looked_at(telegram: TelegramFake, change: str):
    settings, post = configuration.read(), read("zh.md")
    target = next(one for one in targets(settings) if one.own and one.account)
    assert target.account
    shown = Shown(target=target, draft=render(post, target.account))
    made = approval(View(text="", post=post, shown=(shown,)), settings, Path(), "zh")
    [asked] = made.asked
    assert asked.sendable
    publication = Publication(post, [asked.draft], lambda: None)
    CHANGES[change](telegram)
    publication.run(settings, Path())
    assert telegram.posts == []
    assert "another picture" in publication.shown(texts("desk")["en"])


def test_programs_say_yes_in_the_same_words(telegram: TelegramFake):
    there = configuration.read().destination("news")
    post = read("zh.md")
    draft = with_approval(render(post, there.account), there.place, Path())
    assert draft.approval
    paint("blue")
    [refused] = publish(post, "news", drafts=[draft], approved=draft.approval)
    assert refused.failure
    with pytest.raises(Rejected, match="another picture"):
        schedule(post, "news", "tomorrow 9:00", drafts=[draft], approved=draft.approval)
    paint("red")
    [sent] = publish(post, "news", drafts=[draft], approved=draft.approval)
    assert sent.delivered
    assert len(telegram.posts) == 1
