"""Makes workflows with shorthand at random places, as plain data; every one of them is right."""

from __future__ import annotations

import random
from typing import Any, NamedTuple

Data = dict[str, Any]

KINDS = ("Workflow", "WorkflowTemplate", "ClusterWorkflowTemplate", "CronWorkflow")


class Known(NamedTuple):
    """A task that shorthand can name: what it makes or mounts (`paths` of claims) and how many volumes it mounts."""

    name: str
    kind: str
    paths: tuple[str, ...] = ()
    mounts: int = 0


class Scope:
    """A dag or steps template that is being made."""

    def __init__(self, maker: Maker, name: str, above: list[Known]) -> None:
        self.maker = maker
        self.rng = maker.rng
        self.name = name
        self.is_dag = self.rng.random() < 0.6
        self.by_depends = self.rng.random() < 0.4
        self.known: list[Known] = list(above)
        self.tasks: list[Data] = []
        self.own: list[str] = []

    def call(self, template: str, known: Known | None = None, name: str | None = None) -> Data:
        task: Data = {"name": name or template, "template": template}
        if self.is_dag and self.own and self.rng.random() < 0.4:
            others = self.rng.sample(self.own, min(len(self.own), self.rng.randint(1, 2)))
            if self.by_depends:
                task["depends"] = self.rng.choice([" && ", " || "]).join(others)
            else:
                task["dependencies"] = others
        self.tasks.append(task)
        self.own.append(task["name"])
        if known is not None:
            self.known.append(known)
        return task

    def claims(self) -> list[tuple[str, str]]:
        """The references to claims that are possible here, each with the name of the task."""
        refs = [(k.name, k.name) for k in self.known if k.kind == "volume"]
        refs += [(k.name, k.name) for k in self.known if k.kind == "mounter" and len(k.paths) == 1 and k.mounts == 1]
        refs += [(f"{k.name}:{path}", k.name) for k in self.known for path in k.paths]
        return refs + [(name, name) for name in self.maker.unwritten]

    def template(self) -> Data:
        if self.is_dag:
            tasks = list(self.tasks)
            if self.rng.random() < 0.3:
                self.rng.shuffle(tasks)
            return {"name": self.name, "dag": {"tasks": tasks}}
        return {"name": self.name, "steps": [[task] for task in self.tasks]}


class Maker:
    """Makes one object."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.templates: list[Data] = []
        self.unwritten: list[str] = []
        self.count = 0

    def name(self, what: str) -> str:
        self.count += 1
        return f"{what}-{self.count}"

    def object(self) -> Data:
        for _ in range(self.rng.randint(0, 2)):
            self.unwritten.append(self.volume_template(None))
        main = Scope(self, "main", [])
        for _ in range(self.rng.randint(1, 5)):
            self.add(main)
        if self.rng.random() < 0.5:
            inner = Scope(self, "inner", main.known)
            for _ in range(self.rng.randint(1, 3)):
                self.add(inner)
            main.call("inner")
            self.templates.append(inner.template())
            for _ in range(self.rng.randint(0, 2)):
                self.add(main)
        self.templates.append(main.template())
        self.rng.shuffle(self.templates)
        kind = self.rng.choice(KINDS)
        parameters = [{"name": "class", "value": "slow"}, {"name": "claim", "value": "archive"}]
        spec: Data = {"entrypoint": "main", "arguments": {"parameters": parameters}, "templates": self.templates}
        if kind == "CronWorkflow":
            spec = {"schedules": ["0 3 * * *"], "workflowSpec": spec}
        return {"apiVersion": "argoproj.io/v1alpha1", "kind": kind, "metadata": {"name": self.name("wf")}, "spec": spec}

    def add(self, scope: Scope) -> None:
        """Adds a call of a new template to a scope."""
        kinds = [self.add_volume, self.add_plain, self.add_resource, self.add_existing]
        if scope.claims():
            kinds += [self.add_mounter, self.add_mounter, self.add_snapshot, self.add_clone, self.add_mapped]
        if any(known.kind == "snapshot" for known in scope.known):
            kinds.append(self.add_restored)
        self.rng.choice(kinds)(scope)

    def leaf(self, name: str) -> Data:
        body = self.rng.choice(["container", "script", "containerSet"])
        image: Data = {"image": "alpine:3.20"}
        if body == "container":
            filled: Data = {**image, "command": ["sh", "-c", "echo 'a: b' # c"]}
        elif body == "script":
            filled = {**image, "command": ["sh"], "source": "echo one\n  two: # three\n\necho four\n"}
        else:
            filled = {"containers": [{"name": "main", **image}]}
        template: Data = {"name": name, body: filled}
        if self.rng.random() < 0.3:
            template["volumes"] = [{"name": "own", "emptyDir": {}}]
            filled["volumeMounts"] = [{"name": "own", "mountPath": "/own"}]
        return template

    def annotate(self, template: Data, kind: str, value: Data) -> Data:
        metadata: Data = {"annotations": {f"kflint.dev/{kind}": value}}
        if self.rng.random() < 0.2:
            metadata["annotations"] = self.shuffled({**metadata["annotations"], "team/owner": "me"})
        if self.rng.random() < 0.2:
            metadata = self.shuffled({**metadata, "labels": {"app": "x"}})
        template["metadata"] = metadata
        return self.shuffled(template)

    def shuffled(self, data: Data) -> Data:
        items = list(data.items())
        self.rng.shuffle(items)
        return dict(items)

    def extras(self) -> Data:
        """Some optional fields that all shorthand for objects has."""
        extras: Data = {}
        if self.rng.random() < 0.2:
            extras["setOwnerReference"] = True
        if self.rng.random() < 0.2:
            extras["attributeOutputs"] = {"uid": "{.metadata.uid}", "kind": {"jqFilter": '.kind // "x"'}}
        if self.rng.random() < 0.2:
            extras["failureCondition"] = "metadata.labels.broken == yes"
        return extras

    def volume_template(self, scope: Scope | None, **more: Any) -> str:
        name = self.name("vol")
        value: Data = {"resourceName": name, "size": "1Gi", **more, **self.extras()}
        for key, choices in (
            ("modes", ["RWO", "RWM", ["RWO", "ROX"], "ReadWriteOncePod"]),
            ("storageClass", ["fast", "{{workflow.parameters.class}}"]),
            ("labels", [{"app": "demo", "version": "1"}]),
            ("annotations", [{"note": "a: b # c", "yes": "no"}]),
            ("volumeMode", ["Filesystem"]),
            ("generateUniqueName", [False]),
        ):
            if self.rng.random() < 0.25:
                value[key] = self.rng.choice(choices)
        self.templates.append(self.annotate({"name": name}, "volume", self.shuffled(value)))
        if scope is not None:
            scope.call(name, Known(name, "volume"))
        return name

    def add_volume(self, scope: Scope) -> None:
        self.volume_template(scope)

    def add_restored(self, scope: Scope) -> None:
        snapshot = self.rng.choice([known.name for known in scope.known if known.kind == "snapshot"])
        size = self.rng.choice([None, "2Gi", "{{tasks.%s.outputs.parameters.size}}" % snapshot])  # noqa: UP031
        name = self.volume_template(scope, size=size, dataSource={"snapshot": snapshot})
        if size is None:
            template = next(t for t in self.templates if t["name"] == name)
            del template["metadata"]["annotations"]["kflint.dev/volume"]["size"]

    def add_clone(self, scope: Scope) -> None:
        ref, _ = self.rng.choice(scope.claims())
        self.volume_template(scope, dataSource={"volume": ref})

    def add_snapshot(self, scope: Scope) -> None:
        name = self.name("snap")
        ref, _ = self.rng.choice(scope.claims())
        source: Data = self.rng.choice([{"volume": ref}, {"volume": {"volume": ref, "after": scope.own[:1]}}, {"pvc": "archive"}])
        value = {"resourceName": name, **source, **self.extras()}
        self.templates.append(self.annotate({"name": name}, "volume-snapshot", self.shuffled(value)))
        scope.call(name, Known(name, "snapshot"))

    def add_resource(self, scope: Scope) -> None:
        name = self.name("job")
        data: Data = {"n": "1", "text": "a\n  b: c\n", "list": ["x", {"y": "z"}]}
        if scope.known:
            known = self.rng.choice(scope.known)
            data["of"] = "see {{tasks.%s.outputs.parameters.name}}" % known.name if known.kind != "mounter" else "-"  # noqa: UP031
        manifest = {"apiVersion": "example.com/v1", "kind": "Thing", "metadata": {"generateName": "x-"}, "spec": data}
        value: Data = {"k8sResource": manifest, **self.extras()}
        if self.rng.random() < 0.2:
            value = {"k8sResource": {**manifest, "metadata": {"name": "x"}}, "action": "delete"}
        self.templates.append(self.annotate({"name": name}, "resource", self.shuffled(value)))
        scope.call(name, Known(name, "job") if "action" not in value else None)

    def add_plain(self, scope: Scope) -> None:
        name = self.name("plain")
        template = self.leaf(name)
        template["inputs"] = {"parameters": [{"name": "text"}]}
        self.templates.append(template)
        scope.call(name)["arguments"] = {"parameters": [{"name": "text", "value": "hello"}]}

    def add_existing(self, scope: Scope) -> None:
        """A template that mounts no task's volume."""
        name = self.name("use")
        sources: Data = {"/old": {"pvc": self.rng.choice(["archive", "{{workflow.parameters.claim}}"])}, "/a/b": {"emptyDir": {}}}
        self.templates.append(self.annotate(self.leaf(name), "pvolumes", self.shuffled(sources)))
        scope.call(name, Known(name, "mounter", ("/old",), 2))

    def source(self, scope: Scope) -> tuple[Any, bool]:
        """Something to mount, and whether it is a claim."""
        ref, _ = self.rng.choice(scope.claims())
        options: Data = {}
        if self.rng.random() < 0.3:
            options = self.rng.choice([{"readOnly": True}, {"subPath": "a/b"}, {"mountPropagation": "HostToContainer"}])
        if self.rng.random() < 0.3 and scope.own:
            options["after"] = self.rng.choice([scope.own[-1], scope.own[:2]])
        kind = self.rng.random()
        if kind < 0.3:
            return ref, True
        if kind < 0.7:
            return {"volume": ref, **options}, True
        if kind < 0.8:
            return {"pvc": "archive", **options}, True
        return {**self.rng.choice([{"emptyDir": {}}, {"configMap": {"name": "c"}, "name": self.name("named")}]), **options}, False

    def add_mounter(self, scope: Scope) -> None:
        name = self.name("use")
        paths = self.rng.sample(["/mnt", "/var/cache", "/var-cache", "/Data_1", "/x"], self.rng.randint(1, 3))
        sources = {path: self.source(scope) for path in paths}
        template = self.leaf(name)
        if self.rng.random() < 0.3:
            template["inputs"] = {"parameters": [{"name": "text", "value": "x"}]}
        self.templates.append(self.annotate(template, "pvolumes", {path: source for path, (source, _) in sources.items()}))
        claims = tuple(path for path, (_, is_claim) in sources.items() if is_claim)
        scope.call(name, Known(name, "mounter", claims, len(sources)))
        if self.rng.random() < 0.3:
            scope.call(name, name=f"{name}-again")

    def add_mapped(self, scope: Scope) -> None:
        """A template that gets its volumes from the template that calls it."""
        name = self.name("work")
        self.templates.append(self.leaf(name))
        for number in range(self.rng.randint(1, 2)):
            ref, _ = self.rng.choice(scope.claims())
            source = self.rng.choice([ref, {"volume": ref}, {"pvc": "archive"}])
            call = scope.call(name, Known(f"{name}-{number}", "mounter", ("/work",), 1), f"{name}-{number}")
            self.maps.setdefault(scope.name, {})[call["name"]] = {"/work": source}

    @property
    def maps(self) -> dict[str, Data]:
        if not hasattr(self, "_maps"):
            self._maps: dict[str, Data] = {}
        return self._maps


def workflow(rng: random.Random) -> Data:
    """An object with shorthand; the values of its annotations are still data, not text."""
    maker = Maker(rng)
    made = maker.object()
    for template in maker.templates:
        if template["name"] in maker.maps:
            index = maker.templates.index(template)
            maker.templates[index] = maker.annotate(template, "pvolumes", maker.maps[template["name"]])
    return made
