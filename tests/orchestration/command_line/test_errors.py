"""How errors end: in the reader's language, with a remedy, with the right exit code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer

from orchestration.command_line.application import CommandError, UsageError, run_application
from orchestration.command_line.errors import error_text, in_japanese, sentences
from reporting.language import Language
from tests.orchestration.command_line.sentences import sentences_with_remedy

FOLDERS = (
    "alerts",
    "expectations",
    "ingest",
    "orchestration",
    "profiles",
    "reporting",
    "spark",
    "synthetic",
    "targets",
)
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")
# Sentences that no command ends with, and those put together from parts, which stay under a Japanese heading.
NOT_TRANSLATED = {
    "alerts/channels.py": "the problems of an address, shown beside the channel",
    "alerts/routes.py": "listed from what pydantic found",
    "expectations/runner.py": "an error of a program",
    "ingest/delivery.py": "what a receipt says of a file",
    "ingest/errors.py": "what a receipt says of a file",
    "ingest/integrity.py": "a warning of a run",
    "orchestration/assets/gaps.py": "metadata of the UI",
    "orchestration/assets/publication.py": "metadata of the UI",
    "orchestration/automation/alert_sensor.py": "a skip reason of the UI",
    "orchestration/build_order.py": "put together from parts",
    "orchestration/checks/verdicts.py": "metadata of the UI",
    "orchestration/engines.py": "a part of a sentence",
    "orchestration/doctor/findings.py": "the mark alone",
    "orchestration/command_line/errors.py": "the mark alone",
    "reporting/charts/rendering.py": "an error of a program",
    "reporting/publication.py": "an error of a program",
    "reporting/report/figures.py": "an error of a program",
    "reporting/rollback.py": "a part of a sentence",
    "spark/session.py": "a part of a sentence",
}
RAISED = sorted({sentence for file, sentence in sentences_with_remedy(*FOLDERS) if file not in NOT_TRANSLATED})
# Said by the commands themselves, in both languages where they stand; or parts.
SAID_IN_BOTH = (
    ". Remedy: correct the option",
    "not in it: ",
    "Dagster keeps its runs",
    "Dagster kept its runs",
    "no export lies in ",
)


@pytest.mark.parametrize("sentence", [one for one in RAISED if not one.startswith(SAID_IN_BOTH) and len(one) > 10])
def test_every_sentence_is_there_in_japanese(sentence: str) -> None:
    said = sentence.format(*(f"<{number}>" for number in range(10)))
    japanese = in_japanese(said)
    assert "対処: " in japanese
    assert "Remedy" not in japanese
    what = japanese.partition("対処: ")[0]
    # Only what is nothing but values stays as it is.
    assert JAPANESE.search(what) or not re.sub(r"<\d>|[\s:.。]", "", what), japanese
    # Nothing that the error names is lost.
    assert set(re.findall(r"<\d>", said)) == set(re.findall(r"<\d>", japanese))


def test_both_languages_have_the_same_places() -> None:
    for english, japanese in sentences().listed.items():
        assert sorted(re.findall(r"\{(\d)\}", japanese)) == re.findall(r"\{(\d)\}", english), japanese


@pytest.mark.parametrize("language", [Language.JAPANESE, Language.ENGLISH])
@pytest.mark.parametrize(
    ("error", "code"),
    [
        (CommandError("the lake is dry. Remedy: wait for rain."), 1),
        (UsageError("there is no lake 'x'. Remedy: name another."), 2),
        (CommandError("the lake is dry"), 1),
        (ValueError("one of a library's sentences"), 1),
        (KeyError("lake"), 1),
        (OSError(28, "No space left on device"), 1),
        (RuntimeError(""), 1),
    ],
)
def test_whatever_goes_wrong_ends_with_a_remedy(
    error: Exception, code: int, language: Language, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "ja_JP.UTF-8" if language is Language.JAPANESE else "C")

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("orchestration.project.scaffold.make_project", fail)
    assert run_application(["init", "nowhere"]) == code
    said = capsys.readouterr().err
    assert said.startswith(language.pick("エラー: ", "Error: "))
    assert language.pick("対処: ", "Remedy: ") in said
    assert "Traceback" not in said


def test_an_interrupted_command_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise typer.Abort

    monkeypatch.setattr("orchestration.project.scaffold.make_project", fail)
    assert run_application(["init", "nowhere"]) == 1


@pytest.mark.parametrize(
    ("arguments", "english", "japanese"),
    [
        (["bogus"], "No such command 'bogus'", "コマンド 'bogus' はない"),
        (["run", "--bogus"], "No such option: --bogus", "オプション --bogus はない"),
        (["run", "--as-of", "x"], "'x' does not match", "'x' は '%Y-%m-%d' の形でない"),
        (["explain"], "Missing argument", "引数"),
        (["retract", "a.csv"], "Missing option '--reason'", "オプション '--reason' がない"),
        (["runs", "--last", "0"], "Invalid value for '--last'", "'--last' の値が使えない"),
        (["status", "--home"], "requires an argument", "には値が要る"),
        (["status", "extra"], "unexpected extra argument", "余分な引数"),
    ],
)
def test_wrong_usage_is_said_in_both_languages(
    arguments: list[str],
    english: str,
    japanese: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for locale, sentence, mark in (("C", english, "Remedy: "), ("ja_JP.UTF-8", japanese, "対処: ")):
        monkeypatch.setenv("LC_ALL", locale)
        assert run_application(arguments) == 2
        said = capsys.readouterr().err
        assert sentence in said
        assert mark in said
        assert "mokuhyo" in said


def test_the_language_option_outweighs_the_locale(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    assert run_application(["status", "--lang", "ja", "--home", str(tmp_path)]) == 1
    assert "まだ何も公開されていない" in capsys.readouterr().err
    assert run_application(["status", "--lang=en", "--home", str(tmp_path)]) == 1
    assert "nothing is published" in capsys.readouterr().err


def test_a_message_with_a_bracket_is_shown_as_it_is() -> None:
    assert error_text(CommandError("[red] is no name. Remedy: choose another."), Language.ENGLISH).startswith("[red]")


def test_verbose_shows_where_an_error_comes_from(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_application(["status", "-v", "--home", str(tmp_path)]) == 1
    assert "Traceback" in capsys.readouterr().err
