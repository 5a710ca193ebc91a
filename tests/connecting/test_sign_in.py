"""Signing in with a browser, against a server that holds us to RFC 6749, 7636 and 8252."""

import datetime as dt
import json
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from msgspec import structs

from crosspost import registry
from crosspost.connecting import sign_in as sign_in_module
from crosspost.connecting.sign_in import SignIn
from crosspost.errors import ConfigError, Rejected, Retryable
from tests.fakes.authorization import SigningMastodon, SigningX, answer_of, browse

LOST = "http://127.0.0.1:1/callback"


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")


@pytest.fixture
def mastodon():
    with SigningMastodon() as running:
        yield running


@pytest.fixture
def x():
    with SigningX() as running:
        yield running


def at_mastodon(fake):
    return SignIn(registry.load_channel("mastodon"), {"api": fake.url}, {})


def at_x(fake, secret=""):
    spec = registry.load_channel("x")
    assert spec.account.sign_in
    page = f"{fake.url}/i/oauth2/authorize"
    rule = structs.replace(spec.account.sign_in, authorize=page, port=0)
    spec = structs.replace(spec, account=structs.replace(spec.account, sign_in=rule))
    return SignIn(spec, {"api": fake.url}, {"client_id": "app", "client_secret": secret})


def test_mastodon_registers_signs_in_and_gives_a_token(mastodon):
    with at_mastodon(mastodon) as sign_in:
        browse(sign_in.address)
        assert sign_in.wait(5)
        assert sign_in.secrets() == {"access_token": "token-kuajie"}
    (client,) = mastodon.authorization.clients.values()
    assert client.redirect == sign_in.redirect
    assert client.scopes == {"read", "write"}


def test_x_gives_a_refresh_token_and_the_first_token_is_kept(x, tmp_path):
    with at_x(x) as sign_in:
        browse(sign_in.address)
        assert sign_in.wait(5)
        assert sign_in.secrets() == {"client_id": "app", "refresh_token": "refresh-1"}
    (kept,) = (tmp_path / "data").rglob("tokens/*.json")
    assert "token-first" in kept.read_text("utf-8")
    assert kept.stat().st_mode & 0o077 == 0
    assert x.refresh == "refresh-1", "none is spent on the first call"


@pytest.mark.parametrize("lasts", ["永远", None, {}, 1e308, -1, "7200"])
def test_an_odd_lifetime_of_a_token_loses_nothing(x, lasts, tmp_path):
    x.lasts = lasts
    with at_x(x) as sign_in:
        browse(sign_in.address)
        assert sign_in.wait(5)
        assert "refresh-1" in sign_in.secrets().values()
    (kept,) = (tmp_path / "data").rglob("tokens/*.json")
    ends = dt.datetime.fromisoformat(json.loads(kept.read_text("utf-8"))["ends"])
    assert ends <= dt.datetime.now(dt.UTC) + dt.timedelta(days=1)


def test_a_server_that_drips_is_given_up(x, monkeypatch):
    monkeypatch.setattr(sign_in_module, "AS_A_WHOLE", 0.001)
    with at_x(x) as sign_in:
        browse(sign_in.address)
        x.slow = 0.3
        with pytest.raises(Retryable, match="no end of it"):
            sign_in.secrets()


def test_a_confidential_client_says_its_secret_in_the_header():
    with SigningX("秘密 secret:1") as fake, at_x(fake, "秘密 secret:1") as sign_in:
        browse(sign_in.address)
        assert sign_in.wait(5)
        assert sign_in.secrets().keys() == {"client_id", "client_secret", "refresh_token"}


def test_the_page_is_asked_as_the_standards_have_it(mastodon):
    with at_mastodon(mastodon) as sign_in:
        asked = dict(parse_qsl(urlsplit(sign_in.address).query))
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["code_challenge"]) == 43
    assert len(asked["state"]) >= 22
    assert asked["redirect_uri"].startswith("http://127.0.0.1:")


def test_every_sign_in_has_its_own_state_and_verifier(mastodon):
    with at_mastodon(mastodon) as one, at_mastodon(mastodon) as other:
        first, second = (dict(parse_qsl(urlsplit(each.address).query)) for each in (one, other))
        assert first["state"] != second["state"]
        assert first["code_challenge"] != second["code_challenge"]
        assert not one.take(f"{LOST}?code=x&state={second['state']}")


def test_what_comes_without_our_state_is_nobodys_answer(mastodon):
    with at_mastodon(mastodon) as sign_in:
        for said in ("code=evil&state=guessed", "code=evil", "error=access_denied", ""):
            assert httpx.get(f"{sign_in.redirect}?{said}").status_code == 404
        assert httpx.get(sign_in.redirect.replace("callback", "")).status_code == 404
        assert not sign_in.take("http://[不是地址")
        assert not sign_in.wait(0)
        browse(sign_in.address)
        assert sign_in.secrets() == {"access_token": "token-kuajie"}


def test_a_later_answer_changes_nothing(mastodon):
    with at_mastodon(mastodon) as sign_in:
        browse(sign_in.address)
        state = answer_of(sign_in.address)["state"]
        assert sign_in.take(f"{LOST}?code=evil&state={state}")
        assert sign_in.secrets() == {"access_token": "token-kuajie"}


def test_the_address_may_be_pasted_from_another_computer(mastodon):
    with at_mastodon(mastodon) as sign_in:
        led = httpx.get(sign_in.address).headers["location"]
        assert sign_in.take(led)
        assert sign_in.secrets() == {"access_token": "token-kuajie"}


def test_a_no_is_told(mastodon):
    mastodon.authorization.denies = "access_denied"
    with at_mastodon(mastodon) as sign_in:
        browse(sign_in.address)
        with pytest.raises(ConfigError, match="Mastodon did not say yes: access_denied"):
            sign_in.secrets()


def test_a_code_serves_once(mastodon):
    with at_mastodon(mastodon) as sign_in:
        browse(sign_in.address)
        sign_in.secrets()
        with pytest.raises(Rejected, match="invalid_grant"):
            sign_in.secrets()


def test_a_code_that_somebody_saw_is_worth_nothing_to_them(mastodon):
    with at_mastodon(mastodon) as mine, at_mastodon(mastodon) as theirs:
        seen = answer_of(mine.address)["code"]
        state = dict(parse_qsl(urlsplit(theirs.address).query))["state"]
        theirs.take(f"{LOST}?code={seen}&state={state}")
        with pytest.raises(Rejected, match="invalid_grant"):
            theirs.secrets()


def test_a_wrong_client_is_told():
    with SigningX("right") as fake, at_x(fake, "wrong") as sign_in:
        browse(sign_in.address)
        with pytest.raises(Rejected, match="invalid_client"):
            sign_in.secrets()


def test_the_port_is_closed_afterwards(mastodon):
    with at_mastodon(mastodon) as sign_in:
        redirect = sign_in.redirect
    with pytest.raises(httpx.ConnectError):
        httpx.get(redirect)
