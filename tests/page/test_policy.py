"""The policy in the page: nothing of others runs or loads, and nothing of the page is stopped."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from crosspost.preview.as_html import policy
from tests.page.conftest import FEW, POSTS, Opened, drafts_of

pytestmark = pytest.mark.browser

INTRUDERS = {
    "script": "const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s)",
    "handler": "document.body.setAttribute('onclick', 'window.ran = 1'); document.body.click()",
    "style": "document.body.setAttribute('style', 'color: rgb(1, 2, 3)'); window.ran = getComputedStyle(document.body).color === 'rgb(1, 2, 3)' || undefined",
    "picture": "const i = new Image(); i.onload = () => { window.ran = 1 }; i.src = 'ADDRESS'",
    "fetch": "fetch('ADDRESS').then(() => { window.ran = 1 }, () => 0)",
    "frame": "const f = document.createElement('iframe'); f.srcdoc = '<script>parent.ran = 1</script>'; document.body.append(f)",
}


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine that any page could reach, and what it was asked for."""
    asked: list[str] = []

    class Noting(BaseHTTPRequestHandler):
        def handle(self) -> None:
            asked.append(self.client_address[0])

    with ThreadingHTTPServer(("127.0.0.1", 0), Noting) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", asked
        server.shutdown()


@pytest.mark.parametrize("intruder", INTRUDERS.values(), ids=INTRUDERS)
@pytest.mark.parametrize("policed", [True, False], ids=["stopped", "without the policy"])
def test_nothing_else_runs_or_loads(intruder: str, policed: bool, listener, opened: Opened):
    """Each would have an effect if it were not for the policy."""
    address, asked = listener
    view = opened(drafts_of(POSTS[0])[:1], watched=False, bypass_csp=not policed)
    attack = f"() => {{ {intruder.replace('ADDRESS', address)} }}"
    if policed:
        with view.expect_console_message(lambda told: "Content Security Policy" in told.text):
            view.evaluate(attack)
        assert view.evaluate("window.ran === undefined")
        assert not asked
    else:
        view.evaluate(attack)
        while not asked and view.evaluate("window.ran === undefined"):
            view.wait_for_timeout(20)


@pytest.mark.parametrize("path", FEW, ids=lambda path: path.stem)
def test_nothing_of_its_own_is_stopped(path, opened: Opened):
    """The fixture fails on any complaint; an article's styles are there by their hashes."""
    view = opened(drafts_of(path))
    styled = view.evaluate(
        """() => [...document.querySelectorAll(".content [style]")].filter((one) => one.style.length === 0).length"""
    )
    assert styled == 0
    assert view.locator(".content [style]").count() > 10


def test_the_policy_names_no_host_and_lets_nothing_inline_in():
    said = policy(".x {}", ["color:red"])
    assert "http" not in said
    assert "unsafe-inline" not in said
    assert "unsafe-eval" not in said
