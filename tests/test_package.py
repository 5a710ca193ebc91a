"""What is built is what works: wheel, source distribution and editable install find the channels."""

import json
import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

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


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built once; tests only read it."""
    return build("wheel", ROOT, tmp_path_factory.mktemp("dist"))


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


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of an environment with the wheel in it; tests only run it."""
    return installed(tmp_path_factory.mktemp("installed") / "env", wheel)


def test_the_wheel_holds_the_book(wheel: Path, python: Path):
    inside = zipfile.ZipFile(wheel).namelist()
    assert {f"crosspost/channels/{name}.toml" for name in NAMES} <= set(inside)
    assert "crosspost/py.typed" in inside
    assert {"crosspost/looks/page.css", "crosspost/looks/page.js"} <= set(inside)
    assert found(python) == NAMES


def test_the_source_distribution_builds_the_same_wheel(wheel: Path, tmp_path: Path):
    sdist = build("sdist", ROOT, tmp_path / "dist")
    with tarfile.open(sdist) as file:
        file.extractall(tmp_path, filter="data")
    (source,) = tmp_path.glob("crosspost-*")
    again = build("wheel", source, tmp_path / "again")
    assert again.read_bytes() == wheel.read_bytes(), "and so it holds the book"


def test_an_editable_install_finds_the_checkout(tmp_path: Path):
    assert found(installed(tmp_path / "env", "--editable", ROOT)) == NAMES


def test_the_command_is_installed(python: Path):
    command = python.with_name("crosspost")
    done = subprocess.run([command, "--version"], check=True, capture_output=True, text=True)
    assert done.stdout.startswith("crosspost ")


@pytest.mark.parametrize("kind", ["sdist", "wheel"])
def test_two_builds_are_the_same_to_the_byte(kind: str, tmp_path: Path):
    """Whatever the folder's name, the times of its files, and what a umask made of them."""
    made = set()
    for number, mask in enumerate((0o022, 0o077)):
        copy = tmp_path / f"树{number}"
        before = os.umask(mask)
        try:
            shutil.copytree(ROOT, copy, ignore=LEFT_OUT, copy_function=shutil.copyfile)
        finally:
            os.umask(before)
        (copy / "bin" / "crosspost").chmod(0o755)
        for path in copy.rglob("*.py"):
            os.utime(path, (number * 10**9, number * 10**9))
        made.add(build(kind, copy, tmp_path / f"dist{number}").read_bytes())
    assert len(made) == 1


LEFT_OUT = shutil.ignore_patterns(".*", "tests", "benchmarks", "__pycache__", "dist")


def test_the_wheel_brings_a_bill_of_materials(wheel: Path):
    """By PEP 770; judged by the schema of CycloneDX."""
    with zipfile.ZipFile(wheel) as file:
        (name,) = (name for name in file.namelist() if ".dist-info/sboms/" in name)
        text = file.read(name).decode()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    bill = json.loads(text)
    parts = {one["name"]: one for one in bill["components"]}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    locked = {one["name"]: one.get("version") for one in lock["package"]}
    for wish in project["dependencies"]:
        name = wish.partition(">")[0]
        assert (parts[name]["scope"], parts[name]["version"]) == ("required", locked[name])
    assert parts["dbos"]["scope"] == "optional"
    assert {"twitter-text", "psycopg-binary"} <= set(parts)
    assert not {"pytest", "ruff", "zensical"} & set(parts), "what only we need"
    refs = {one["bom-ref"] for one in (bill["metadata"]["component"], *bill["components"])}
    assert {one["ref"] for one in bill["dependencies"]} == refs
    assert {ref for one in bill["dependencies"] for ref in one["dependsOn"]} < refs
