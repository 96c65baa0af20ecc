"""Write the JSON Schema of scenario files to where it is published, scenarios/schema/.

    python tools/write_schema.py            write it
    python tools/write_schema.py --check    is the committed file what the code makes? exit status 1 if not

The file holds the very bytes that `dussk scenarios schema` prints.
"""

from __future__ import annotations

import json

from made_files import written_or_checked

from scenarios.schema import SCHEMA_FILE, scenario_schema


def made() -> str:
    """Return the schema as it is published."""
    return json.dumps(scenario_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    raise SystemExit(written_or_checked({SCHEMA_FILE: made()}, __doc__))
