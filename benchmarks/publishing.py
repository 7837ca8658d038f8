"""Compiling, linting and publishing 82 lessons of a thousand words."""

import json

from benchmarks import stage


def measure() -> None:
    """Print seconds for a first publication, an unchanged one, and one with a single lesson changed."""
    with stage.databases() as both:
        for name, environment in both.items():
            stage.manage(environment, "migrate", "--verbosity", "0")
            figures = json.loads(stage.run_inside(environment, "benchmarks.publications"))
            print(f"\n{name}: {figures['lessons']} lessons, {figures['words']} words in all")
            print(f"compile and lint          {figures['compile']:6.2f} s   goal < 10 s")
            print(f"publish, first time       {figures['first']:6.2f} s")
            print(
                f"publish, nothing changed  {figures['unchanged']:6.2f} s   goal < 2 s, rows written: {figures['rows']}"
            )
            print(f"publish, one changed      {figures['one']:6.2f} s")
