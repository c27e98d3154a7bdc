"""Makes the file that Superset imports from the dashboard in `bi/superset`.

    python deploy/superset/bundle.py --database .mokuhyo/published/mokuhyo.duckdb --out mokuhyo_superset.zip

The path of the database is written into it: it is another one on every machine, and the one thing that a person would
have to change by hand. Superset opens it read-only.
"""

from __future__ import annotations

import argparse
import zipfile
from pathlib import Path

import yaml

DASHBOARD = Path(__file__).resolve().parents[2] / "bi" / "superset"
DATABASE = "databases/mokuhyo.yaml"


def database_uri(database: Path) -> str:
    """Return how SQLAlchemy names a DuckDB file that is opened read-only.

    Args:
        database: The file.

    Raises:
        ValueError: Its path cannot be named so.
    """
    # Not resolved: the link of the publication in force stays in it, so that the next publication is seen.
    path = str(database.absolute())
    if "?" in path:
        raise ValueError(
            f"{path}: SQLAlchemy takes what follows the question mark for options. Remedy: rename the folder."
        )
    # Not quoted either: SQLAlchemy takes a path as it is.
    return f"duckdb:///{path}?access_mode=read_only"


def write_bundle(database: Path, out: Path) -> None:
    """Write the bundle.

    Args:
        database: Published database, by the name for tools.
        out: File to write.
    """
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        for file in sorted(DASHBOARD.rglob("*.yaml")):
            name = file.relative_to(DASHBOARD).as_posix()
            text = file.read_text(encoding="utf-8")
            if name == DATABASE:
                text = yaml.safe_dump({**yaml.safe_load(text), "sqlalchemy_uri": database_uri(database)})
            # Superset expects one folder around everything.
            bundle.writestr(f"mokuhyo/{name}", text)


def main() -> None:
    """Write the bundle that the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", type=Path, required=True, help="Published mokuhyo.duckdb, through the link.")
    parser.add_argument("--out", type=Path, required=True, help="File to write.")
    arguments = parser.parse_args()
    if not arguments.database.is_file():
        parser.error(f"{arguments.database} is not there. Remedy: `mokuhyo run` first.")
    write_bundle(arguments.database, arguments.out)


if __name__ == "__main__":
    main()
