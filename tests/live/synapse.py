"""A real Matrix homeserver: Synapse, from PyPI, with SQLite and no federation."""

import contextlib
import hashlib
import hmac
import json
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

from tests.live.installing import free_port, installed, run, serving
from tests.live.reading import PATIENCE

PACKAGES = ("matrix-synapse==1.163.2",)
QUICK = {"per_second": 1000, "burst_count": 1000}


@contextlib.contextmanager
def synapse(folder: Path) -> Iterator[tuple[str, str]]:
    """The address of a server with nobody on it, whose data lies in *folder*, and its secret."""
    python = installed("synapse", PACKAGES, _install) / "bin" / "python"
    port, secret = free_port(), secrets.token_hex(16)
    settings = folder / "homeserver.yaml"  # JSON is YAML
    settings.write_text(json.dumps(_settings(folder, port, secret)))
    program: list[str | Path] = [python, "-m", "synapse.app.homeserver", "-c", settings]
    run(*program, "--generate-keys", cwd=folder)
    with serving(program, port, folder / "log"):
        yield f"http://127.0.0.1:{port}", secret


def account(server: str, secret: str, user: str, password: str) -> str:
    """Register *user*, and sign it in: its token."""
    address = f"{server}/_synapse/admin/v1/register"
    nonce = httpx.get(address, timeout=PATIENCE).json()["nonce"]
    said = f"{nonce}\0{user}\0{password}\0notadmin".encode()
    mac = hmac.new(secret.encode(), said, hashlib.sha1).hexdigest()
    person = {"nonce": nonce, "username": user, "password": password, "admin": False, "mac": mac}
    answer = httpx.post(address, json=person, timeout=PATIENCE).raise_for_status()
    return str(answer.json()["access_token"])


def _settings(folder: Path, port: int, secret: str) -> dict[str, Any]:
    three = dict.fromkeys(("address", "account", "failed_attempts"), QUICK)
    resources = [{"names": ["client", "media"]}]
    listener = {"port": port, "bind_addresses": ["127.0.0.1"], "type": "http", "tls": False}
    return {
        "server_name": "localhost",
        "pid_file": str(folder / "pid"),
        "report_stats": False,
        "trusted_key_servers": [],
        "federation_domain_whitelist": [],
        "listeners": [{**listener, "resources": resources}],
        "database": {"name": "sqlite3", "args": {"database": str(folder / "database")}},
        "media_store_path": str(folder / "media"),
        "signing_key_path": str(folder / "key"),
        "registration_shared_secret": secret,
        "macaroon_secret_key": secret,
        "form_secret": secret,
        "url_preview_enabled": False,
        "rc_message": QUICK,
        "rc_registration": QUICK,
        "rc_login": three,
    }


def _install(place: Path) -> None:
    """In an environment of its own: it needs other versions than we do."""
    run(sys.executable, "-m", "venv", place)
    run(place / "bin" / "python", "-m", "pip", "install", "-q", *PACKAGES)
