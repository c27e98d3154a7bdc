"""Settings: everything an operator may choose, from arguments or `MOKUHYO_…` variables.

Belongs here: names, defaults and validation of the choices. Does not belong here: where things lie inside the home
directory (`home.py`).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from ingest.delivery import MAX_FILE_BYTES
from ingest.inbox import checked_location
from orchestration.automation.choices import chosen_automations
from profiles import DEFAULT_PROFILE

REPOSITORY = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """What an operator may choose.

    Attributes:
        home: Directory of everything the pipeline keeps.
        inbox: Folder of exports, a path or a URL (`s3://…`, `sftp://…`) without credentials; None means the synthetic
            sample inside the home directory.
        as_of: Reporting date; None means today, or the sample's own date when the sample is used.
        timezone: Time zone that decides which day is today.
        dbt_project: Folder of the dbt project.
        profile: Folder of the profile that counts: contracts, suites, seeds and models of one agency.
        dbt_target: Engine that builds the models: `duckdb` in this process, or `spark` on the master below.
        spark_master: Spark cluster (`spark://host:port`), or `local[2]` for two threads of this process.
        spark_shuffle_partitions: Parts that Spark splits joined and grouped rows into at most.
        spark_expectations: Whether Spark counts the rows that break expectations too, of the tables that it has built.
        duckdb_memory: Memory that DuckDB takes before it puts what it works on aside, onto the disk.
        max_file_bytes: Larger files of the inbox are quarantined without being fetched.
        automation: Automations that run as soon as the server does, by name (`nightly,inbox`), `1` for all; the others
            are switched on in the UI.
        nightly_cron: When the nightly run begins, in the time zone of the settings.
        contracts: Folder of the source contracts; those of the profile unless another is named.
        documents_url: Address under which people open pages, workbook and Data Docs; links in the UI begin with it.
        ui_url: Address under which people open Dagster's UI; links in alerts begin with it.
        alert_routes: File that says who hears of what; None means `alert_routes.yml` in the home directory, which need
            not exist.
        alert_urls: Apprise URLs, separated by blanks or commas, to which every alert goes when there is no such file.
        waivers: File of accepted gaps; None means `gap_waivers.yml` in the home directory, which need not exist.
        log_format: Form of the log lines of runs; None logs nothing unless a file is named, and is JSON then.
        log_file: Where log lines are appended; None means standard error.
    """

    model_config = SettingsConfigDict(
        env_prefix="MOKUHYO_",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        # What was refused may hold a password.
        hide_input_in_errors=True,
    )

    home: Path = Path(".mokuhyo")
    inbox: str | None = None
    as_of: date | None = None
    timezone: str = "Asia/Tokyo"
    dbt_project: Path = REPOSITORY / "dbt_project"
    profile: Path = DEFAULT_PROFILE
    dbt_target: Literal["duckdb", "spark"] = "duckdb"
    spark_master: str = "local[2]"
    spark_shuffle_partitions: int = Field(default=4, gt=0)
    spark_expectations: bool = False
    duckdb_memory: str = Field(default="2200MB", pattern=r"^[1-9][0-9]*(MB|GB)$")
    max_file_bytes: int = Field(default=MAX_FILE_BYTES, gt=0)
    automation: Annotated[frozenset[str], NoDecode] = frozenset()
    nightly_cron: str = "0 2 * * *"
    contracts: Path = Field(default_factory=lambda chosen: chosen.get("profile", DEFAULT_PROFILE) / "contracts")
    documents_url: str = Field(default="http://127.0.0.1:3001", pattern=r"^https?://")
    ui_url: str = Field(default="http://127.0.0.1:3000", pattern=r"^https?://")
    alert_routes: Path | None = None
    alert_urls: SecretStr | None = None
    waivers: Path | None = None
    log_format: Literal["json", "text"] | None = None
    log_file: Path | None = None

    @property
    def target_files(self) -> Path:
        """Folder of the target files: the seeds of the profile."""
        return self.profile / "seeds"

    def automates(self, name: str) -> bool:
        """Tell whether an automation is switched on, such as `nightly`."""
        return name in self.automation

    @field_validator("automation", mode="before")
    @classmethod
    def _chosen_automations(cls, choice: object) -> frozenset[str]:
        return chosen_automations(choice)

    @field_validator("home", "dbt_project", "profile", "contracts")
    @classmethod
    def _absolute(cls, path: Path) -> Path:
        # Workers of the server run in other directories.
        return path.expanduser().absolute()

    @field_validator("waivers", "alert_routes", "log_file")
    @classmethod
    def _absolute_when_given(cls, path: Path | None) -> Path | None:
        return None if path is None else path.expanduser().absolute()

    @field_validator("inbox", mode="before")
    @classmethod
    def _checked_location(cls, location: object) -> str | None:
        return None if location is None else checked_location(str(location))

    @field_validator("timezone")
    @classmethod
    def _known_timezone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"{name!r} is no time zone. Remedy: use a name such as Asia/Tokyo.") from error
        return name
