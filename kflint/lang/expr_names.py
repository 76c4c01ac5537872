"""Which names an expression finds at its place in a workflow.

Sources: the environments that Argo Workflows 4.1 builds (`util/expr/env`, `workflow/controller`, `workflow/data`, `workflow/cron`,
`workflow/executor/agent`, `server/event/dispatch`), and sprig 3.3.0, of which Argo leaves out `env` and `expandenv`.
"""

from __future__ import annotations

from collections.abc import Mapping

from kflint.lang.expr_types import (
    ANY,
    BYTES,
    FLOAT,
    INT,
    INT64,
    MAP,
    TEXT,
    TEXTS,
    Type,
    function,
    map_with,
)
from kflint.record import NamedTuple

# Go templates' helper functions. Argo hands them over as a map of functions, so that expr-lang can't check the calls.
_SPRIG_NAMES = """
    abbrev abbrevboth add add1 add1f addf adler32sum ago all any append atoi b32dec b32enc b64dec b64enc base bcrypt biggest
    buildCustomCert camelcase cat ceil chunk clean coalesce compact concat contains date dateInZone dateModify date_in_zone
    date_modify decryptAES deepCopy deepEqual default derivePassword dict dig dir div divf duration durationRound empty
    encryptAES ext fail first float64 floor fromJson genCA genCAWithKey genPrivateKey genSelfSignedCert
    genSelfSignedCertWithKey genSignedCert genSignedCertWithKey get getHostByName has hasKey hasPrefix hasSuffix hello
    htmlDate htmlDateInZone htpasswd indent initial initials int int64 isAbs join kebabcase keys kindIs kindOf last list
    lower max maxf merge mergeOverwrite min minf mod mul mulf mustAppend mustChunk mustCompact mustDateModify mustDeepCopy
    mustFirst mustFromJson mustHas mustInitial mustLast mustMerge mustMergeOverwrite mustPrepend mustPush mustRegexFind
    mustRegexFindAll mustRegexMatch mustRegexReplaceAll mustRegexReplaceAllLiteral mustRegexSplit mustRest mustReverse
    mustSlice mustToDate mustToJson mustToPrettyJson mustToRawJson mustUniq mustWithout must_date_modify nindent nospace now
    omit osBase osClean osDir osExt osIsAbs pick pluck plural prepend push quote randAlpha randAlphaNum randAscii randBytes
    randInt randNumeric regexFind regexFindAll regexMatch regexQuoteMeta regexReplaceAll regexReplaceAllLiteral regexSplit
    repeat replace rest reverse round semver semverCompare seq set sha1sum sha256sum sha512sum shuffle slice snakecase
    sortAlpha split splitList splitn squote sub subf substr swapcase ternary title toDate toDecimal toJson toPrettyJson
    toRawJson toString toStrings trim trimAll trimPrefix trimSuffix trimall trunc tuple typeIs typeIsLike typeOf uniq
    unixEpoch unset until untilStep untitle upper urlJoin urlParse uuidv4 values without wrap wrapWith
"""
SPRIG = frozenset(_SPRIG_NAMES.split())

SPRIG_FIELDS = dict.fromkeys(SPRIG, ANY)

FUNCTIONS = {
    "asInt": function([ANY], [ANY], actual=INT),
    "asFloat": function([ANY], [ANY], actual=FLOAT),
    "jsonpath": function([TEXT, TEXT], [ANY]),
    "toJson": function([ANY], [TEXT]),
    "sprig": map_with(SPRIG_FIELDS),
}


class Environment(NamedTuple):
    """The variables and functions that an expression can name, with their types.

    `closed` is False where there may be others: then a name that is not here is not a mistake.
    """

    names: Mapping[str, Type]
    closed: bool = True


def nested(variables: Mapping[str, Type]) -> dict[str, Type]:
    """Turn variables with dotted names into maps within maps, as Argo does: `{"a.b": TEXT}` into `{"a": map with b}`.

    A variable whose name is also the beginning of a longer one (`inputs.parameters` beside `inputs.parameters.x`) is lost.
    """
    tree: dict[str, Type] = {}
    branches: dict[str, dict[str, Type]] = {}
    for name, found in variables.items():
        first, dot, rest = name.partition(".")
        if dot:
            branches.setdefault(first, {})[rest] = found
        else:
            tree[first] = found
    for first, branch in branches.items():
        tree[first] = map_with(nested(branch))
    return tree


def template_environment(variables: Mapping[str, Type], closed: bool = True) -> Environment:
    """The environment of `{{=...}}`, hooks, `valueFrom.expression`, `fromExpression` and `labelsFrom`.

    `variables` are those of the place by their dotted names; all that Argo puts there is TEXT, but artifacts, which are ANY.
    `closed` as in Environment.
    """
    return Environment({**nested(variables), **FUNCTIONS}, closed)


def data_environment(data: Type = TEXTS) -> Environment:
    """The environment of `data.transformation[].expression`: for the first one `data` is the list of file names.

    For those after it, `data` is what the one before gave: give ANY unless that is known.
    """
    return Environment({"data": data})


# retryStrategy.expression
_RETRY_NAMES = dict.fromkeys(("retries", "lastRetry.exitCode", "lastRetry.status", "lastRetry.duration"), TEXT)
RETRY_BEFORE_3_5 = template_environment(_RETRY_NAMES)
RETRY = template_environment({**_RETRY_NAMES, "lastRetry.message": TEXT})

# http.successCondition
HTTP = Environment(
    {
        "request": map_with({"method": TEXT, "url": TEXT, "body": TEXT, "bodyBytes": BYTES, "headers": ANY}),
        "response": map_with({"statusCode": INT, "body": TEXT, "headers": ANY}),
    }
)

# CronWorkflow stopStrategy.expression. Labels and annotations as JSON are bytes there; the last time can be nil.
STOP = Environment(
    {
        "cronworkflow": map_with(
            {
                **dict.fromkeys(("name", "namespace"), TEXT),
                **dict.fromkeys(("failed", "succeeded"), INT64),
                **dict.fromkeys(("labels.json", "annotations.json"), BYTES),
                **dict.fromkeys(("labels", "annotations", "lastScheduledTime"), ANY),
            }
        )
    }
)

# WorkflowEventBinding: event.selector and valueFrom.event.
EVENT = Environment({"namespace": TEXT, "discriminator": TEXT, "metadata": MAP, "payload": ANY})

# WorkflowEventBinding: submit.metadata.
EVENT_METADATA = Environment({**EVENT.names, **FUNCTIONS})
