"""The rules about security find what is planted, and leave alone what only looks like it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from kflint.checks.security_secrets import _SHAPES
from kflint.checks.security_transport import is_near
from kflint.linter import lint_bytes
from kflint.settings import Settings
from tests.checks.security import check, container, told, workflow

INPUT = "inputs:\n  parameters:\n    - name: x\n      value: y\n"


def shell(program: str, command: str = "[sh, -c]") -> str:
    """A workflow whose container runs a program text."""
    return container(f"command: {command}\nargs:\n  - |\n    {program}\n", INPUT)


@pytest.mark.parametrize(
    "command",
    [
        "[sh, -c]",
        "[/bin/bash, -ec]",
        "[bash, -euo, pipefail, -c]",
        "[/usr/bin/env, python3, -c]",
        "[python3.12, -u, -c]",
        "[node, -e]",
    ],
)
def test_programs_in_arguments(command: str) -> None:
    check(shell('echo "«{{inputs.parameters.x}}»"', command), "KF902")


@pytest.mark.parametrize("command", ["[echo]", "[sh]", "[python, main.py, -c]", "[tool, -c]", "[sh, run.sh, -c]"])
def test_arguments_that_are_no_programs(command: str) -> None:
    check(shell("{{inputs.parameters.x}} and more", command), "KF902")


def test_only_the_word_behind_the_option_is_a_program() -> None:
    check(container('command: [sh, -c]\nargs: [\'echo "$1"\', sh, "{{inputs.parameters.x}}"]\n', INPUT), "KF902")
    check(container('args: [sh, -c, "echo «{{inputs.parameters.x}}»"]\n', INPUT), "KF902")
    check(container('command: [sh, -c, "echo «{{inputs.parameters.x}}»"]\n', INPUT), "KF902")


@pytest.mark.parametrize(
    ("tag", "outside"),
    [
        ("{{inputs.parameters.x}}", True),
        ("{{ inputs.parameters.x }}", True),
        ("{{workflow.parameters.x}}", True),
        ("{{workflow.annotations.note}}", True),
        ("{{item}}", True),
        ("{{item.name}}", True),
        ("{{=inputs.parameters.x + '!'}}", True),
        ("{{=inputs.parameters['x']}}", True),
        ("{{=asInt(inputs.parameters.x) + 1}}", False),
        ("{{=toJson(inputs.parameters.x)}}", False),
        ("{{workflow.name}}", False),
        ("{{workflow.labels.app}}", False),
        ("{{pod.name}}", False),
        ("{{retries}}", False),
        ("{{inputs.artifacts.data.path}}", False),
        ("{{outputs.parameters.y.path}}", False),
        ("{{itemize}}", False),
    ],
)
def test_whose_text_it_is(tag: str, outside: bool) -> None:
    source = f"«{tag}»" if outside else tag
    text = workflow(f"- name: main\n  script:\n    image: alpine:3.20\n    command: [sh]\n    source: |\n      echo {source}\n")
    check(text, "KF901")


def test_each_variable_is_told_once_and_says_how() -> None:
    source = "print('«{{inputs.parameters.file-name}}»', '{{inputs.parameters.file-name}}')"
    template = f"- name: main\n  script:\n    image: python:3.12\n    command: [python]\n    source: |\n      {source}\n"
    check(workflow(template), "KF901")
    plain = workflow(template.replace("«", "").replace("»", ""))
    (finding,) = lint_bytes(plain.encode(), "a.yaml", Settings(select=("KF901",)))
    assert finding.help is not None
    assert "FILE_NAME" in finding.help
    assert 'os.environ["FILE_NAME"]' in finding.help


@pytest.mark.parametrize(
    "program",
    [
        "«curl -sSL https://get.example.com | sh»",
        "«wget -qO- https://get.example.com | sudo bash» -s -- --yes",
        "«curl https://get.example.com | python3» -",
        'bash -c "true"; «sh -c "$(curl -fsSL https://get.example.com)»"',
        "«bash <(curl -s https://get.example.com)»",
        "«eval \"$(curl -s https://get.example.com)»\"",
        "curl https://example.com | tar xz",
        "curl https://example.com | python3 -m json.tool",
        "curl https://example.com | python -c 'import sys'",
        "curl https://example.com | perl -ne 'print'",
        "curl https://example.com | sha256sum -c -",
        "curl -o tool https://example.com; sh tool",
        "# curl https://example.com | sh",
        "publish $(curl https://example.com)",
    ],
)
def test_downloaded_code(program: str) -> None:
    text = shell(program)
    wanted, found = told(text, "KF905")
    assert [each.removesuffix(")").rstrip('"') for each in found] == [f"KF905 {each}".removesuffix(")") for each in wanted]


SECURITY_CONTEXTS = [
    ("KF911", "privileged: «true»"),
    ("KF911", "privileged: false"),
    ("KF915", "capabilities: {add: [«ALL», «NET_ADMIN», «CAP_SYS_PTRACE», CHOWN, NET_BIND_SERVICE], drop: [KILL]}"),
    ("KF916", "runAsUser: «0»"),
    ("KF916", "runAsUser: 1000"),
    ("KF916", "runAsNonRoot: «false»"),
    ("KF916", "runAsNonRoot: true"),
    ("KF917", "allowPrivilegeEscalation: «true»"),
    ("KF917", "allowPrivilegeEscalation: false"),
    ("KF918", "seccompProfile: {type: «Unconfined»}"),
    ("KF918", "seccompProfile: {type: Localhost, localhostProfile: mine.json}"),
    ("KF918", "appArmorProfile: {type: «Unconfined»}"),
    ("KF918", "procMount: «Unmasked»"),
    ("KF918", "procMount: Default"),
    ("KF918", "seLinuxOptions: {type: «spc_t», user: «system_u», level: 's0'}"),
    ("KF918", "seLinuxOptions: {type: container_t}"),
    ("KF911", "windowsOptions: {hostProcess: «true»}"),
]


@pytest.mark.parametrize(("code", "context"), SECURITY_CONTEXTS)
def test_containers_wherever_they_are_written(code: str, context: str) -> None:
    inside = f"securityContext: {{{context}}}"
    check(container(inside), code)
    check(workflow(f"- name: main\n  script:\n    image: alpine:3.20\n    source: ls\n    {inside}\n"), code)
    for field in ("sidecars", "initContainers"):
        beside = f"{field}:\n  - name: other\n    image: alpine:3.20\n    {inside}\n"
        check(container("args: [a]", beside), code)
    check(container("args: [a]", spec=f"templateDefaults:\n  container:\n    {inside}\n"), code)
    members = f"  containerSet:\n    containers:\n      - name: main\n        image: alpine:3.20\n        {inside}\n"
    check(workflow("- name: main\n" + members), code)
    check(container("args: [a]", f"podSpecPatch: |\n  containers:\n    - name: main\n      {inside}\n"), code)


POD = "{hostNetwork: «true», containers: [{name: a, image: «nginx», securityContext: {privileged: «true»}}]}"


@pytest.mark.parametrize(
    ("kind", "spec"),
    [
        ("Pod", POD),
        ("Job", f"{{template: {{spec: {POD}}}}}"),
        ("CronJob", f"{{jobTemplate: {{spec: {{template: {{spec: {POD}}}}}}}}}"),
    ],
)
def test_pods_in_manifests(kind: str, spec: str) -> None:
    text = workflow(
        f"- name: main\n  resource:\n    action: create\n    manifest: |\n      apiVersion: v1\n      kind: {kind}\n"
        f"      metadata: {{generateName: a-}}\n      spec: {spec}\n"
    )
    wanted, found = told(text, "KF91")
    assert wanted == ["true", "nginx", "true"]
    assert found == ["KF914 true", "KF911 true"]
    assert told(text, "KF943")[1] == ["KF943 nginx"]


@pytest.mark.parametrize("field", ["hostNetwork", "hostPID", "hostIPC"])
def test_host_namespaces(field: str) -> None:
    check(container("args: [a]", f"podSpecPatch: '{field}: «true»'\n"), "KF914")
    check(container("args: [a]", f'podSpecPatch: \'{{"{field}": false}}\'\n'), "KF914")
    check(container("args: [a]", spec="hostNetwork: «true»\n"), "KF914")
    check(container("ports: [{containerPort: 80, hostPort: «8080»}, {containerPort: 81}]"), "KF914")


def test_volumes_of_the_node() -> None:
    check(container("args: [a]", spec="volumes: [{name: a, hostPath: {path: «/etc»}}, {name: b, emptyDir: {}}]\n"), "KF912")
    check(container("args: [a]", "volumes: [{name: a, hostPath: {path: «/run/containerd/containerd.sock»}}]\n"), "KF913")
    check(container("args: [a]", "volumes: [{name: a, hostPath: {path: /run/containerd/containerd.sock}}]\n"), "KF912")


DEFAULTS = """
serviceAccountName: robot
automountServiceAccountToken: false
activeDeadlineSeconds: 60
ttlStrategy: {secondsAfterCompletion: 60}
securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
templateDefaults:
  container:
    resources: {requests: {cpu: 1, memory: 1Gi}}
    securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
"""


def test_defaults_cover_all_templates() -> None:
    assert told(container("args: [a]", spec=DEFAULTS))[1] == []


def test_nothing_is_said_where_a_patch_may_say_it() -> None:
    patched = "podSpecPatch: '{{workflow.parameters.patch}}'\narguments:\n  parameters: [{name: patch, value: '{}'}]\n"
    assert told(container("args: [a]", spec=patched), "KF919")[1] == []
    patch = "podSpecPatch: |\n  containers:\n    - name: main\n      resources: {limits: {memory: 1Gi}}\n"
    assert told(container("args: [a]", patch), "KF953")[1] == []


def test_each_missing_setting_is_named() -> None:
    text = container("args: [a]", spec="securityContext: {runAsUser: 1000}\n")
    (finding,) = lint_bytes(text.encode(), "a.yaml", Settings(select=("KF919",)))
    assert "runAsNonRoot" not in finding.message
    assert "seccompProfile" in finding.message


@pytest.mark.parametrize("kind", ["WorkflowTemplate", "ClusterWorkflowTemplate"])
def test_libraries_of_templates_leave_the_rest_to_those_who_run_them(kind: str) -> None:
    text = workflow("- name: main\n  container:\n    image: alpine:3.20\n", kind=kind).replace("  entrypoint: main\n", "")
    assert [each.split()[0] for each in told(text)[1]] == ["KF953"]


@pytest.mark.parametrize(
    ("name", "value", "secret"),
    [
        ("PASSWORD", "tulip-Harbour-49", True),
        ("mysql-root-password", "hunter2", True),
        ("apiKey", "8f14e45fceea167a", True),
        ("GITHUB_TOKEN", "q7Zt0vLw2Rk9", True),
        ("client_secret", "8f14E45fceea!67a", True),
        ("git-secret", "my-git-credentials", False),
        ("token", "{{inputs.parameters.x}}", False),
        ("password", "$(DATABASE_PASSWORD)", False),
        ("password", "<your password>", False),
        ("password", "changeme", False),
        ("password-file", "secret.txt", False),
        ("TOKEN_URL", "https://login.example.com", False),
        ("max-tokens", "4096", False),
        ("tokenizer", "bert-base", False),
        ("token", "/var/run/secrets/token", False),
        ("password", "", False),
    ],
)
def test_literal_secrets(name: str, value: str, secret: bool) -> None:
    marked = f"«'{value}'»" if secret else f"'{value}'"
    check(container(f"env: [{{name: {name}, value: {marked}}}]", INPUT), "KF931")
    check(container("args: [a]", spec=f"arguments:\n  parameters: [{{name: {name}, value: {marked}}}]\n"), "KF931")


# Written in two pieces, so that scanners of repositories don't take this file for a leak.
SHAPED = [
    "-----BEGIN RSA " + "PRIVATE KEY-----",
    "AKIA" + "Q3EGUVW5LM2T7XYZ",
    "ghp_" + "a1B2" * 9,
    "glpat-" + "x9Y8" * 5,
    "xoxb-" + "123456789012-abcdefghij",
    "AIza" + "a1B2c" * 7,
    "sk_live_" + "a1B2" * 6,
    "npm_" + "a1B2" * 9,
    "https://robot:" + "tulip49@git.example.com",
]


@pytest.mark.parametrize("text", SHAPED)
def test_what_looks_like_a_secret(text: str) -> None:
    check(shell(f"use «{text}»"), "KF931")
    assert any(mark in text for mark, _, _ in _SHAPES)


@pytest.mark.parametrize("text", ["AKIAIOSFODNN7EXAMPLE", "https://user:$PASSWORD@git.example.com", "https://git@example.com:22/a@b"])
def test_what_is_no_secret(text: str) -> None:
    check(shell(f"use {text}"), "KF931")


@pytest.mark.parametrize(
    ("url", "near"),
    [
        ("http://example.com/a", False),
        ("http://10.0.0.1:80/a", False),
        ("http://user@example.com", False),
        ("http://minio:9000/a", True),
        ("http://minio.storage.svc:9000", True),
        ("http://minio.storage.svc.cluster.local/a", True),
        ("http://localhost:8080", True),
        ("http://127.0.0.1/a", True),
        ("http://{{inputs.parameters.host}}/a", True),
        ("http://example.com/{{inputs.parameters.path}}", False),
    ],
)
def test_what_stays_in_the_cluster(url: str, near: bool) -> None:
    assert is_near(url) is near
    marked = url if near else url.replace("http://", "«http://»")
    check(workflow(f"- name: main\n  http:\n    url: '{marked}'\n"), "KF941")


@pytest.mark.parametrize(
    ("image", "pinned"),
    [
        ("alpine", False),
        ("alpine:latest", False),
        ("registry:5000/alpine", False),
        ("registry:5000/alpine:3.20", True),
        ("alpine@sha256:" + "0" * 64, True),
        ("{{inputs.parameters.x}}", True),
    ],
)
def test_images(image: str, pinned: bool) -> None:
    marked = image if pinned else f"«{image}»"
    check(workflow(f"- name: main\n  container:\n    image: '{marked}'\n".replace("'«", "«'").replace("»'", "'»")), "KF943")


@pytest.mark.parametrize(
    ("fields", "endless"),
    [
        ("{}", True),
        ("{retryPolicy: Always}", True),
        ("{backoff: {duration: 1s}}", True),
        ("{limit: 0}", False),
        ("{limit: '{{workflow.parameters.n}}'}", False),
        ("{backoff: {duration: 1s, maxDuration: 1h}}", False),
        ("{expression: 'lastRetry.exitCode == \"2\"'}", False),
    ],
)
def test_retries(fields: str, endless: bool) -> None:
    key = "«retryStrategy»" if endless else "retryStrategy"
    check(container("args: [a]", f"{key}: {fields}\n"), "KF952")
    check(container("args: [a]", f"retryStrategy: {fields}\n", spec="activeDeadlineSeconds: 60\n"), "KF952")


def test_roles() -> None:
    rules = "[{apiGroups: [«'*'»], resources: [«'*'»], verbs: [get, «bind», «'*'»]}]"
    manifest = f"apiVersion: rbac.authorization.k8s.io/v1\n      kind: ClusterRole\n      rules: {rules}\n"
    check(workflow(f"- name: main\n  resource:\n    action: create\n    manifest: |\n      {manifest}"), "KF923")


def test_checks_that_are_off_are_not_even_loaded() -> None:
    program = (
        "import sys\nfrom kflint.linter import lint_bytes\nfrom kflint.settings import Settings\n"
        f"lint_bytes({container('args: [a]').encode()!r}, 'a.yaml', Settings())\n"
        "print([name for name in sys.modules if 'security' in name or 'good_practice' in name])"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "[]\n"
