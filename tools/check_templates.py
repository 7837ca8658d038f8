"""Are all templates written as djade would write them?"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    files = [str(path) for path in sorted((ROOT / "templates").rglob("*.html"))]
    djade = Path(sys.executable).parent / "djade"
    return subprocess.run([str(djade), "--check", "--target-version", "5.2", *files], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
