"""KF321-KF323: input and output artifacts (spec R-IN, R-PATHCLEAN, R-ARTLOC, chapter 8)."""

from __future__ import annotations

import posixpath

from kflint.checks.registry import checks_template
from kflint.findings.finding import Finding, at_node
from kflint.model.templates import LEAF_TYPES
from kflint.source.nodes import Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.model.templates import Template

_KEYTAB = ("krbServicePrincipalName", "krbConfigConfigMap", "krbUsername", "krbRealm")
_CCACHE = ("krbServicePrincipalName", "krbConfigConfigMap")


@checks_template("KF321")
def artifact_paths(template: Template, context: Context) -> Iterator[Finding]:
    """Artifacts of templates that do work have a clean path, those of others have none (R-IN-A, 8.3)."""
    if template.type is None:
        return
    for role in ("inputs", "outputs"):
        artifacts = template.inputs("artifacts") if role == "inputs" else template.outputs("artifacts")
        for artifact in artifacts:
            yield from _artifact_path(artifact, template)


def _artifact_path(artifact: Mapping, template: Template) -> Iterator[Finding]:
    path = artifact.string("path")
    name = artifact.string("name")
    called = f"artifact '{name.value}'" if name is not None else "this artifact"
    if template.type not in LEAF_TYPES:
        if path is not None and path.value:
            why = f"{called} can't have a path: a {template.type} template has no files of its own"
            yield at_node("KF321", path, why, key=True)
    elif path is None or not path.value:
        if path is not None or artifact.get("path") is None:
            why = f"{called} needs a 'path': the file or folder where the {template.type} finds or leaves it"
            yield at_node("KF321", path or name or artifact, why)
    elif climbs(path.value):
        yield at_node("KF321", path, f"the path of {called} may not lead upwards with '..'")


def climbs(path: str) -> bool:
    """Whether a path leaves with `..` the folder that stands before it (R-PATHCLEAN; Argo: CleanPath)."""
    if "/../" in path:
        before = path[: path.index("/../")]
    elif path.endswith("/.."):
        before = path[: -len("/..")]
    else:
        return False
    # Go's path.Clean makes one slash of two at the beginning, which Python keeps.
    clean = posixpath.normpath(path)
    return bool(before) and not (clean[1:] if clean.startswith("//") else clean).startswith(before + "/")


@checks_template("KF322")
def input_from(template: Template, context: Context) -> Iterator[Finding]:
    """`from` belongs to arguments and outputs, not to inputs (R-IN-B)."""
    for artifact in template.inputs("artifacts"):
        source = artifact.string("from")
        if source is not None and source.value:
            why = "an input artifact can't have 'from'; the step or task that calls the template gives it, in its arguments"
            yield at_node("KF322", source, why, key=True)


@checks_template("KF323")
def locations(template: Template, context: Context) -> Iterator[Finding]:
    """Git and HDFS locations of input artifacts and of `archiveLocation` are complete (R-ARTLOC)."""
    holders = list(template.inputs("artifacts"))
    archive = template.node.mapping("archiveLocation")
    for holder in [*holders, *([archive] if archive is not None else [])]:
        git = holder.mapping("git")
        if git is not None and not git.filled("repo"):
            yield at_node("KF323", git, "this git artifact does not say which 'repo'", key=True)
        hdfs = holder.mapping("hdfs")
        if hdfs is not None:
            yield from _hdfs(hdfs)


def _hdfs(hdfs: Mapping) -> Iterator[Finding]:
    addresses, path = hdfs.sequence("addresses"), hdfs.string("path")
    if addresses is None or not addresses.items:
        yield at_node("KF323", hdfs, "this hdfs artifact has no 'addresses'", key=True)
    if path is None or not path.value:
        yield at_node("KF323", hdfs, "this hdfs artifact has no 'path'", key=True)
    elif not path.value.startswith(("/", "{{")):
        yield at_node("KF323", path, f"the hdfs path '{path.value}' must be absolute: it must begin with '/'")
    ticket, keytab = hdfs.get("krbCCacheSecret"), hdfs.get("krbKeytabSecret")
    if ticket is None and keytab is None and not hdfs.filled("hdfsUser"):
        why = "this hdfs artifact does not say who reads it: give 'hdfsUser', 'krbCCacheSecret' or 'krbKeytabSecret'"
        yield at_node("KF323", hdfs, why, key=True)
    for secret, needed in ((keytab, _KEYTAB), (ticket, _CCACHE)):
        missing = [field for field in needed if not hdfs.filled(field)] if secret is not None else []
        if secret is not None and missing:
            which = " and ".join(f"'{field}'" for field in missing)
            yield at_node("KF323", secret, f"Kerberos needs {which} beside this secret", key=True)
