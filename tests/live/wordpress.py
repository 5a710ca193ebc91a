"""A real WordPress, from Debian: unpacked and not installed, as PHP and MariaDB are.

PHP's own server runs it. It takes application passwords without HTTPS, as a local site does.
"""

import contextlib
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.live.installing import free_port, installed, lacking, serving, unpacked

PACKAGES = ("wordpress", "php-cli", "php-mysql", "php-gd", "php-getid3", "mariadb-server-core")
EXTENSIONS = ("mysqlnd", "mysqli", "gd", "exif", "fileinfo", "ctype", "tokenizer", "iconv")
MAKER = Path(__file__).with_suffix(".php")
CONFIG = """<?php
define('DB_NAME', 'wordpress'); define('DB_USER', 'root'); define('DB_PASSWORD', '');
define('DB_HOST', '127.0.0.1:{port}'); define('DB_CHARSET', 'utf8mb4');
define('WP_ENVIRONMENT_TYPE', 'local'); define('DISABLE_WP_CRON', true);
define('WP_HTTP_BLOCK_EXTERNAL', true); define('WP_CONTENT_DIR', '{folder}/content');
$table_prefix = 'wp_';
defined('ABSPATH') || define('ABSPATH', '{site}/');
require_once ABSPATH . 'wp-settings.php';
"""
ROUTER = """<?php
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if (is_file($_SERVER['DOCUMENT_ROOT'] . $path)) { return false; }
require $_SERVER['DOCUMENT_ROOT'] . '/index.php';
"""
DATABASE = """<?php
$server = new mysqli('127.0.0.1', 'root', '', '', (int) $argv[1]);
$server->query('create database wordpress character set utf8mb4');
"""


@contextlib.contextmanager
def wordpress(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """The address of a new site whose data lies in *folder*, and its users' passwords."""
    place = installed("wordpress", PACKAGES, _install)
    port, database_port = free_port(), free_port()
    address, php, site = f"http://127.0.0.1:{port}", _php(place), folder / "site"
    _unfold(place, folder, database_port)
    database = (
        *_with_libraries(place, place / "usr/sbin/mariadbd"),
        *("--no-defaults", "--skip-grant-tables", "--user=root", "--bind-address=127.0.0.1"),
        *(f"--port={database_port}", f"--datadir={folder / 'db'}", "--socket=sock"),
        f"--lc-messages-dir={place / 'usr/share/mysql'}",
    )
    with serving(database, database_port, folder / "db.log"):
        _said(*php, folder / "database.php", str(database_port))
        passwords = _said(*php, MAKER, site, address).split("\n")
        server = (*php, "-S", f"127.0.0.1:{port}", "-t", site, folder / "router.php")
        with serving(server, port, folder / "php.log"):
            yield address, dict(zip(("ann", "author", "contributor"), passwords, strict=False))


def _said(*command: str | Path) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _install(place: Path) -> None:
    unpacked(place, PACKAGES)
    if not (place / "usr/share/wordpress/wp-load.php").exists():
        lacking("Debian's wordpress is not what it was")


def _php(place: Path) -> tuple[str | Path, ...]:
    """PHP with the extensions that WordPress needs, and no settings of the system's."""
    program = next(place.glob("usr/bin/php[0-9]*"))
    folder = next(place.glob("usr/lib/php/*/mysqli.so")).parent
    wanted = (word for name in EXTENSIONS for word in ("-d", f"extension={name}"))
    quick = ("-d", "zend_extension=opcache", "-d", "opcache.enable_cli=1")
    where = ("-n", "-d", f"extension_dir={folder}")
    return (*_with_libraries(place, program), *where, *quick, *wanted)


def _with_libraries(place: Path, program: Path) -> tuple[str | Path, ...]:
    libraries = next(place.glob("usr/lib/*-linux-gnu"))
    return ("env", f"LD_LIBRARY_PATH={libraries}", program)


def _unfold(place: Path, folder: Path, port: int) -> None:
    """A site of its own: WordPress keeps what is uploaded beside its code."""
    site = folder / "site"
    shutil.copytree(
        place / "usr/share/wordpress",
        site,
        ignore=shutil.ignore_patterns(".htaccess", "*.crt"),
        ignore_dangling_symlinks=True,
    )
    shutil.copytree(place / "var/lib/wordpress/wp-content", folder / "content")
    (site / "wp-content").rename(folder / "debian-content")
    (site / "wp-content").symlink_to(folder / "content")
    (site / "wp-config.php").write_text(CONFIG.format(folder=folder, site=site, port=port))
    (folder / "router.php").write_text(ROUTER)
    (folder / "database.php").write_text(DATABASE)
    (folder / "db").mkdir()
