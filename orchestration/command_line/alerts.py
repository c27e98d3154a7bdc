"""`mokuhyo alerts`: what is open and what waits, sending by hand or from cron, and trying the channels."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from orchestration.command_line.application import (
    FAILED,
    CommandError,
    HomeOption,
    JsonOption,
    LanguageOption,
    VerboseOption,
    application,
    settings_from,
)
from orchestration.command_line.described import Application
from orchestration.command_line.terminal import at_work, print_json, terminal
from orchestration.home import Home
from orchestration.settings import Settings

if TYPE_CHECKING:
    import dagster as dg

    from alerts.routes import AlertRoutes

NOBODY = "nobody is to be told. Remedy: set MOKUHYO_ALERT_URLS, or write alert_routes.yml as docs/alerts.md shows."

alerts_application = Application(name="alerts", help="Alerts: what is open, what waits, sending, trying the channels.")
application.add_typer(alerts_application)


@alerts_application.command("list")
def list_alerts(
    home: HomeOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Show the open episodes, and the messages that no channel has taken yet."""
    from alerts.episodes import open_episodes
    from alerts.outbox import undelivered
    from alerts.store import Store
    from reporting.language import language_of

    file = Home(settings_from(home=home).home).alert_outbox
    episodes: list[dict[str, Any]] = []
    waiting: list[dict[str, Any]] = []
    if file.is_file():
        with Store(file) as store:
            shown = ("subject", "kind", "status", "severity", "opened_at", "told_at", "reminders")
            episodes = [
                {**{name: row[name] for name in shown}, "owner": json.loads(row["details"]).get("owner")}
                for row in open_episodes(store)
            ]
            names = ("channel", "title", "severity", "state", "attempts", "last_error", "created_at", "next_attempt_at")
            waiting = [{name: getattr(message, name) for name in names} for message in undelivered(store)]
    console = terminal()
    if as_json:
        print_json(console, {"episodes": episodes, "messages": waiting})
        return
    say = (language or language_of()).pick
    console.print(say(f"未解決 {len(episodes)}件", f"{len(episodes)} open"))
    for row in episodes:
        owner = f" ({row['owner']})" if row["owner"] else ""
        line = f"  {row['severity']} {row['status']} {row['subject']}{owner} {row['opened_at'][:16]}Z"
        console.print(line, markup=False, soft_wrap=True)
    console.print(say(f"送信待ち {len(waiting)}件", f"{len(waiting)} messages waiting"))
    for row in waiting:
        error = f": {row['last_error']}" if row["last_error"] else ""
        line = f"  {row['channel']} {row['state']} ×{row['attempts']} {row['title']}{error}"
        console.print(line, markup=False, soft_wrap=True)


@alerts_application.command("send")
def send_alerts(
    home: HomeOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
) -> int:
    """Do what the sensor does in one tick, for those who use cron; exit 1 when a channel did not take a message."""
    from alerts.routes import AlertRoutesError
    from orchestration.alerting import tick
    from orchestration.instance import open_instance
    from reporting.language import language_of

    spoken = language or language_of()
    settings = settings_from(home=home)
    try:
        with at_work(spoken.pick("送信しています", "Sending")), open_instance(Home(settings.home)) as instance:
            done = tick(settings, instance, lambda: _checks(settings))
    except AlertRoutesError as error:
        raise CommandError(str(error)) from None
    if not done.channels:
        raise CommandError(NOBODY)
    console = terminal()
    if as_json:
        print_json(console, {**vars(done), "channels": [vars(report) for report in done.channels]})
    else:
        for report in done.channels:
            said = spoken.pick("ほかが送信中", "busy") if report.is_busy else report.error
            delivered = spoken.pick(f"送信 {report.delivered} 件", f"{report.delivered} delivered")
            line = f"{report.channel}: {delivered}" + (f", {said}" if said else "")
            console.print(line, markup=False, soft_wrap=True)
        still, waiting = done.open_episodes, done.pending
        console.print(
            spoken.pick(f"未解決 {still}件、送信待ち {waiting}件", f"{still} open, {waiting} messages waiting")
        )
    return FAILED if any(report.error or report.is_busy for report in done.channels) else 0


@alerts_application.command("test")
def try_channels(
    home: HomeOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
) -> int:
    """Send a test message to every channel at once and say what happened; exit 1 when one did not take it."""
    from alerts.channels import DeliveryError, send
    from reporting.language import language_of

    spoken = language or language_of()
    routes = _routes(settings_from(home=home))
    outcomes = []
    for channel in routes.channels:
        url = channel.url(os.environ)
        title = "[mokuhyo] " + channel.language.pick("試験送信", "test message")
        body = channel.language.pick(
            f"チャネル {channel.name} に通知が届くことを確認する試験です。",
            f"This tries whether alerts reach {channel.name}.",
        )
        try:
            if url is None:
                raise DeliveryError(f"{channel.url_env} is not set. Remedy: set it where the server is started")
            with at_work(channel.name):
                send(url, title, body)
            outcomes.append({"channel": channel.name, "delivered": True, "error": None})
        except DeliveryError as error:
            outcomes.append({"channel": channel.name, "delivered": False, "error": str(error)})
    console = terminal()
    if as_json:
        print_json(console, outcomes)
    else:
        for outcome in outcomes:
            said = spoken.pick("送信済み", "delivered")
            if not outcome["delivered"]:
                said = f"{spoken.pick('失敗', 'failed')}: {outcome['error']}"
            console.print(f"{outcome['channel']}: {said}", markup=False, soft_wrap=True)
    return 0 if all(outcome["delivered"] for outcome in outcomes) else FAILED


@alerts_application.command("check")
def check_routes(
    home: HomeOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
) -> int:
    """Say everything that is wrong with the routes and the addresses, without sending; exit 1 when something is."""
    from alerts.channels import problem_of
    from reporting.language import language_of

    spoken = language or language_of()
    routes = _routes(settings_from(home=home))
    problems = []
    for channel in routes.channels:
        url = channel.url(os.environ)
        said = (
            f"{channel.url_env} is not set. Remedy: set it where the server is started"
            if url is None
            else problem_of(url)
        )
        if said is not None:
            problems.append({"channel": channel.name, "problem": said})
    console = terminal()
    if as_json:
        print_json(console, {"channels": [channel.name for channel in routes.channels], "problems": problems})
    else:
        channels, rules, wrong = len(routes.channels), len(routes.routes), len(problems)
        console.print(
            spoken.pick(
                f"宛先 {channels}、経路 {rules}、問題 {wrong}", f"{channels} channels, {rules} routes, {wrong} problems"
            )
        )
        for problem in problems:
            console.print(f"  {problem['channel']}: {problem['problem']}", markup=False, soft_wrap=True)
    return FAILED if problems else 0


def _routes(settings: Settings) -> AlertRoutes:
    from alerts.routes import AlertRoutesError
    from orchestration.alerting import routes_of

    try:
        routes = routes_of(settings)
    except AlertRoutesError as error:
        raise CommandError(str(error)) from None
    if routes is None:
        raise CommandError(NOBODY)
    return routes


def _checks(settings: Settings) -> list[dg.AssetCheckKey]:
    from orchestration.build import build_definitions

    return list(build_definitions(settings).resolve_asset_graph().asset_check_keys)
