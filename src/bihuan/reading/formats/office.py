"""Formats of other and older offices (doc, wps, rtf, odt, ods, xlsb, ppt), turned into ones that are read here.

LibreOffice does it where it is installed, in a profile of its own that lives as long as the conversion: no macro runs, no
link is followed, the network is a closed door, and memory, time and the result's size are bounded.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from bihuan.reading.limits import MEGABYTE, Limits

SECONDS = 90
BEGIN_AGAIN = 81  # it asks to be started once more, when it has set up its profile
ATTEMPTS = 2
MEMORY = 4096 * MEGABYTE
USUAL_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
)
# Names and values of LibreOffice's own configuration; a proxy where nothing listens keeps it off the network.
SETTINGS = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Writer/Content/Update", "Link", "2"),
    ("Office.Calc/Content/Update", "Link", "2"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)


@cache
def find_program() -> Path | None:
    """LibreOffice's program: on the path, else where its installers put it. The binary itself rather than the script
    around it, so that ending it ends all of it."""
    named = (shutil.which("soffice"), shutil.which("libreoffice"), *USUAL_PLACES)
    program = next((Path(name).resolve() for name in named if name and Path(name).exists()), None)
    binary = program.parent / "soffice.bin" if program else None
    return binary if binary and binary.exists() else program


def converted(data: bytes, suffix: str, target: str, limits: Limits) -> bytes | None:
    """The file as `target` (docx, xlsx or pdf); `suffix` tells LibreOffice what it is. None when it cannot be done."""
    program = find_program()
    if program is None:
        return None
    with tempfile.TemporaryDirectory(prefix="bihuan-office-") as folder:
        home = Path(folder)
        given, out = home / f"given.{suffix}", home / "out"
        given.write_bytes(data)
        _write_profile(home / "profile")
        command = [
            str(program),
            f"-env:UserInstallation={(home / 'profile').as_uri()}",
            *("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck", "--nofirststartwizard"),
            *("--convert-to", target, "--outdir", str(out), str(given)),
        ]
        environment = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LANG") if name in os.environ}
        try:
            for _ in range(ATTEMPTS):
                done = subprocess.run(  # noqa: S603  # the installed program; the file is data to it
                    command,
                    cwd=home,
                    env=environment | {"HOME": folder, "TMPDIR": folder},
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    timeout=SECONDS // ATTEMPTS,
                    check=False,
                    preexec_fn=None if sys.platform == "win32" else lambda: _bound(limits.unpacked_bytes),
                )
                if done.returncode != BEGIN_AGAIN:
                    break
        except (subprocess.TimeoutExpired, OSError):
            return None
        result = out / f"given.{target}"
        if not result.is_file() or result.stat().st_size > limits.unpacked_bytes:
            return None
        return result.read_bytes()


def _write_profile(folder: Path) -> None:
    items = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in SETTINGS
    )
    (folder / "user").mkdir(parents=True)
    (folder / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{items}</oor:items>',
        encoding="utf-8",
    )


def _bound(file_size: int) -> None:
    """In the new process, before it becomes LibreOffice."""
    if sys.platform != "win32":
        import resource

        for bound, most in (
            (resource.RLIMIT_AS, MEMORY),
            (resource.RLIMIT_CPU, SECONDS),
            (resource.RLIMIT_FSIZE, file_size),
            (resource.RLIMIT_CORE, 0),
        ):
            _, hard = resource.getrlimit(bound)
            least = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(bound, (least, least))
