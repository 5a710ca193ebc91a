"""Records are read by many threads at once, a type that none of them has met before, too."""

import subprocess
import sys

import pytest

from crosspost import Post, render
from crosspost.model.findings import PostPath, finding
from crosspost.model.post import Source
from tests.transcripts import ROOT

READ = """
import threading
from crosspost.registry import load_channel
from crosspost.model.draft import Draft
from crosspost._record import decoded
barrier = threading.Barrier(16)
TEXT = '{"channel":"x","account":"中文号","languages":[],"digest":"","messages":[],"findings":[]}'
def read(name):
    barrier.wait()
    decoded(TEXT, Draft)
    load_channel(name)
names = ["x", "telegram", "wechat-article", "mastodon"] * 4
threads = [threading.Thread(target=read, args=(name,)) for name in names]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""


def test_threads_that_meet_a_type_at_once_do_not_crash_the_process():
    """msgspec alone ends with a segmentation fault here, one time in a few."""
    for _ in range(8):
        subprocess.run([sys.executable, "-c", READ], check=True, cwd=ROOT / "src")


def test_records_without_a_table_have_a_hash_that_goes_by_their_fields():
    for one, same, other in (
        (Source(ssrn="1"), Source(ssrn="1"), Source(ssrn="2")),
        (PostPath(path=("标题",)), PostPath(path=("标题",)), PostPath()),
        (finding("media.no-alt", PostPath()),) * 2 + (finding("post.empty", PostPath()),),
    ):
        assert len({one, same, other}) == 2


def test_records_with_a_table_have_none():
    post = Post(title={"zh": "芯片之战"})
    for one in (post, render(post, "x")):
        with pytest.raises(TypeError, match="unhashable"):
            hash(one)
