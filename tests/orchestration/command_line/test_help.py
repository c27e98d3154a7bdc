"""Help that teaches, in both languages: every command and option has its texts, and nothing is cut off."""

from __future__ import annotations

import re
from typing import Any

import pytest

from orchestration.command_line.application import all_commands, run_application
from orchestration.command_line.described import described, help_texts, name_of, walk
from reporting.language import Language

COMMANDS = {one.words: one for one in walk(described(all_commands(), Language.ENGLISH))}
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")


def bare(text: str) -> str:
    """Return a text without what breaks it into lines and cells."""
    return re.sub(r"[\s│\\]", "", text)


def ways() -> list[tuple[str, Any]]:
    return [(words, parameter) for words, one in COMMANDS.items() for parameter in one.command.params]


@pytest.mark.parametrize("words", COMMANDS)
def test_a_command_has_its_texts_in_both_languages(words: str) -> None:
    texts, command = help_texts()["commands"][words], COMMANDS[words].command
    assert command.help
    assert not JAPANESE.search(command.help)
    assert JAPANESE.search(texts["ja"])


@pytest.mark.parametrize("words", [words for words, one in COMMANDS.items() if not one.is_group])
def test_a_command_shows_how_it_is_called(words: str) -> None:
    examples = help_texts()["commands"][words]["examples"]
    assert 1 <= len(examples) <= 3
    for example in examples:
        assert example["command"].startswith(f"mokuhyo {words}")
        assert JAPANESE.search(example["ja"])
        assert not JAPANESE.search(example["en"])


@pytest.mark.parametrize("words", [words for words, one in COMMANDS.items() if not one.is_group])
def test_the_options_of_an_example_exist(words: str) -> None:
    known = {name for parameter in COMMANDS[words].command.params for name in parameter.opts} | {"--help"}
    for example in help_texts()["commands"][words]["examples"]:
        called = example["command"].partition("|")[0]
        assert set(re.findall(r"(?<!\S)--[a-z0-9-]+", called)) <= known


def test_every_option_and_argument_is_described_in_both_languages() -> None:
    texts = help_texts()
    lacking = [
        f"{words} {name_of(parameter)}"
        for words, parameter in ways()
        if not parameter.help
        or not (
            texts["commands"][words].get("options", {}).get(name_of(parameter))
            or texts["options"].get(name_of(parameter), {}).get("ja")
        )
    ]
    assert lacking == []


def test_no_text_is_left_of_what_is_there_no_more() -> None:
    texts = help_texts()
    named = {name_of(parameter) for _, parameter in ways()} | {"--help"}
    own = {words: {name_of(parameter) for parameter in one.command.params} for words, one in COMMANDS.items()}
    assert set(texts["commands"]) == set(COMMANDS)
    assert set(texts["options"]) <= named
    for words, texts_of in texts["commands"].items():
        assert set(texts_of.get("options", {})) <= own[words], words


def test_commands_stand_by_what_one_wants_to_do() -> None:
    panels = {words: help_texts()["commands"][words].get("panel") for words in COMMANDS if words and " " not in words}
    assert None not in panels.values()
    assert set(panels.values()) <= set(help_texts()["panels"])
    assert list(COMMANDS[""].command.commands)[:2] == ["run", "sample"]


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("words", COMMANDS)
def test_help_is_whole_on_a_narrow_terminal(
    words: str, language: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    if words == "metrics":
        return  # MetricFlow answers `--help` itself
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LC_ALL", {"ja": "ja_JP.UTF-8", "en": "C.UTF-8"}[language])
    assert run_application([*words.split(), "--help"]) == 0
    shown = capsys.readouterr().out
    assert ("使い方: mokuhyo" in shown) is (language == "ja")
    assert ("Usage: mokuhyo" in shown) is (language == "en")
    command = {one.words: one.command for one in walk(described(all_commands(), Language(language)))}[words]
    for text in (command.help, *(parameter.help for parameter in command.params)):
        assert bare(text) in bare(shown)
    for example in help_texts()["commands"][words].get("examples", ()):
        assert bare(example[language]) in bare(shown)
        shown = shown.replace(example["command"], "")
    assert bool(JAPANESE.search(shown)) is (language == "ja")


def test_a_bracket_in_a_text_is_no_markup(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    run_application(["retract", "--help"])
    assert "[the newest]" in " ".join(capsys.readouterr().out.replace("│", " ").split())
