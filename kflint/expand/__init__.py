"""What does the shorthand stand for? Reads annotations, plans the changes, writes the edits.

The package can be called: `kflint.expand(source)` is a public function (`kflint.api.expand`), and importing any module of this
package makes Python bind the attribute `expand` of `kflint` to the package. So that it means the same before and after, it is both.
"""

from __future__ import annotations

import sys
from types import ModuleType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kflint.api import Expansion


class _CallablePackage(ModuleType):
    def __call__(self, source: bytes | str, *, path: str = "<string>") -> Expansion:
        from kflint.api import expand

        return expand(source, path=path)


sys.modules[__name__].__class__ = _CallablePackage
