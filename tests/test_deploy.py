"""What can be held to the examples of deployment without a machine of one's own for each."""

import configparser
import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

import crosspost
from crosspost.cli import EXTRAS, parser
from crosspost.cli._arguments import API_PORT
from tests.transcripts import ROOT

DEPLOY = ROOT / "examples" / "deploy"
SERVICES = sorted(DEPLOY.glob("*.service"))


def unit(path: Path) -> configparser.ConfigParser:
    said = configparser.ConfigParser(strict=False, interpolation=None)
    said.optionxform = str  # type: ignore[assignment,method-assign] # systemd minds capitals
    said.read_string(path.read_text(encoding="utf-8"))
    return said


@pytest.mark.parametrize("path", SERVICES, ids=[path.name for path in SERVICES])
def test_the_command_of_a_unit_is_one_that_exists(path: Path):
    program, *arguments = shlex.split(unit(path)["Service"]["ExecStart"])
    assert program.endswith("/crosspost")
    assert parser(arguments[:1]).parse_args(arguments)


def test_a_unit_leaves_time_to_end_gracefully():
    seconds = int(unit(DEPLOY / "crosspost.service")["Service"]["TimeoutStopSec"])
    assert seconds > 60 + 60, "for the turns under way, and for the last notices"
    compose = compose_file()["services"]["worker"]["stop_grace_period"]
    assert compose == f"{seconds}s"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd on this machine")
def test_systemd_understands_the_units(tmp_path: Path):
    for path in (*SERVICES, *DEPLOY.glob("*.timer")):
        said = path.read_text(encoding="utf-8").replace("/opt/crosspost/bin/crosspost", "/bin/true")
        (tmp_path / path.name).write_text(said, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", *sorted(map(str, tmp_path.iterdir()))],
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    mine = [line for line in done.stderr.splitlines() if "crosspost" in line]
    assert mine == []


def compose_file() -> dict[str, Any]:
    said: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    return said


def test_compose_has_a_database_and_two_workers():
    services = compose_file()["services"]
    worker = services["worker"]
    assert worker["deploy"]["replicas"] == 2
    assert worker["depends_on"]["database"]["condition"] == "service_healthy"
    assert (DEPLOY / worker["build"]["dockerfile"]).is_file()
    assert parser(worker["command"][:1]).parse_args(worker["command"])
    assert "ports" not in services["database"], "nobody outside asks the database"


def test_compose_has_the_api_for_whoever_wants_it():
    api = compose_file()["services"]["api"]
    assert api["profiles"] == ["api"]
    assert parser(api["command"][:1]).parse_args(api["command"])
    assert api["ports"] == [f"127.0.0.1:{API_PORT}:{API_PORT}"], "a proxy speaks TLS before it"
    assert api["environment"]["HEALTH"] == f"http://127.0.0.1:{API_PORT}/healthz"


def test_the_container_installs_what_its_commands_need():
    said = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    assert f"\nARG VERSION={crosspost.__version__}\n" in said
    extras = re.search(r"^ARG EXTRAS=(.*)$", said, re.MULTILINE)
    assert extras
    brought = set().union(*(EXTRAS[extra] for extra in extras[1].split(",")))
    assert brought >= EXTRAS["schedule"] | EXTRAS["serve"]
    (words,) = re.findall(r"^CMD (\[.*\])$", said, re.MULTILINE)
    assert parser(json.loads(words)[:1]).parse_args(json.loads(words))
    assert re.search(r"^USER [1-9]\d+$", said, re.MULTILINE), "not as root"
    assert "HEALTHCHECK" in said


def test_no_secret_is_in_the_template():
    for line in (DEPLOY / "crosspost.env").read_text(encoding="utf-8").splitlines():
        assert not line or line.startswith("#"), "only what its reader fills in"
        assert not re.fullmatch(r"#?\w+=.+", line)


RULES = DEPLOY / "alerts.yml"
METRIC = re.compile(r"crosspost_[a-z_]+")


def served() -> set[str]:
    """The figures that docs/deploy.md says a worker serves, as Prometheus names their series."""
    page = (ROOT / "docs" / "deploy.md").read_text("utf-8")
    named = set(METRIC.findall(page))
    return named | {f"{one}_bucket" for one in named if one.endswith("_seconds")}


def test_alerts_and_dashboard_ask_for_figures_that_there_are():
    rules = [
        one
        for group in yaml.safe_load(RULES.read_text("utf-8"))["groups"]
        for one in group["rules"]
    ]
    asked = " ".join(one["expr"] for one in rules)
    panels = json.loads((DEPLOY / "dashboard.json").read_text("utf-8"))["panels"]
    asked += " ".join(target["expr"] for panel in panels for target in panel["targets"])
    assert set(METRIC.findall(asked)) <= served()
    for page in ("operations.md", "operations.zh.md"):
        told = (ROOT / "docs" / page).read_text("utf-8")
        assert all(f"`{one['alert']}`" in told for one in rules)


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not installed")
def test_prometheus_takes_the_rules():
    done = subprocess.run(
        ["promtool", "check", "rules", str(RULES)], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
