"""The reference pages: which there are, and where each lies in the site."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

REFERENCE = "reference/"
COMMANDS, SETTINGS, CONTRACTS, MARTS, EXPECTATIONS, COUNTING_RULES = (
    f"{REFERENCE}{name}.md" for name in ("commands", "settings", "contracts", "marts", "expectations", "counting-rules")
)
GENERATED = (COMMANDS, SETTINGS, CONTRACTS, MARTS, EXPECTATIONS, COUNTING_RULES)


def reference_pages(home: Path) -> Mapping[str, str]:
    """Return the text of every reference page by its place in the site.

    Args:
        home: Folder in which the parsed dbt project is kept until the project changes.
    """
    from docs_site.commands import commands_page
    from docs_site.contracts import contracts_page
    from docs_site.counting_rules import counting_rules_page
    from docs_site.expectations import expectations_page
    from docs_site.marts import marts_page
    from docs_site.settings import settings_page
    from orchestration.dbt_manifest import parsed_project
    from orchestration.settings import Settings

    settings = Settings(home=home)
    manifest = parsed_project(settings).manifest()
    return {
        COMMANDS: commands_page(),
        SETTINGS: settings_page(),
        CONTRACTS: contracts_page(),
        MARTS: marts_page(manifest),
        EXPECTATIONS: expectations_page(),
        COUNTING_RULES: counting_rules_page(manifest, settings.target_files / "indicators.csv"),
    }
