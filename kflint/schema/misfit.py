"""A place where a tree is not as Argo's types want it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kflint.schema.schema import Shape
    from kflint.source.nodes import Mapping, Node

# What can be wrong. Unknown fields: NEWER and REMOVED are known in another Argo version, MISPLACED elsewhere in the same object;
# IGNORED and OTHER_CASE stand below a step, where Argo's decoder ignores unknown names and the case of known ones.
UNKNOWN, NEWER, REMOVED, MISPLACED = "unknown", "newer", "removed", "misplaced"
IGNORED, OTHER_CASE = "ignored", "other-case"
# DROPPED: a list or mapping that Argo takes for an empty text.
WRONG_TYPE, MISSING, DROPPED = "wrong-type", "missing", "dropped"
KINDS = (UNKNOWN, WRONG_TYPE, MISSING, NEWER, REMOVED, MISPLACED, IGNORED, DROPPED, OTHER_CASE)


class Home:
    """Where a value belongs: the first of the `names` is a field of the mapping `start`, the second a field of what is there."""

    __slots__ = ("names", "start")

    def __init__(self, start: Mapping, names: tuple[str, ...]) -> None:
        self.start = start
        self.names = names


class Misfit:
    """One structural mistake. `kind` is one of KINDS, `message` a sentence for the author, `help` more of it, or None.

    `node` is the value that is wrong, or whose key is wrong (`at_key`), or that lacks something; `part` narrows a scalar to these
    0-based characters of its value. `home` is where the author most probably meant to put `node`: the names that lead there from a
    mapping around it or beside it. It is None where that is not known, or is where the node stands. `wanted` is the shape that a
    value of WRONG_TYPE should have.
    """

    __slots__ = ("at_key", "help", "home", "kind", "message", "node", "part", "wanted")

    def __init__(
        self,
        kind: str,
        node: Node,
        message: str,
        help: str | None = None,
        at_key: bool = False,
        part: tuple[int, int] | None = None,
        home: Home | None = None,
        wanted: Shape | None = None,
    ) -> None:
        self.kind = kind
        self.node = node
        self.message = message
        self.help = help
        self.at_key = at_key
        self.part = part
        self.home = home
        self.wanted = wanted
