"""From a machine with only Python and pip to a running Alder. Uses nothing but the standard library.

python3 tools/bootstrap.py run       install what running needs, then start everything
python3 tools/bootstrap.py develop   install what the tests and checks need
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST, NEWEST = (3, 11, 5), (3, 13)
WANTED = (
    "Alder needs Python 3.11.5 or later, up to 3.13. Install one (python3.12, say) and run the command again."
)


def main(goal: str) -> int:
    python = _suitable_python()
    if python is None:
        return _refuse(WANTED)
    try:
        _make_venv(python)
        _install(ROOT / ("requirements-dev.txt" if goal == "develop" else "requirements.txt"), goal)
    except subprocess.CalledProcessError as error:
        return _refuse(
            f"Installing the packages did not work (exit {error.returncode}). The lines above say why."
        )
    if goal == "run":
        os.execv(PYTHON, [str(PYTHON), str(ROOT / "tools" / "run.py")])  # noqa: S606
    return 0


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


def _suitable_python() -> str | None:
    candidates = [sys.executable, *(shutil.which(f"python3.{minor}") for minor in (13, 12, 11))]
    return next((path for path in candidates if path and _is_suitable(path)), None)


def _is_suitable(path: str) -> bool:
    probe = "import sys; print('.'.join(map(str, sys.version_info[:3])))"
    try:
        answer = subprocess.run([path, "-c", probe], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return False
    version = tuple(int(part) for part in answer.stdout.strip().split("."))
    return version >= OLDEST and version[:2] <= NEWEST


def _make_venv(python: str) -> None:
    if PYTHON.exists() and _is_suitable(str(PYTHON)):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    print("Making a virtual environment in .venv …", flush=True)
    subprocess.run([python, "-m", "venv", "--without-pip", str(VENV)], check=True)


def _install(requirements: Path, goal: str) -> None:
    """Install the pinned, hashed list once; a stamp with the list's digest makes the next start quick."""
    stamp = VENV / ("dev.stamp" if goal == "develop" else "run.stamp")
    digest = hashlib.sha256(requirements.read_bytes()).hexdigest()
    done = {path.read_text() for path in (stamp, VENV / "both.stamp") if path.exists()}
    if digest in done:
        stamp.touch()
        return
    print(f"Installing the packages of {requirements.name} …", flush=True)
    if not _install_with_uv(requirements):
        _pip("install", "--quiet", "--require-hashes", "-r", str(requirements))
    stamp.write_text(digest)
    if goal == "develop":  # the development list contains the runtime list
        runtime = hashlib.sha256((ROOT / "requirements.txt").read_bytes()).hexdigest()
        (VENV / "both.stamp").write_text(runtime)


def _install_with_uv(requirements: Path) -> bool:
    """uv installs the same list several times faster; where it cannot, plain pip does it."""
    uv = VENV / "bin" / "uv"
    if not uv.exists():
        pinned = re.search(r"^uv==.*?(?=^\S|\Z)", (ROOT / "requirements-dev.txt").read_text(), re.M | re.S)
        if not pinned:
            return False
        own = VENV / "uv.txt"
        own.write_text(re.sub(r"^\s*#.*\n?", "", pinned.group(0), flags=re.M))
        try:
            _pip("install", "--quiet", "--require-hashes", "-r", str(own))
        except subprocess.CalledProcessError:
            return False
    command = [
        str(uv),
        "pip",
        "install",
        "--quiet",
        "--python",
        str(PYTHON),
        "--require-hashes",
        "-r",
        str(requirements),
    ]
    return subprocess.run(command, check=False).returncode == 0


def _pip(*arguments: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", str(PYTHON), "--disable-pip-version-check", *arguments],
        check=True,
    )


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in {"run", "develop"}:
        sys.exit(_refuse(__doc__ or ""))
    sys.exit(main(sys.argv[1]))
