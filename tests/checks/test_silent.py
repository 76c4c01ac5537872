"""Workflows that work, and look like mistakes: rules about what argo lint does not check have nothing to say of them."""

from __future__ import annotations

import textwrap

import pytest

from kflint.linter import lint_bytes
from kflint.settings import Settings

HEAD = "apiVersion: argoproj.io/v1alpha1\nkind: {kind}\nmetadata:\n  generateName: example-\nspec:\n"


def _codes(spec: str, kind: str = "Workflow", argo_version: str = "4.1") -> list[str]:
    text = HEAD.format(kind=kind) + textwrap.indent(textwrap.dedent(spec).strip("\n"), "  ") + "\n"
    found = lint_bytes(text.encode(), "example.yaml", Settings(argo_version=argo_version))
    return [f"{f.line}:{f.column} {f.code} {f.message}" for f in found]


WORKING = {
    "braces of other languages": """
        entrypoint: main
        templates:
          - name: main
            script:
              image: ansible
              command: [sh]
              source: |
                cat > play.yaml <<END
                - debug: {msg: "{{ item }}"}
                  with_items: [1, 2]
                  retries: "{{ retries }}"
                END
                helm template --set 'x={{ .Values.x }}'
                docker inspect -f '{{.State.Status}} {{json .Config}}' x
                echo '{{ foo.bar }} {{ my_input.parameters.x }} {{ env.HOME }}'
        """,
    "a volume from a patch of the pod": """
        entrypoint: main
        podSpecPatch: |
          volumes:
            - name: cache
              emptyDir: {}
        templates:
          - name: main
            container:
              image: alpine:3.20
              volumeMounts:
                - {name: cache, mountPath: /cache}
        """,
    "volumes of template, spec, defaults and claims": """
        entrypoint: main
        volumes:
          - {name: a, emptyDir: }
        volumeClaimTemplates:
          - metadata: {name: b}
            spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
        templateDefaults:
          volumes:
            - {name: d, emptyDir: {}}
        templates:
          - name: main
            volumes:
              - {name: c, emptyDir: {}}
            container:
              image: alpine:3.20
              volumeMounts:
                - {name: a, mountPath: /a}
                - {name: b, mountPath: /b, subPath: "x..y/{{workflow.name}}"}
                - {name: c, mountPath: /c}
                - {name: d, mountPath: /d}
                - {name: "{{workflow.name}}", mountPath: /e}
        """,
    "recursion that ends": """
        entrypoint: main
        templates:
          - name: main
            steps:
              - - {name: work, template: work}
              - - {name: again, template: main, when: "{{steps.work.outputs.result}} != done"}
          - name: work
            container: {image: "alpine:3.20", command: [echo, done]}
        """,
    "recursion in a failed branch": """
        entrypoint: main
        templates:
          - name: main
            dag:
              tasks:
                - {name: work, template: work}
                - {name: again, template: main, depends: work.Failed}
          - name: work
            container: {image: "alpine:3.20", command: [echo, done]}
        """,
    "items in inline templates and hooks of a loop": """
        entrypoint: main
        templates:
          - name: main
            steps:
              - - name: each
                  withItems: [1, 2]
                  hooks:
                    exit:
                      template: tell
                      arguments:
                        parameters: [{name: text, value: "{{item}} {{steps.each.status}}"}]
                  inline:
                    container: {image: "alpine:3.20", command: [echo, "{{item}}"]}
          - name: tell
            inputs:
              parameters: [{name: text}]
            container: {image: "alpine:3.20", command: [echo, "{{inputs.parameters.text}}"]}
        """,
    "retries from templateDefaults": """
        entrypoint: main
        templateDefaults:
          retryStrategy: {limit: "{{workflow.parameters.limit}}", backoff: {duration: "5", factor: "2", maxDuration: 1m30s}}
        arguments:
          parameters: [{name: limit, value: 3}]
        templates:
          - name: main
            timeout: 90s
            container: {image: "alpine:3.20", command: [echo, "{{retries}} {{lastRetry.exitCode}}"]}
        """,
    "what templateDefaults bring": """
        entrypoint: main
        templateDefaults:
          retryStrategy: {backoff: {duration: "5"}}
          memoize: {key: x, cache: {configMap: {name: cache}}}
          http: {url: "https://example.com"}
        templates:
          - name: main
            retryStrategy: {limit: 3, backoff: {factor: 2}}
            memoize: {maxAge: 10s}
            http: {method: GET}
        """,
    "conditions of all kinds": """
        entrypoint: main
        templates:
          - name: main
            inputs:
              parameters: [{name: a, value: x}, {name: b, value: "=="}]
            steps:
              - - {name: a, template: work, when: "{{inputs.parameters.a}} == x"}
                - {name: b, template: work, when: "'{{inputs.parameters.a}}' =~ '^x-y'"}
                - {name: c, template: work, when: "{{= inputs.parameters.a == 'x y' }}"}
                - {name: d, template: work, when: "'{{workflow.creationTimestamp}}' > '2026-01-01'"}
                - {name: e, template: work, when: "{{inputs.parameters.a}} {{inputs.parameters.b}} x"}
                - {name: f, template: work, when: "!({{inputs.parameters.a}} == x) && ({{workflow.status}} in (a, b))"}
                - {name: g, template: work, when: "false"}
          - name: work
            container: {image: "alpine:3.20", command: [echo, done]}
        """,
    "sequences and lists": """
        entrypoint: main
        templates:
          - name: main
            steps:
              - - {name: a, template: work, withSequence: {count: "{{workflow.parameters.size}}", format: "x-%03d%%"}}
                - {name: b, template: work, withSequence: {start: "1", end: "5"}}
                - {name: c, template: work, withSequence: {start: "5", end: "1", format: "%[1]d-%[1]x"}}
                - {name: d, template: work, withParam: '[{"a": 1}, [2], null]'}
                - {name: e, template: work, withParam: "{{workflow.parameters.list}}"}
          - name: work
            container: {image: "alpine:3.20", command: [echo, done]}
        arguments:
          parameters: [{name: size, value: 3}, {name: list, value: "[1]"}]
        """,
    "tags where labels and names get values": """
        entrypoint: main
        podMetadata:
          labels: {run: "{{workflow.name}}", owner: ""}
        volumes:
          - name: data
            persistentVolumeClaim: {claimName: "{{inputs.parameters.claim}}-{{workflow.uid}}"}
        templates:
          - name: main
            metadata:
              labels: {"app.example.com/Mode_1": "{{inputs.parameters.claim}}"}
              annotations: {Example.com/note: "any text, at all"}
            inputs:
              parameters: [{name: claim, value: a}]
            memoize:
              key: "{{inputs.parameters.claim}}-x"
              cache: {configMap: {name: cache}}
            container:
              image: alpine:3.20
              env:
                - {name: "a.b-c", value: "", valueFrom: {fieldRef: {fieldPath: metadata.name}}}
                - {name: my var, value: x}
              volumeMounts: [{name: data, mountPath: data}]
        """,
    "a task that reads the status of one behind it by a hook": """
        entrypoint: main
        templates:
          - name: main
            dag:
              tasks:
                - name: a
                  template: work
                  hooks:
                    done:
                      expression: tasks.a.status == "Succeeded"
                      template: work
                - {name: b, template: work, depends: "(a && !a.Failed) || a.Skipped", when: "{{tasks.a.status}} == Succeeded"}
          - name: work
            container: {image: "alpine:3.20", command: [echo, done]}
        """,
}


@pytest.mark.parametrize("spec", WORKING.values(), ids=WORKING.keys())
def test_a_working_workflow_has_no_finding(spec: str) -> None:
    assert [line for line in _codes(spec) if " KF" in line] == []


TEMPLATES = {
    "volumes, callers and retries of the workflow that uses it": """
        templates:
          - name: print
            container:
              image: alpine:3.20
              command: [echo, "{{steps.name}} {{tasks.name}} {{retries}} {{workflow.scheduledTime}}"]
              volumeMounts:
                - {name: somewhere, mountPath: /data}
        """,
}


@pytest.mark.parametrize("kind", ["WorkflowTemplate", "ClusterWorkflowTemplate"])
@pytest.mark.parametrize("spec", TEMPLATES.values(), ids=TEMPLATES.keys())
def test_a_template_for_others_has_no_finding(kind: str, spec: str) -> None:
    assert _codes(spec, kind) == []


@pytest.mark.parametrize("argo_version", ["3.4", "3.5", "3.6", "3.7", "4.0"])
def test_older_versions_have_no_more_to_say(argo_version: str) -> None:
    spec = WORKING["conditions of all kinds"]
    assert _codes(spec, argo_version=argo_version) == []
