"""Write the JSON Schema of scenario files to where it is published, scenarios/schema/.

    python tools/write_schema.py            write it
    python tools/write_schema.py --check    is the committed file what the code makes? exit status 1 if not

The file holds the very bytes that `dussk scenarios schema` prints.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from scenarios.schema import SCHEMA_FILE, scenario_schema


def made() -> bytes:
    """Return the schema as it is published."""
    return (json.dumps(scenario_schema(), indent=2, ensure_ascii=False) + "\n").encode()


def write(path: Path = SCHEMA_FILE) -> None:
    """Write the schema."""
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(made())
    print(f"{path.name} written")


def check(path: Path = SCHEMA_FILE) -> None:
    """Exit with a line if the committed file is not what the code makes."""
    if not path.is_file() or path.read_bytes() != made():
        sys.exit(f"{path.name} is not what the code makes; run: python tools/write_schema.py")
    print(f"{path.name} is what the code makes")


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Write the JSON Schema of scenario files.")
    parser.add_argument("--check", action="store_true", help="only test that the committed file is up to date")
    if parser.parse_args().check:
        check()
    else:
        write()


if __name__ == "__main__":
    main()
