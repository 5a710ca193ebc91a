"""``crosspost watch``: each entry once for each account, by its rule, over restarts and kills."""

import gc
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Literal
from unittest.mock import patch

import pytest

from crosspost import cli, ledger, watching
from crosspost.errors import CrosspostError
from crosspost.ledger import approvals
from crosspost.model.post import Post
from crosspost.model.receipts import Failure, Problem
from crosspost.publishing import PublishResult
from crosspost.watching import entry_post
from crosspost.watching.feeds import SourceEntry
from tests.fakes.mastodon import MastodonFake
from tests.watching.conftest import FeedServer, Watching, rss, statuses

OLD = ("1", "旧文", "早就发过了。")
NEW = ("2", "新文 🎉", "今天写的 *一篇*。")


def approve(approval: str, *, yes: bool = True) -> None:
    with ledger.open_ledger() as opened:
        approvals.decide(opened, approval, approved=yes)


def asked(said: str) -> str:
    found = re.search(r"sha256:\S+", said)
    assert found, said
    return found[0]


def test_the_old_are_seen_and_the_new_are_sent_or_asked_about_once(
    fedi: MastodonFake, feed: FeedServer, watch: Watching
):
    feed.body = rss(OLD)
    code, out, err = watch(feed.url)
    assert (code, err) == (0, "")
    assert out.count("1 entry there already counts as seen") == 2
    assert statuses(fedi) == []

    feed.body = rss(NEW, OLD)
    code, out, err = watch(feed.url)
    assert (code, err) == (0, "")
    assert statuses(fedi) == ["新文 🎉\n\n今天写的 *一篇*。\n\n原文 https://blog.example/2"]
    approval = asked(out)

    assert watch(feed.url) == (0, "", ""), "an answer is waited for without a word"
    approve(approval)
    code, out, err = watch(feed.url)
    assert (code, out.count(": sent: http"), err) == (0, 1, "")
    assert watch(feed.url) == (0, "", "")
    assert len(statuses(fedi)) == 1, "both lead to one account, which has it already"


def test_a_no_is_a_no(fedi: MastodonFake, feed: FeedServer, watch: Watching):
    feed.body = rss(NEW)
    _, out, _ = watch(feed.url, "--to", "asks", "--include-old")
    approve(asked(out), yes=False)
    assert "you said no" in watch(feed.url, "--to", "asks")[1]
    assert watch(feed.url, "--to", "asks") == (0, "", "")
    assert statuses(fedi) == []


def test_crosspost_approve_lists_it(
    feed: FeedServer, watch: Watching, capsys: pytest.CaptureFixture[str]
):
    feed.body = rss(NEW)
    _, out, _ = watch(feed.url, "--to", "asks", "--include-old")
    capsys.readouterr()
    assert cli.run(["approve"]) == 0
    listed = capsys.readouterr().out
    assert asked(out) in listed
    assert "新文 🎉" in listed


def test_edited_entries_are_told_once_and_not_sent_again(
    fedi: MastodonFake, feed: FeedServer, watch: Watching
):
    feed.body = rss(NEW)
    watch(feed.url, "--to", "sends", "--include-old")
    feed.body = rss((NEW[0], NEW[1], "改过的一篇。"))
    code, out, err = watch(feed.url, "--to", "sends")
    assert (code, err) == (0, "")
    assert "was edited since it was taken" in out
    assert watch(feed.url, "--to", "sends") == (0, "", "")
    assert len(statuses(fedi)) == 1


def test_an_account_that_comes_later_begins_there(
    fedi: MastodonFake, feed: FeedServer, watch: Watching
):
    """What another account has taken is not what this one has seen, nor the other way round."""
    feed.body, feed.etag = rss(OLD), '"a"'
    watch(feed.url, "--to", "asks")
    _, out, _ = watch(feed.url, "--to", "sends")
    assert "counts as seen" in out
    assert "if-none-match" not in feed.asked[-1]
    feed.body, feed.etag = rss(NEW, OLD), '"b"'
    watch(feed.url, "--to", "asks")
    watch(feed.url, "--to", "sends")
    assert len(statuses(fedi)) == 1


KILLED_AT = {
    "taken, nothing done": "crosspost.watching.publish",
    "sent, not written down": "crosspost.watching.change",
    "before it was asked": "crosspost.ledger.approvals.ask",
}


@pytest.mark.parametrize("moment", KILLED_AT)
def test_a_killed_round_is_gone_on_with(
    moment: str, fedi: MastodonFake, feed: FeedServer, watch: Watching
):
    """Whatever was said about the entry meanwhile: what was taken is what is sent, once."""
    feed.body = rss(OLD)
    watch(feed.url)
    feed.body = rss(NEW, OLD)
    account = "asks" if "asked" in moment else "sends"
    with patch(KILLED_AT[moment], side_effect=SystemExit(9)), pytest.raises(SystemExit):
        watch(feed.url, "--to", account)
    feed.body = rss((NEW[0], "换了标题", "换了正文。"), OLD)
    code, out, _ = watch(feed.url, "--to", account)
    assert code == 0
    if account == "asks":
        approve(asked(out))
        watch(feed.url, "--to", account)
    watch(feed.url, "--to", account)
    assert statuses(fedi) == ["新文 🎉\n\n今天写的 *一篇*。\n\n原文 https://blog.example/2"]


@pytest.mark.parametrize("outcome", ["unknown", "later"])
def test_what_is_not_known_or_not_sent_is_gone_on_with(
    outcome: Literal["unknown", "later"], fedi: MastodonFake, feed: FeedServer, watch: Watching
):
    """`publish` looks first, and sends the rest; it is told once as long as it stays so."""
    feed.body = rss(NEW)
    problem = Problem.of(CrosspostError("web.unreadable"))
    failure = Failure(
        channel="mastodon",
        account="sends",
        digest="",
        index=1,
        run=0,
        outcome=outcome,
        problem=problem,
    )
    result = PublishResult(channel="mastodon", account="sends", digest="", failure=failure)
    with patch("crosspost.watching.publish", return_value=[result]):
        code, out, _ = watch(feed.url, "--to", "sends", "--include-old")
    assert code == 1
    assert ("nobody knows" if outcome == "unknown" else "tries again") in out
    assert statuses(fedi) == []
    assert watch(feed.url, "--to", "sends")[0] == 0
    assert watch(feed.url, "--to", "sends") == (0, "", "")
    assert len(statuses(fedi)) == 1


def test_only_what_changed_is_asked_for(feed: FeedServer, watch: Watching):
    feed.body, feed.etag = rss(OLD), 'W/"1"'
    feed.headers = {"last-modified": "Tue, 24 Nov 2026 08:00:00 GMT"}
    watch(feed.url)
    assert watch(feed.url) == (0, "", "")
    assert feed.asked[-1]["if-none-match"] == 'W/"1"'
    assert feed.asked[-1]["if-modified-since"] == "Tue, 24 Nov 2026 08:00:00 GMT"


def test_a_feed_that_was_not_taken_whole_is_asked_for_whole(
    fedi: MastodonFake, feed: FeedServer, watch: Watching
):
    """Else a 304 would hide what is left."""
    feed.body = rss(OLD)
    watch(feed.url, "--to", "sends")
    new = [(str(n), f"第 {n} 篇", f"第 {n} 篇的正文。") for n in range(30, 10, -1)]
    feed.body, feed.etag = rss(*new, OLD), '"many"'
    with patch.object(watching, "MOST_NEW", 15):
        watch(feed.url, "--to", "sends")
        assert len(statuses(fedi)) == 15
        watch(feed.url, "--to", "sends")
    assert len(statuses(fedi)) == 20
    assert "第 11 篇" in statuses(fedi)[0], "the oldest first"
    watch(feed.url, "--to", "sends")
    assert feed.asked[-1]["if-none-match"] == '"many"'


def test_a_server_that_wants_to_be_left_alone_is(feed: FeedServer, watch: Watching):
    feed.body = rss(OLD)
    watch(feed.url)
    feed.status, feed.headers = 429, {"retry-after": "3600"}
    code, _, err = watch(feed.url)
    assert code == 1
    assert "3600 s" in err
    before = len(feed.asked)
    code, _, err = watch(feed.url)
    assert (code, len(feed.asked)) == (1, before)


WRONG = {
    "gone": (410, b"", "watch.gone"),
    "error": (500, b"", "watch.cannot-fetch"),
    "page": (200, b'<html><link rel="alternate" type="application/rss+xml" href="/rss"></html>', "its feed is"),
    "words": (200, b"hello", "this is no feed"),
    "json": (200, b'{"a": 1}', "this is no feed"),
    "list": (200, b'{"version": "https://jsonfeed.org/version/1.1", "items": 3}', "this is no feed"),
    "empty": (200, b"", "this is no feed"),
    "broken": (200, rss(OLD)[:-60], "not well-formed"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_what_is_no_feed_is_told(what: str, feed: FeedServer, watch: Watching):
    feed.status, feed.body, said = WRONG[what]
    code, _, err = watch(feed.url)
    assert code == 1
    if said.startswith("watch."):
        assert err
    else:
        assert said in err


def test_a_bomb_of_entities_is_none(feed: FeedServer, watch: Watching):
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 7))
    feed.body = (
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">{laughs}]>'.encode()
        + rss(("1", "&l6;", "&l6;"))[21:]
    )
    code, _, _ = watch(feed.url)
    assert code in {0, 1}


def test_too_much_is_refused(feed: FeedServer, watch: Watching):
    feed.body = rss(OLD) + b" " * 3000
    with patch("crosspost.watching.polling.LARGEST", 2000):
        code, _, err = watch(feed.url)
    assert code == 1
    assert "larger than 2,000 bytes" in err


def test_this_machine_is_not_asked_unless_allowed(
    feed: FeedServer, watch: Watching, capsys: pytest.CaptureFixture[str]
):
    del watch
    assert cli.run(["watch", feed.url, "--once"]) == 1
    assert "--allow-private" in capsys.readouterr().err
    assert feed.asked == []


def test_a_feed_sends_no_file_of_ours(
    fedi: MastodonFake, feed: FeedServer, watch: Watching, tmp_path: Path
):
    (tmp_path / "secret.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    images = "".join(
        f'<img src="{where}">'
        for where in ("secret.png", str(tmp_path / "secret.png"), f"file://{tmp_path}/secret.png")
    )
    feed.body = rss(("9", "题", f"<![CDATA[<p>文</p>{images}]]>"))
    watch(feed.url, "--to", "sends", "--include-old")
    assert not fedi.media


RULES = {
    'watch_text = "新文章：{title} {link}"': "新文章：新文 🎉 https://blog.example/2",
    'watch_text = """\n{title}\n\n{content}\n\n{tags}"""': "新文 🎉\n\n今天写的 *一篇*。\n\n原文 https://blog.example/2",
    'watch_text = "{author}\\n\\n{feed}：{title}"': "博客：新文 🎉\n\n原文 https://blog.example/2",
}


@pytest.mark.parametrize("rule", RULES)
def test_an_account_has_a_template(
    rule: str, fedi: MastodonFake, feed: FeedServer, watch: Watching, tmp_path: Path
):
    config = tmp_path / "crosspost.toml"
    config.write_text(config.read_text("utf-8") + rule + "\n", "utf-8")
    feed.body = rss(NEW)
    assert watch(feed.url, "--to", "sends", "--include-old")[0] == 0
    assert statuses(fedi) == [RULES[rule]]


WRONG_RULES = {
    'watch_text = "{titel}"': "no field {titel}",
    'watch_text = "See: {summary}"': "on a line of its own",
    "watch_text = 3": "not a text",
}


@pytest.mark.parametrize("rule", WRONG_RULES)
def test_a_template_that_cannot_be_is_an_error(
    rule: str, feed: FeedServer, watch: Watching, tmp_path: Path
):
    config = tmp_path / "crosspost.toml"
    config.write_text(config.read_text("utf-8") + rule + "\n", "utf-8")
    code, _, err = watch(feed.url)
    assert code == 1
    assert WRONG_RULES[rule] in err
    assert feed.asked == []


def settled(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    os.utime(path, (1_700_000_000, 1_700_000_000))


def test_a_folder_is_a_source(fedi: MastodonFake, watch: Watching, tmp_path: Path):
    posts = tmp_path / "posts"
    settled(posts / "old.md", "# 旧\n\n旧文。\n")
    assert "counts as seen" in watch("posts", "--to", "sends")[1]
    settled(posts / "new.md", "# 新\n\n新文。🎉\n")
    settled(posts / "later.md", "---\ndraft: true\n---\n# 未完\n\n还没写完。\n")
    code, out, err = watch("posts", "--to", "sends")
    assert (code, err) == (0, "")
    assert "new.md" in out
    settled(posts / "later.md", "# 写完\n\n写完了。\n")
    settled(posts / "new.md", "# 新\n\n新文，改过。\n")
    _, out, _ = watch("posts", "--to", "sends")
    assert "new.md: was edited" in out
    assert statuses(fedi) == ["新\n\n新文。🎉", "写完\n\n写完了。"]


def test_a_file_that_cannot_be_read_is_told_and_tried_again(
    fedi: MastodonFake, watch: Watching, tmp_path: Path
):
    posts = tmp_path / "posts"
    settled(posts / "old.md", "# 旧\n\n旧文。\n")
    watch("posts", "--to", "sends")
    settled(posts / "bad.yaml", "title: [\n")
    settled(posts / "good.md", "# 好\n\n好文。\n")
    code, _, err = watch("posts", "--to", "sends")
    assert (code, statuses(fedi)) == (1, ["好\n\n好文。"])
    assert "bad.yaml" in err
    settled(posts / "bad.yaml", "title: {zh: 修好}\nhappened: {zh: 修好了。}\n")
    assert watch("posts", "--to", "sends")[0] == 0
    assert len(statuses(fedi)) == 2


@pytest.mark.parametrize("account", ["sends", "asks"])
def test_what_an_entry_loses_is_told_when_it_is_taken(
    account: str, fedi: MastodonFake, watch: Watching, tmp_path: Path
):
    del fedi
    settled(tmp_path / "posts" / "a.md", "# 题\n\n文。\n\n[x](javascript:alert(1))\n")
    code, out, err = watch("posts", "--to", account, "--include-old")
    assert (code, out.count("\n")) == (0, 1)
    assert f"a.md: {account}: warning" in err
    assert "javascript:alert(1)" in err
    assert watch("posts", "--to", account)[2] == "", "once"


def test_a_damaged_row_is_told_and_in_no_other_s_way(
    fedi: MastodonFake, watch: Watching, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    for name in ("一", "二", "三"):
        settled(tmp_path / "posts" / f"{name}.md", f"# {name}\n\n文{name}。\n")
    first, second, third = re.findall(
        r"sha256:\S+", watch("posts", "--to", "asks", "--include-old")[1]
    )
    with ledger.open_ledger() as opened, opened.writing() as connection:
        for table, column, where in (("feed_entry", "post", first), ("approval", "draft", second)):
            damage = f"UPDATE crosspost_{table} SET {column} = '{{' WHERE approval = '{where}'"  # noqa: S608
            connection.exec_driver_sql(damage)
    approve(first)
    approve(third)
    code, out, _ = watch("posts", "--to", "asks")
    assert (code, out.count("damaged"), len(statuses(fedi))) == (1, 1, 1)
    assert watch("posts", "--to", "asks") == (0, "", ""), "once"
    assert cli.run(["approve"]) == 0
    assert f"crosspost approve {second} --no" in capsys.readouterr().err
    assert cli.run(["approve", second]) == 1
    assert "damaged" in capsys.readouterr().err
    assert cli.run(["approve", second, "--no"]) == 0
    assert "you said no" in watch("posts", "--to", "asks")[1]


def test_only_a_folder_s_own_files_are_its_posts(
    fedi: MastodonFake, watch: Watching, tmp_path: Path
):
    (tmp_path / "diary.md").write_text("# 日记\n\n不给人看。\n", "utf-8")
    settled(tmp_path / "posts" / "good.md", "# 好\n\n好文。\n")
    (tmp_path / "posts" / "link.md").symlink_to("../diary.md")
    os.mkfifo(tmp_path / "posts" / "pipe.md")
    time.sleep(1.1)
    code, _, err = watch("posts", "--to", "sends", "--include-old")
    assert (code, statuses(fedi)) == (1, ["好\n\n好文。"])
    assert [name for name in ("link.md", "pipe.md") if name in err] == ["link.md", "pipe.md"]


def test_a_mistake_of_ours_in_one_entry_holds_up_no_other(
    fedi: MastodonFake, feed: FeedServer, watch: Watching
):
    def post_of(entry: SourceEntry, template: str) -> tuple[Post, Path | None]:
        if entry.id == "1":
            raise ZeroDivisionError
        return entry_post.post_of(entry, template)

    feed.body = rss(NEW, OLD)
    with patch.object(watching, "post_of", post_of):
        code, _, err = watch(feed.url, "--to", "sends", "--include-old")
    assert (code, len(statuses(fedi))) == (1, 1)
    assert "a mistake in crosspost itself (ZeroDivisionError)" in err
    assert "Traceback" not in err
    assert watch(feed.url, "--to", "sends")[0] == 0
    assert len(statuses(fedi)) == 2, "it was not given up"


def test_a_feed_that_is_read_for_ever_is_given_up(feed: FeedServer, watch: Watching):
    feed.body = rss(OLD) + b"<a>" * 200_000
    gc.disable()  # what is raised while it runs is dropped, and is raised again only later
    try:
        with patch("crosspost.watching.polling.WORK", 0.2):
            code, _, err = watch(feed.url)
    finally:
        gc.enable()
    assert code == 1
    assert "not read within" in err


def test_a_title_moves_no_cursor(feed: FeedServer, watch: Watching):
    feed.body = rss(("3", "\u202e题&#x85;", "文"))
    out = watch(feed.url, "--to", "asks", "--include-old")[1]
    assert "\\u202e" in out
    assert not {"\u202e", "\x85"} & set(out)


def test_an_untrusted_file_cannot_have_things_sent(
    feed: FeedServer, watch: Watching, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("CROSSPOST_TRUST")
    code, _, err = watch(feed.url)
    assert code == 1
    assert "crosspost trust" in err
    assert feed.asked == []


@pytest.mark.slow
def test_a_process_that_is_killed_while_it_sends(
    fedi: MastodonFake, feed: FeedServer, watch: Watching, tmp_path: Path
):
    """With ``kill -9``, after the message was taken and before that was written down."""
    feed.body = rss(OLD)
    watch(feed.url, "--to", "sends")
    feed.body = rss(NEW, OLD)
    fedi.delay = 1
    words = ["watch", feed.url, "--to", "sends", "--allow-private"]
    process = subprocess.Popen([sys.executable, "-m", "crosspost", *words], cwd=tmp_path)
    while not fedi.posts:
        assert process.poll() is None
        time.sleep(0.01)
    process.kill()
    process.wait()
    fedi.delay = 0
    assert watch(feed.url, "--to", "sends")[0] == 0
    assert watch(feed.url, "--to", "sends") == (0, "", "")
    assert len(statuses(fedi)) == 1
