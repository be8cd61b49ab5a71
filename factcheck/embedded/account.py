"""Whom the servers run as: ourselves, or a system account of their own where we are root.

PostgreSQL refuses to run as root. So root's servers run as `claimdesk`, with their data and a copy of the programs
under /var/lib/claimdesk: the account may read neither root's home nor, often, the folder that the wheels lie in.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import pwd
import secrets
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from factcheck.embedded.dying import dies_with_parent
from factcheck.embedded.errors import CannotStart, explained
from factcheck.embedded.place import home, private
from factcheck.embedded.strongbox import kept

if TYPE_CHECKING:
    import signal

ACCOUNT = "claimdesk"
ESTATE = Path("/var/lib/claimdesk")
NOT_NEEDED = shutil.ignore_patterns("__pycache__", "*.py", "*.a", "pgxs", "include", "doc")


ENVIRONMENT = {"LC_ALL": "C", "TZ": "UTC", "PATH": "/usr/bin:/bin"}


class _Kwargs(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Identity:
    """The user and group (numbers of the system) that a server runs as."""

    user: int
    group: int


def is_root() -> bool:
    """Whether the servers need an account of their own."""
    return os.geteuid() == 0


def place() -> Path:
    """The folder of the servers' data: `home()`, or for root one that their account can reach."""
    return ESTATE / kept("place", make=lambda: secrets.token_hex(4)) if is_root() else home()


def take_possession() -> Path:
    """Make `place()` ready for the servers. Raises CannotStart where another checkout's data lie there."""
    if not is_root():
        return private(place())
    folder = place()
    own(_estate())
    stamp = folder / "belongs-to"
    with explained(folder):
        if not folder.exists():
            folder.mkdir(mode=0o700)
            give_away(folder)
        before = Path(stamp.read_text()) if stamp.exists() else home()
        if before != home() and (before / "secrets.json").exists():
            raise CannotStart(f"{home()} is a copy of {before}: two desks cannot share one database. Remove the copy.")
        stamp.write_text(str(home()))
    return folder


def own(folder: Path) -> None:
    """Refuse a folder below which another user of this machine could put programs or data in our place."""
    state = folder.lstat()
    if folder.is_symlink() or not folder.is_dir() or state.st_uid != os.geteuid() or state.st_mode & 0o022:
        raise CannotStart(f"{folder} is not a folder that only {pwd.getpwuid(os.geteuid()).pw_name} may write to.")


def give_away(path: Path) -> None:
    """Hand a file or folder that we have just made to the account that the servers run as."""
    if who := identity():
        os.chown(path, who.user, who.group)


def identity() -> Identity | None:
    """Whom to run the servers as; None for ourselves. Creates the system account where root has none yet."""
    if not is_root():
        return None
    try:
        known = pwd.getpwnam(ACCOUNT)
    except KeyError:
        known = _create_account()
    if known.pw_uid == 0:
        raise CannotStart(f"The account {ACCOUNT} is root itself; PostgreSQL refuses to run as root.")
    return Identity(known.pw_uid, known.pw_gid)


def run_as(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run one of the servers' programs to its end as the servers' account."""
    return subprocess.run(  # noqa: S603 - a wheel's program, our own arguments
        command, cwd="/", env=ENVIRONMENT, capture_output=True, text=True, check=False, **_kwargs()
    )


def start_as(command: list[str], *, log: int, gentle: signal.Signals) -> subprocess.Popen[bytes]:
    """Start a server in a process group of its own; it gets the signal `gentle` where we die without stopping it."""
    return subprocess.Popen(  # noqa: S603 - a wheel's program, our own settings
        command,
        cwd="/",
        env=ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        process_group=0,
        preexec_fn=dies_with_parent(gentle),
        **_kwargs(),
    )


def _kwargs() -> _Kwargs:
    who = identity()
    return {"user": who.user, "group": who.group, "extra_groups": []} if who else {}


def _create_account() -> pwd.struct_passwd:
    shell = shutil.which("nologin", path="/usr/sbin:/sbin:/usr/bin:/bin") or "/bin/false"
    useradd = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", str(ESTATE), "--shell", shell]
    adduser = ["adduser", "-S", "-D", "-H", "-h", str(ESTATE), "-s", shell]  # Alpine
    said = "neither useradd nor adduser is installed"
    for way in ([*useradd, ACCOUNT], [*adduser, ACCOUNT]):
        if program := shutil.which(way[0], path="/usr/sbin:/sbin:/usr/bin:/bin"):
            done = subprocess.run([program, *way[1:]], capture_output=True, text=True, check=False)  # noqa: S603
            said = done.stderr.strip() or done.stdout.strip()
            try:
                return pwd.getpwnam(ACCOUNT)  # also where another process was faster
            except KeyError:
                continue
    raise CannotStart(
        f"PostgreSQL refuses to run as root, and the system account {ACCOUNT} could not be created ({said}). "
        "Run Claimdesk as an ordinary user, or set DATABASE_URL and REDIS_URL."
    )


def programs(package: str) -> Path:
    """The folder that holds the wheel's package and its libraries, where the servers' account can run them."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise CannotStart(f"The package {package} is not installed. Run `uv sync`.")
    installed = Path(next(iter(spec.submodule_search_locations)))
    if not is_root():
        return installed.parent
    version = importlib.metadata.version(package.replace("_", "-"))
    copy = _estate() / "programs" / f"{package}-{version}"
    with explained(copy):
        if not copy.exists():
            _copy(installed, copy)
    return copy


def _estate() -> Path:
    with explained(ESTATE):
        _open_folder(ESTATE)
    return ESTATE


def _open_folder(folder: Path) -> None:
    # Readable by the servers' account whatever root's umask says; one that stands already is left as it is.
    if not folder.exists():
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755)


def _copy(installed: Path, copy: Path) -> None:
    _open_folder(copy.parent)
    draft = copy.with_name(f".{copy.name}.{os.getpid()}")
    try:
        # The programs look for their libraries at ../../../PACKAGE.libs, so both folders keep their names and places.
        for part in (installed, installed.with_name(f"{installed.name}.libs")):
            if part.exists():
                shutil.copytree(part, draft / part.name, symlinks=True, ignore=NOT_NEEDED)
        for path in (draft, *draft.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        try:
            draft.rename(copy)
        except OSError:
            if not copy.exists():  # where it does, another process was faster and its copy is as good
                raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)
