"""`make bench`: all measurements, one after the other. `python -m benchmarks pages` runs one."""

import sys

from benchmarks import mail, notebook, pages, publishing, scoring

ALL = {
    "pages": pages.measure,
    "mail": mail.measure,
    "publishing": publishing.measure,
    "notebook": notebook.measure,
    "scoring": scoring.measure,
}


def main(names: list[str]) -> None:
    for name in names or list(ALL):
        print(f"\n== {name}")
        ALL[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
