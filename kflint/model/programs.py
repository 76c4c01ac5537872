"""The program text that a container is given: a script's source, and what stands behind `sh -c` and its like."""

from __future__ import annotations

from kflint.record import NamedTuple
from kflint.source.nodes import Mapping, Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.model.templates import Template

SHELLS = frozenset(("sh", "bash", "dash", "ash", "ksh", "mksh", "zsh", "fish"))
# Interpreters, and the options behind which they take their program.
_OPTIONS = {
    **dict.fromkeys(("perl", "ruby"), ("-e", "-E")),
    **dict.fromkeys(("node", "nodejs"), ("-e", "--eval", "-p", "--print")),
    "php": ("-r",),
    "pwsh": ("-c", "-Command", "-command"),
    "powershell": ("-c", "-Command", "-command"),
}
_PREFIXES = frozenset(("env", "exec", "tini", "dumb-init", "sudo", "nice", "--", "-s", "-g"))


class Program(NamedTuple):
    """A program's text. `interpreter` is the name of what runs it, without folder (`bash`, `python3`), empty if unknown."""

    text: Scalar
    interpreter: str
    is_script: bool

    @property
    def is_shell(self) -> bool:
        """Whether a shell runs it."""
        return self.interpreter in SHELLS


def programs_of(template: Template) -> Iterator[Program]:
    """The program texts in the containers of a template that the author wrote."""
    from kflint.model.pods import containers_of

    script = template.node.mapping("script")
    source = script.string("source") if script is not None else None
    if script is not None and source is not None and source.value:
        words = _words(script, "command")
        name = _interpreter(words)[0] if words else ""
        yield Program(source, name, True)
    for container in containers_of(template):
        if container.node is not script:
            yield from _behind_option(container.node)


def _behind_option(container: Mapping) -> Iterator[Program]:
    words = [*_words(container, "command"), *_words(container, "args")]
    name, at = _interpreter(words)
    if not name:
        return
    for index in range(at, len(words) - 1):
        word = words[index].value
        if _takes_program(name, word):
            yield Program(words[index + 1], name, False)
            return
        if not word.startswith("-") and not words[index - 1].value.endswith("o"):
            return  # a file to run: what follows are its arguments; `-o pipefail` is an option with a word


def _takes_program(name: str, option: str) -> bool:
    if name in SHELLS:
        return option.startswith("-") and not option.startswith("--") and option.endswith("c")
    if name.startswith("python"):
        return option.startswith("-") and not option.startswith("--") and option.endswith("c")
    return option in _OPTIONS.get(name, ())


def _interpreter(words: list[Scalar]) -> tuple[str, int]:
    """The name of the interpreter that a command line starts, and the index behind it; "" where it starts none that is known."""
    for index, word in enumerate(words):
        name = word.value.rpartition("/")[2]
        if name in SHELLS or name in _OPTIONS or name.rstrip("0123456789.") == "python":
            return name, index + 1
        if name not in _PREFIXES:
            break
    return "", 0


def _words(container: Mapping, field: str) -> list[Scalar]:
    """The words of `command` or `args`."""
    found = container.sequence(field)
    return [item for item in found.items if isinstance(item, Scalar)] if found is not None else []
