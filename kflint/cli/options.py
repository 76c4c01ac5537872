"""The options that several commands share, and how they and the configuration make the settings of a run."""

from __future__ import annotations

import os

from kflint.cli.arguments import comma_separated, one_of
from kflint.cli.config import Project, find_project, load_settings
from kflint.cli.streams import AUTO, COLOR_CHOICES
from kflint.error import Error
from kflint.settings import ARGO_VERSIONS, Settings, argo_minor

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from kflint.cli.arguments import Parser

STDIN = "-"
DEFAULT_STDIN_NAME = "<stdin>"


def add_input_options(parser: Parser) -> None:
    """Adds the paths, and what is about finding files."""
    group = parser.add_argument_group("files")
    group.add_argument(
        "paths",
        metavar="PATH",
        nargs="*",
        help="files, folders (all YAML and JSON in them that .gitignore doesn't exclude), or - for the standard input; "
        "without any, the current folder",
    )
    group.add_argument("--stdin-filename", metavar="PATH", help="what to call the standard input, and where it would be")
    group.add_argument(
        "--config", metavar="FILE", help="the configuration; otherwise .kflint.yaml or pyproject.toml at the root of the project"
    )


def add_rule_options(parser: Parser) -> None:
    """Adds what is about the rules."""
    group = parser.add_argument_group(
        "rules", "RULES are codes (KF601), their beginnings (KF6), names, consequences, profiles, or ALL."
    )
    group.add_argument(
        "--argo-version", metavar="VERSION", help=f"the Argo to lint for, {ARGO_VERSIONS[0]} to {ARGO_VERSIONS[-1]} (the default)"
    )
    for option, text in (
        ("--select", "only these rules; what the configuration says of rules doesn't count then"),
        ("--ignore", "not these rules"),
        ("--extend-select", "also these rules"),
    ):
        group.add_argument(option, metavar="RULES", type=comma_separated, action="extend", help=text)
    group.add_argument("--strict-refs", action="store_true", help="a reference that is found nowhere is an error, not a warning")
    group.add_argument(
        "--crds",
        metavar="PATH",
        action="append",
        default=[],
        help="a file or folder with CustomResourceDefinitions: manifests of their kinds are checked against them (repeatable)",
    )
    group.add_argument("--no-ignores", action="store_true", help="'# kflint: ignore' comments count for nothing")


def add_color_option(parser: argparse._ActionsContainer) -> None:
    """Adds `--color` to a parser or a group of its arguments."""
    parser.add_argument(
        "--color", metavar="WHEN", type=one_of(COLOR_CHOICES), default=AUTO, help="colour: auto (the default), always or never"
    )


def add_output_options(parser: Parser) -> None:
    """Adds what is about the output of every command that looks at files."""
    group = parser.add_argument_group("output")
    add_color_option(group)
    group.add_argument("-q", "--quiet", action="store_true", help="findings only, nothing about the run")
    group.add_argument("--debug", action="store_true", help="where in kflint an internal error happened")


def configured(arguments: argparse.Namespace) -> Settings:
    """The settings that the configuration makes. Raises `Error`."""
    return load_settings(project_of(arguments))


def with_rule_options(settings: Settings, arguments: argparse.Namespace) -> Settings:
    """The settings as the options of `add_rule_options` change them. Raises `Error`.

    `--select` replaces what the configuration says about rules; `--ignore` and `--extend-select` add to it.
    """
    if arguments.argo_version is not None:
        settings = settings._replace(argo_version=argo_minor(arguments.argo_version))
    if arguments.select is not None:
        settings = settings._replace(select=tuple(arguments.select), ignore=(), extend_select=(), per_path_ignores=())
    settings = settings._replace(
        ignore=settings.ignore + tuple(arguments.ignore or ()),
        extend_select=settings.extend_select + tuple(arguments.extend_select or ()),
        strict_refs=settings.strict_refs or arguments.strict_refs,
        comments=not arguments.no_ignores,
        crds=settings.crds + tuple(arguments.crds),
    )
    _ = settings.enabled  # a selector that means nothing is told before any file is read
    if settings.crds:
        from kflint.schema.crds import custom_resources

        custom_resources(settings.crds)  # and so are definitions that can't be read
    return settings


def project_of(arguments: argparse.Namespace) -> Project:
    """The project that the arguments of `add_input_options` are about. Raises `Error`."""
    if arguments.config is not None:
        if not os.path.isfile(arguments.config):
            raise Error(f"{arguments.config}: there is no such configuration file")
        return Project(os.path.dirname(os.path.abspath(arguments.config)), arguments.config)
    first = arguments.paths[0] if arguments.paths else "."
    if first == STDIN:
        first = arguments.stdin_filename or "."
    project = find_project(first if os.path.isdir(first) else os.path.dirname(first))
    here = os.path.join(os.getcwd(), "")
    path = project.path
    return Project(project.root, path[len(here) :] if path is not None and path.startswith(here) else path)
