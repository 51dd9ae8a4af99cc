"""Options that are not typed: those of a configuration file, and those that a report remembers."""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from workbench.embedding import find_card
from workbench.errors import FileError, InputError, did_you_mean

FORGOTTEN = (
    "answered",
    "answers",
    "categories",
    "cells",
    "compare_with",
    "config",
    "endpoint",
    "exclude_lines",
    "fail_if",
    "gaps",
    "help",
    "json",
    "last",
    "learned",
    "ledger",
    "namer",
    "namer_model",
    "other",
    "output",
    "overwrite",
    "page",
    "query",
    "questions",
    "quiet",
    "report",
    "save",
    "suggest",
    "table",
    "title",
)
"""What no report remembers: files and addresses of one run, and what does not change a result.

Whoever sends a report could otherwise choose where texts are sent when it is verified.
"""

OF_VERIFY = ("other", "categories", "compare_with", "answers")
"""Options of `verify` that name a file which the command that made a table reads."""

SAME_NAME = {"read_table": "table-name"}
"""What an option is called here that has the name of a command's own word."""


def with_config(whole: argparse.ArgumentParser, arguments: Sequence[str]) -> list[str]:
    """Return what was typed, and in front of it what the file of ``--config`` says."""
    path = _config_of(arguments)
    if path is None or not arguments or arguments[0] not in _commands(whole):
        return list(arguments)
    return with_settings(whole, arguments, _settings_in(path, whole, arguments[0]))


def _config_of(arguments: Sequence[str]) -> str | None:
    finder = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    finder.add_argument("--config", nargs="?")
    path: str | None = finder.parse_known_args(list(arguments))[0].config
    return path


def _settings_in(path: str, whole: argparse.ArgumentParser, command: str) -> dict[str, Any]:
    """Return the settings for one command: its own section, then those of all."""
    try:
        given = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise FileError(f"--config {path} could not be read: {reason}.") from error
    except tomllib.TOMLDecodeError as error:
        raise FileError(f"--config {path} is no TOML file: {error}") from error
    commands = _commands(whole)
    chosen: dict[str, Any] = {}
    for name, value in given.items():
        if isinstance(value, dict):
            _check(name, commands, f"--config {path}: [{name}] is no command.")
        elif _action(commands[command], name) is not None:
            chosen[name] = value
        else:  # it may be for other commands
            _check(name, _names(*commands.values()), f"--config {path}: {name} is no option.")
    own: dict[str, Any] = given.get(command, {})
    for name in own:
        wrong = f"--config {path}: {name} is no option of {command}."
        _check(name, _names(commands[command]), wrong)
    return chosen | own


def _check(name: str, known: Collection[str], wrong: str) -> None:
    """Refuse a name that is not known, and say which one was probably meant."""
    named = name.replace("_", "-")
    if named not in known:
        raise InputError(f"{wrong}{did_you_mean(named, known)}")


def _names(*commands: argparse.ArgumentParser) -> set[str]:
    return {_name(action) for command in commands for action in _actions(command)}


def with_settings(
    whole: argparse.ArgumentParser, arguments: Sequence[str], settings: Mapping[str, Any]
) -> list[str]:
    """Return the arguments with settings in front of what was typed, which counts more."""
    command = _commands(whole)[arguments[0]]
    typed = set(_typed(command, arguments[1:]))
    words: list[str] = []
    for name, value in settings.items():
        action = _action(command, name)
        if action is None or action.dest in typed:
            continue
        if action.option_strings:
            words += _words(action, value)
        else:  # a table that stands in the file need not be typed
            action.nargs, action.default = "?", str(value)
    return [arguments[0], *words, *arguments[1:]]


def _typed(command: argparse.ArgumentParser, arguments: Sequence[str]) -> Iterator[str]:
    """Yield the options that were typed; the beginning of a name will do."""
    for word in arguments:
        name = word.split("=")[0]
        if name.startswith("--") and len(name) > 2:
            actions = _actions(command)
            exact = [one.dest for one in actions if name in one.option_strings]
            yield from exact or (
                one.dest
                for one in actions
                if any(option.startswith(name) for option in one.option_strings)
            )


def _words(action: argparse.Action, value: Any) -> list[str]:
    """Write a setting as it is typed; what it may be, the parser then says."""
    option = action.option_strings[0]
    if isinstance(value, bool):
        if value:
            return [option]
        opposite = f"--no-{option.removeprefix('--')}"
        return [opposite] if opposite in action.option_strings else []
    values = value if isinstance(value, list) else [value]
    if not all(isinstance(one, (str, int, float, list)) for one in values):
        raise InputError(f"{option} takes a text, a number or a list of them, got {value!r:.60}.")
    if action.nargs == 2:
        pairs = [one.split() if isinstance(one, str) else one for one in values]
        return [str(word) for pair in pairs for word in (option, *pair)]
    return [f"{option}={one}" for one in values]


def remembered(whole: argparse.ArgumentParser, options: argparse.Namespace) -> dict[str, Any]:
    """Return what was typed, by option, as far as a report may remember it."""
    command = _commands(whole)[options.command]
    kept: dict[str, Any] = {}
    for action in _actions(command):
        value = getattr(options, action.dest, None)
        if action.dest in FORGOTTEN or value is None or value == action.default:
            continue
        if action.dest == "model" and find_card(str(value)) is None:
            continue
        kept[_name(action)] = value
    return kept


def with_remembered(
    whole: argparse.ArgumentParser, arguments: Sequence[str], stored: Any
) -> list[str]:
    """Return what was typed to verify a report, with the options that the report remembers."""
    if not isinstance(stored, dict):
        return list(arguments)
    command = _commands(whole)[arguments[0]]
    settings: dict[str, Any] = {}
    for name, value in stored.items():
        action = _action(command, str(name))
        if action is None or action.dest in FORGOTTEN or not action.option_strings:
            continue
        if action.dest == "model" and find_card(str(value)) is None:
            continue
        settings[str(name)] = value
    return with_settings(whole, arguments, settings)


def words_again(
    whole: argparse.ArgumentParser,
    options: argparse.Namespace,
    command: str,
    stored: Mapping[str, Any],
) -> list[str]:
    """Return a command with the options that its table remembers, as `verify` was typed.

    What was typed behind `verify` counts more than what is remembered.
    """
    verify, other = _commands(whole)["verify"], _commands(whole)[command]
    words = [command]
    for name in dict.fromkeys(_typed(verify, options.typed[1:])):
        if name in ("table", "title", "last", "json", *OF_VERIFY):
            continue
        option = _name(next(one for one in _actions(verify) if one.dest == name))
        action = _action(other, option)
        if action is None:
            raise InputError(f"--{option} is no option of workbench {command}, which made it.")
        words += _words(action, getattr(options, name))
    return with_remembered(whole, words, dict(stored))


def _commands(whole: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """Return the parser of each command; argparse has no public list of them."""
    for action in whole._actions:  # noqa: SLF001
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            return dict(action.choices)
    return {}


def _actions(command: argparse.ArgumentParser) -> list[argparse.Action]:
    return [one for one in command._actions if one.dest != "help"]  # noqa: SLF001


def _action(command: argparse.ArgumentParser, name: str) -> argparse.Action | None:
    """Return the option, or the word that is typed without one, of this name."""
    named = name.replace("_", "-")
    return next((one for one in _actions(command) if named == _name(one)), None)


def _name(action: argparse.Action) -> str:
    """Return the name of an option without dashes in front."""
    if action.dest in SAME_NAME:
        return SAME_NAME[action.dest]
    return action.option_strings[0].removeprefix("--") if action.option_strings else action.dest
