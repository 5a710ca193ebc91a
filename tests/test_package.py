"""What is built is what works: wheel, source distribution and editable install find the channels."""

import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from tests.transcripts import ROOT

pytestmark = pytest.mark.slow
NAMES = sorted(path.stem for path in (ROOT / "channels").glob("*.toml"))


def build(kind: str, source: Path, target: Path) -> Path:
    """Build ``wheel`` or ``sdist`` of the project in *source*, without a network."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", target],
        cwd=source,
        check=True,
        capture_output=True,
    )
    (made,) = target.iterdir()
    return made


def installed(folder: Path, *what: str | Path) -> Path:
    """The Python of a new environment with the project in it; its libraries are this one's."""
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    site = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    libraries = [path for path in sys.path if path.endswith("site-packages")]
    (Path(site) / "libraries.pth").write_text("\n".join(libraries) + "\n", encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
    offline = ["--no-deps", "--no-index", "--no-build-isolation", "--ignore-installed"]
    subprocess.run([*pip, *offline, *what], check=True)
    return python


def found(python: Path) -> list[str]:
    """The channels that the installed program has, run from elsewhere."""
    code = "from crosspost.registry import channels_folder; print(*sorted(p.stem for p in channels_folder().glob('*.toml')))"
    done = subprocess.run(
        [python, "-I", "-c", code], cwd="/", check=True, capture_output=True, text=True
    )
    return done.stdout.split()


def test_the_wheel_holds_the_book(tmp_path: Path):
    wheel = build("wheel", ROOT, tmp_path / "dist")
    inside = zipfile.ZipFile(wheel).namelist()
    assert {f"crosspost/channels/{name}.toml" for name in NAMES} <= set(inside)
    assert "crosspost/py.typed" in inside
    assert {"crosspost/looks/page.css", "crosspost/looks/page.js"} <= set(inside)
    assert found(installed(tmp_path / "env", wheel)) == NAMES


def test_the_source_distribution_builds_the_same_wheel(tmp_path: Path):
    sdist = build("sdist", ROOT, tmp_path / "dist")
    with tarfile.open(sdist) as file:
        file.extractall(tmp_path, filter="data")
    (source,) = tmp_path.glob("crosspost-*")
    again = build("wheel", source, tmp_path / "again")
    direct = build("wheel", ROOT, tmp_path / "direct")
    assert zipfile.ZipFile(again).namelist() == zipfile.ZipFile(direct).namelist()
    assert found(installed(tmp_path / "env", again)) == NAMES


def test_an_editable_install_finds_the_checkout(tmp_path: Path):
    assert found(installed(tmp_path / "env", "--editable", ROOT)) == NAMES


def test_the_command_is_installed(tmp_path: Path):
    wheel = build("wheel", ROOT, tmp_path / "dist")
    command = installed(tmp_path / "env", wheel).with_name("crosspost")
    done = subprocess.run([command, "--version"], check=True, capture_output=True, text=True)
    assert done.stdout.startswith("crosspost ")
