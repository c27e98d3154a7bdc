"""Help in the reader's language: panels, examples and Japanese texts, put onto the commands before they run.

Belongs here: how texts reach the commands. Does not belong here: the texts. English ones stand with the commands, the
Japanese ones and the examples in `help.yml`; a test looks for what lacks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import typer
import yaml
from rich.markup import escape
from rich.text import Text
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from reporting.language import Language, language_of

Function = TypeVar("Function", bound=Callable[..., Any])

HELP_FILE = Path(__file__).with_name("help.yml")
# Words of Typer's own, Japanese and English.
TYPER_WORDS = {
    "ARGUMENTS_PANEL_TITLE": ("引数", "Arguments"),
    "OPTIONS_PANEL_TITLE": ("オプション", "Options"),
    "COMMANDS_PANEL_TITLE": ("コマンド", "Commands"),
    "DEFAULT_STRING": ("[既定: {}]", "[default: {}]"),
    "REQUIRED_LONG_STRING": ("[必須]", "[required]"),
}
USAGE = ("使い方:", "Usage:")


class _FoldingText(Text):
    # A Japanese sentence has no blanks to break at: Typer's tables would cut it off.
    @classmethod
    def from_markup(cls, text: str, **options: Any) -> Text:
        return Text.from_markup(text, **{"overflow": "fold", **options})


class _InReadersLanguage:
    """What the usage line and the help option say; mixed into commands and groups.

    Attributes:
        spoken: The reader's language.
    """

    spoken = Language.ENGLISH

    def get_usage(self, ctx: Any) -> str:
        """Return the usage line."""
        usage: str = super().get_usage(ctx)  # type: ignore[misc]
        return usage.replace(USAGE[1], self.spoken.pick(*USAGE), 1)

    def get_help_option(self, ctx: Any) -> Any:
        """Return the option that shows the help."""
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None and self.spoken is Language.JAPANESE:
            option.help = help_texts()["options"]["--help"]["ja"]
        return option

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Print the help."""
        from typer import rich_utils

        for constant, words in TYPER_WORDS.items():
            setattr(rich_utils, constant, self.spoken.pick(*words))
        vars(rich_utils)["Text"] = _FoldingText
        super().format_help(ctx, formatter)  # type: ignore[misc]


class DescribedCommand(_InReadersLanguage, TyperCommand):
    """A command that speaks the reader's language."""


class DescribedGroup(_InReadersLanguage, TyperGroup):
    """A group of commands that speaks the reader's language."""


class Application(typer.Typer):
    """A group of commands that can be described in the reader's language."""

    def __init__(self, **options: Any) -> None:
        super().__init__(cls=DescribedGroup, no_args_is_help=True, **options)

    def command(self, name: str | None = None, **options: Any) -> Callable[[Function], Function]:
        """Add a command."""
        return super().command(name, **{"cls": DescribedCommand, **options})


@dataclass(frozen=True)
class Described:
    """A command or group with its place.

    Attributes:
        words: What is typed after `mokuhyo`, such as `alerts list`; empty for the application itself.
        command: The command.
    """

    words: str
    command: Any

    @property
    def is_group(self) -> bool:
        """Whether commands belong to it."""
        return isinstance(self.command, TyperGroup)


def language_asked_for(arguments: Sequence[str]) -> Language:
    """Return the language that `--lang` names, or else that of the locale.

    Args:
        arguments: What follows the program's name.
    """
    for position, argument in enumerate(arguments):
        name, _, value = argument.partition("=")
        if name == "--lang":
            asked = value or next(iter(arguments[position + 1 :]), "")
            if asked in tuple(Language):
                return Language(asked)
    return language_of()


def described(application: typer.Typer, language: Language) -> Any:
    """Build the commands of an application with their help in a language.

    Args:
        application: Commands with English texts.
        language: The reader's.

    Returns:
        The group that runs them.
    """
    group, texts = get_command(application), help_texts()
    for one in walk(group):
        _describe(one, texts, language)
    return group


def walk(command: Any, words: str = "") -> Iterator[Described]:
    """Yield a command and everything below it.

    Args:
        command: A command or group.
        words: How it is called.
    """
    yield Described(words, command)
    if isinstance(command, TyperGroup):
        for name, below in command.commands.items():
            yield from walk(below, f"{words} {name}".strip())


@cache
def help_texts() -> Mapping[str, Any]:
    """Read panels, shared options, examples and Japanese texts."""
    # libyaml's reader: every command waits for it.
    texts: Mapping[str, Any] = yaml.load(HELP_FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return texts


def _describe(one: Described, texts: Mapping[str, Any], language: Language) -> None:
    own = texts["commands"].get(one.words, {})
    command = one.command
    if one.is_group:
        order = {words: position for position, words in enumerate(texts["commands"])}
        command.commands = dict(
            sorted(command.commands.items(), key=lambda item: order.get(f"{one.words} {item[0]}".strip(), len(order)))
        )
    command.spoken = language
    japanese = own.get("ja")
    if language is Language.JAPANESE and japanese:
        command.help, command.short_help = japanese, own.get("short_ja") or japanese
    else:
        command.short_help = own.get("short_en") or command.help
    command.help, command.short_help = escape(command.help or ""), escape(command.short_help or "")
    if panel := own.get("panel"):
        command.rich_help_panel = texts["panels"][panel][language.value]
    command.epilog = _epilog(own.get("examples", ()), language)
    for parameter in command.params:
        _describe_parameter(parameter, own.get("options", {}), texts, language)


def _describe_parameter(parameter: Any, own: Mapping[str, str], texts: Mapping[str, Any], language: Language) -> None:
    name = name_of(parameter)
    shared = texts["options"].get(name, {})
    text = parameter.help or ""
    if language is Language.JAPANESE:
        text = own.get(name) or shared.get("ja") or text
    # A bracket in a text is no markup.
    parameter.help = escape(text)
    if panel := shared.get("panel"):
        parameter.rich_help_panel = texts["panels"][panel][language.value]


def name_of(parameter: Any) -> str:
    """Return how `help.yml` calls a parameter: its long option, or an argument's name in capitals."""
    options = [option for option in parameter.opts if option.startswith("--")]
    return str(options[0]) if options else str(parameter.name).upper()


def _epilog(examples: Sequence[Mapping[str, str]], language: Language) -> str | None:
    if not examples:
        return None
    lines = [language.pick("例:", "Examples:")]
    for example in examples:
        lines.append(f"  [bold]{escape(example['command'])}[/bold]\n      {escape(example[language.value])}")
    return "\n".join(lines)
