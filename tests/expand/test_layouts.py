"""How the result looks: the file's own style, down to the last comment and line end."""

from __future__ import annotations

import json
import textwrap
from typing import NamedTuple

import pytest

from tests.expand.meaning import expanded

HEAD = "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {generateName: x-}\nspec:\n  entrypoint: main\n"


class Layout(NamedTuple):
    """A text and what it becomes."""

    id: str
    before: str
    after: str


def document(text: str) -> str:
    return HEAD + textwrap.indent(textwrap.dedent(text).lstrip("\n"), "  ")


LAYOUTS = [
    Layout(
        "comments, and metadata that stays",
        """
        templates:
        # all of them
        - name: main  # a
          dag:
            # b
            tasks:
            # the volume
            - name: data  # c
              template: data  # d
            # its user

            - name: use
              template: use  # e
              # f
            # end
        # g
        - name: data  # h
          metadata:  # i
            # j
            annotations:  # k
              # l
              kflint.dev/volume: |  # m
                # only in the shorthand
                resourceName: data  # here too
                size: 1Gi
              # n
            # o
          # p

        # q
        - name: use
          metadata:
            labels: {a: b}  # r
            annotations:
              # s
              kflint.dev/pvolumes: |
                /data: data
              # t
              team: x
          # u
          container:  # v
            image: a  # w
            # x
        # y
        """,
        """
        templates:
        # all of them
        - name: main  # a
          dag:
            # b
            tasks:
            # the volume
            - name: data  # c
              template: data  # d
            # its user

            - name: use
              template: use  # e
              dependencies: [data]
              arguments:
                parameters:
                - name: data-name
                  value: '{{tasks.data.outputs.parameters.name}}'
              # f
            # end
        # g
        - name: data  # h
          # i
          # j
          # k
          # l
          # m
          resource:
            action: create
            manifest: |
              apiVersion: v1
              kind: PersistentVolumeClaim
              metadata:
                name: '{{workflow.name}}-data'
              spec:
                accessModes:
                - ReadWriteMany
                resources:
                  requests:
                    storage: 1Gi
          outputs:
            parameters:
            - name: manifest
              valueFrom:
                jsonPath: '{}'
            - name: name
              valueFrom:
                jsonPath: '{.metadata.name}'
            - name: size
              valueFrom:
                jsonPath: '{.status.capacity.storage}'
              # n
            # o
          # p

        # q
        - name: use
          metadata:
            labels: {a: b}  # r
            annotations:
              # s
              # t
              team: x
          inputs:
            parameters:
            - name: data-name
          volumes:
          - name: data
            persistentVolumeClaim:
              claimName: '{{inputs.parameters.data-name}}'
          # u
          container:  # v
            image: a  # w
            volumeMounts:
            - name: data
              mountPath: /data
            # x
        # y
        """,
    ),
    Layout(
        "wide indentation, double quotes, metadata first",
        """
        templates:
            -   metadata:
                    annotations:
                        kflint.dev/resource: |
                            k8sResource:
                              # the job
                              kind: "Job"   # first
                              apiVersion: batch/v1
                              metadata:
                                  generateName: "x-"

                              # its spec
                              spec: {}
                              # end
                            action: apply
                name: main
        """,
        """
        templates:
            -   resource:
                    action: apply
                    manifest: |
                        # the job
                        kind: "Job"   # first
                        apiVersion: batch/v1
                        metadata:
                            generateName: "x-"

                        # its spec
                        spec: {}
                        # end
                outputs:
                    parameters:
                        - name: manifest
                          valueFrom:
                              jsonPath: "{}"
                        - name: name
                          valueFrom:
                              jsonPath: "{.metadata.name}"
                name: main
        """,
    ),
    Layout(
        "lists in one line, and nothing where something is to come",
        """
        templates:
        - {name: main, steps: [[{name: one, template: one}], [{name: two, template: two}, {name: three, template: plain}]]}
        - name: one
          metadata: {annotations: {kflint.dev/pvolumes: '{/a: {emptyDir: {}}}'}}
          inputs:
          volumes: []
          script: {image: a, volumeMounts: }
        - {name: two, metadata: {annotations: {kflint.dev/pvolumes: '{/a: {pvc: x}}'}, labels: {a: b}}, container: {image: a}}
        - {name: plain, container: {image: a}}
        """,
        """
        templates:
        - {name: main, steps: [[{name: one, template: one}], [{name: two, template: two}, {name: three, template: plain}]]}
        - name: one
          inputs:
          volumes: [{name: a, emptyDir: {}}]
          script: {image: a, volumeMounts: [{name: a, mountPath: /a}]}
        - {name: two, metadata: {labels: {a: b}}, volumes: [{name: a, persistentVolumeClaim: {claimName: x}}], container: {image: a, volumeMounts: [{name: a, mountPath: /a}]}}
        - {name: plain, container: {image: a}}
        """,  # noqa: E501
    ),
    Layout(
        "a flow list over several lines, with comments and without a last comma",
        """
        templates: [
          {
            name: main,  # a
            dag: {
              tasks: [  # b
                {name: use, template: use}  # c
              ]
            }
          },
          # d
          {
            name: use,
            metadata: {annotations: {
              # e
              kflint.dev/pvolumes: '{/mnt: vol}'  # f
            }},  # g
            container: {
              image: a,  # h
            },
          },
          {name: vol, metadata: {annotations: {kflint.dev/resource: '{k8sResource: x}'}}},
        ]
        """.replace("kflint.dev/resource: '{k8sResource: x}'", "kflint.dev/volume: '{resourceName: v, size: 1, action: get}'"),
        """
        templates: [
          {
            name: main,  # a
            dag: {
              tasks: [  # b
                {name: vol, template: vol},
                {name: use, template: use, dependencies: [vol], arguments: {parameters: [{name: vol-name, value: '{{tasks.vol.outputs.parameters.name}}'}]}}  # c
              ]
            }
          },
          # d
          {
            name: use,
            # e
            # f
            inputs: {parameters: [{name: vol-name}]},
            volumes: [{name: vol, persistentVolumeClaim: {claimName: '{{inputs.parameters.vol-name}}'}}],  # g
            container: {
              image: a,  # h
              volumeMounts: [{name: vol, mountPath: /mnt}],
            },
          },
          {name: vol, resource: {action: get, manifest: "apiVersion: v1\\nkind: PersistentVolumeClaim\\nmetadata:\\n  name: '{{workflow.name}}-v'\\nspec:\\n  accessModes:\\n  - ReadWriteMany\\n  resources:\\n    requests:\\n      storage: 1\\n"}, outputs: {parameters: [{name: manifest, valueFrom: {jsonPath: '{}'}}, {name: name, valueFrom: {jsonPath: '{.metadata.name}'}}, {name: size, valueFrom: {jsonPath: '{.status.capacity.storage}'}}]}},
        ]
        """,  # noqa: E501
    ),
    Layout(
        "aliases: one template's container stands in another",
        """
        templates:
        - name: main
          steps:
          - - &step {name: plain, template: plain}
          - - {name: use, template: use}
        - name: plain
          container: &shell
            image: alpine  # here
            command: [sh, -c]
            args:
            - |
              echo
                hello
        - name: use
          metadata:
            annotations:
              kflint.dev/pvolumes: |
                /old: {pvc: archive, readOnly: true}
          container: *shell  # the same
        """,
        """
        templates:
        - name: main
          steps:
          - - &step {name: plain, template: plain}
          - - {name: use, template: use}
        - name: plain
          container: &shell
            image: alpine  # here
            command: [sh, -c]
            args:
            - |
              echo
                hello
        - name: use
          volumes:
          - name: old
            persistentVolumeClaim:
              claimName: archive
          container:  # the same
            image: alpine
            command:
            - sh
            - -c
            args:
            - |
              echo
                hello
            volumeMounts:
            - name: old
              mountPath: /old
              readOnly: true
        """,
    ),
    Layout(
        "aliases: two templates that change in the same way go on sharing",
        """
        templates:
        - name: main
          steps:
          - - {name: one, template: one}
            - {name: two, template: two}
        - name: one
          metadata: &meta
            annotations:
              team: x
              kflint.dev/pvolumes: |
                /old: {pvc: archive}
          container: &shell
            image: alpine
        - name: two
          metadata: *meta
          container: *shell
        """,
        """
        templates:
        - name: main
          steps:
          - - {name: one, template: one}
            - {name: two, template: two}
        - name: one
          metadata: &meta
            annotations:
              team: x
          volumes:
          - name: old
            persistentVolumeClaim:
              claimName: archive
          container: &shell
            image: alpine
            volumeMounts:
            - name: old
              mountPath: /old
        - name: two
          metadata: *meta
          volumes:
          - name: old
            persistentVolumeClaim:
              claimName: archive
          container: *shell
        """,
    ),
    Layout(
        "groups of steps are added before their first user",
        """
        templates:
        - name: main
          steps:
          # first
          - - name: plain
              template: plain

          # second
          - - name: use  # a
              template: use
        - name: plain
          container: {image: a}
        - name: use
          metadata:
            annotations:
              kflint.dev/pvolumes: "/mnt: copy"
          container: {image: a}
        - name: copy
          metadata:
            annotations:
              kflint.dev/volume: |
                resource_name: copy
                data_source: {volume: base}
                size: 1Gi
                action: get
        - name: base
          metadata:
            annotations:
              kflint.dev/pvolumes: "/mnt: {pvc: x}"
          container: {image: a}
        """,
        """
        templates:
        - name: main
          steps:
          # first
          - - name: plain
              template: plain

          - - name: base
              template: base
          - - name: copy
              template: copy
          # second
          - - name: use  # a
              template: use
              arguments:
                parameters:
                - name: copy-name
                  value: '{{steps.copy.outputs.parameters.name}}'
        - name: plain
          container: {image: a}
        - name: use
          inputs:
            parameters:
            - name: copy-name
          volumes:
          - name: copy
            persistentVolumeClaim:
              claimName: '{{inputs.parameters.copy-name}}'
          container: {image: a, volumeMounts: [{name: copy, mountPath: /mnt}]}
        - name: copy
          resource:
            action: get
            manifest: |
              apiVersion: v1
              kind: PersistentVolumeClaim
              metadata:
                name: '{{workflow.name}}-copy'
              spec:
                accessModes:
                - ReadWriteMany
                dataSource:
                  kind: PersistentVolumeClaim
                  name: x
                resources:
                  requests:
                    storage: 1Gi
          outputs:
            parameters:
            - name: manifest
              valueFrom:
                jsonPath: '{}'
            - name: name
              valueFrom:
                jsonPath: '{.metadata.name}'
            - name: size
              valueFrom:
                jsonPath: '{.status.capacity.storage}'
        - name: base
          volumes:
          - name: mnt
            persistentVolumeClaim:
              claimName: x
          container: {image: a, volumeMounts: [{name: mnt, mountPath: /mnt}]}
        """,
    ),
]


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.id)
def test_becomes(layout: Layout) -> None:
    assert expanded(document(layout.before)) == document(layout.after)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.id)
def test_line_ends_are_kept(layout: Layout) -> None:
    before, after = (document(text).replace("\n", "\r\n") for text in (layout.before, layout.after))
    assert expanded(before) == after


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.id)
def test_other_documents_are_left_alone(layout: Layout) -> None:
    other = "# before\n---\na: 1 # kflint.dev/volume\n---\n- {b: kflint.dev/, c: argoproj.io/}\n---\n"
    broken = "\n---\napiVersion: argoproj.io/v1alpha1\nkind: Workflow\n  kflint.dev/: [\n"
    assert expanded(other + document(layout.before) + broken) == other + document(layout.after) + broken


def test_last_line_without_an_end() -> None:
    before = document(
        """
        templates:
        - name: main
          metadata:
            annotations:
              kflint.dev/pvolumes: "/old: {pvc: archive}"
          script:
            image: a
            source: |
              echo
        """
    ).rstrip("\n")
    assert before.endswith("echo")
    after = expanded(before)
    assert after.endswith("      source: |-\n        echo\n      volumeMounts:\n      - name: old\n        mountPath: /old\n")


def test_last_line_is_the_shorthand_and_has_no_end() -> None:
    before = document(
        """
        templates:
        - name: main
          container: {image: a}
          metadata:
            annotations:
              kflint.dev/pvolumes: "/old: {pvc: archive}"
        """
    ).rstrip("\n")
    assert expanded(before).endswith("container: {image: a, volumeMounts: [{name: old, mountPath: /old}]}\n")


def test_json() -> None:
    head = (
        '{"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", "spec": {"entrypoint": "main", "templates": [{"name": "main", '
    )
    before = head + '"metadata": {"annotations": {"kflint.dev/resource": "k8sResource: {a: 1, b: \'x\'}"}}}]}}\n'
    outputs = [
        {"name": "manifest", "valueFrom": {"jsonPath": "{}"}},
        {"name": "name", "valueFrom": {"jsonPath": "{.metadata.name}"}},
    ]
    resource = '"resource": {"action": "create", "manifest": "a: 1\\nb: \'x\'\\n"}'
    after = f'{head}{resource}, "outputs": {{"parameters": {json.dumps(outputs)}}}}}]}}}}\n'
    assert expanded(before) == after


@pytest.mark.parametrize("indent", [1, 2, 3, 4, "\t"])
def test_printed_json_looks_printed(indent: int | str) -> None:
    annotations = {"kflint.dev/pvolumes": json.dumps({"/data": "vol"})}
    leaf = {"name": "use", "container": {"image": "a"}, "metadata": {"annotations": annotations}}
    volume = {"name": "vol", "metadata": {"annotations": {"kflint.dev/volume": "resourceName: v\nsize: 1Gi\n"}}}
    main = {"name": "main", "dag": {"tasks": [{"name": "vol", "template": "vol"}, {"name": "use", "template": "use"}]}}
    spec = {"entrypoint": "main", "templates": [main, leaf, volume]}
    before = {"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", "metadata": {"generateName": "x-"}, "spec": spec}
    after = expanded(json.dumps(before, indent=indent))
    assert after == json.dumps(json.loads(after), indent=indent)
    assert "kflint.dev" not in after
