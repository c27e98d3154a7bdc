"""`mokuhyo metrics`: figures by metric and dimension, from what is published."""

from __future__ import annotations

import typer

from orchestration.command_line.application import HomeOption, application, settings_from

# Not its tutorial, which writes a project of samples.
COMMANDS = ("query", "list", "validate-configs", "health-checks")


@application.command(
    add_help_option=False,
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)
def metrics(context: typer.Context, home: HomeOption = None) -> None:
    """Query metrics by dimensions with MetricFlow's commands: query, list, validate-configs; `query --help`."""
    from orchestration.metric_queries import metric_flow

    settings = settings_from(home=home)
    with metric_flow(settings) as configuration:
        from click import Group
        from dbt_metricflow.cli.main import cli

        # The commands without the group around them, which asks the package index for a newer version at every start.
        group = Group("metrics", commands={name: cli.commands[name] for name in COMMANDS}, no_args_is_help=True)
        group.main(args=context.args, prog_name="mokuhyo metrics", standalone_mode=False, obj=configuration)
