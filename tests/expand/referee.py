"""A second expansion, of plain data and nothing else: slow, simple, and written from the specification alone.

It knows nothing of text, positions and mistakes: its input must be right.
"""

from __future__ import annotations

import json
import re
from typing import Any

import yaml

Data = dict[str, Any]

PREFIX = "kflint.dev/"
MODES = {"RWO": "ReadWriteOnce", "RWM": "ReadWriteMany", "RWX": "ReadWriteMany", "ROM": "ReadOnlyMany", "ROX": "ReadOnlyMany"}
MODES["RWOP"] = "ReadWriteOncePod"
TAG = re.compile(r"\{\{(?:tasks|steps)\.([^.}]+)\.outputs\.parameters\.([^}]+)\}\}")
BODIES = ("container", "script", "containerSet")


def camel(name: str) -> str:
    return re.sub("_([a-z])", lambda match: match[1].upper(), name)


class Referee:
    """Expands one document."""

    def __init__(self, document: Data) -> None:
        # Through JSON, so that no two parts are one object, as aliases are when they are read.
        self.document: Data = json.loads(json.dumps(document))
        spec = self.document["spec"]
        self.templates: dict[str, Data] = {t["name"]: t for t in spec.get("workflowSpec", spec)["templates"]}
        self.shorthand: dict[str, tuple[str, Data]] = {}
        for name, template in self.templates.items():
            for key in list(template.get("metadata", {}).get("annotations", {})):
                if key.startswith(PREFIX):
                    value = yaml.safe_load(template["metadata"]["annotations"].pop(key))
                    self.shorthand[name] = (key.removeprefix(PREFIX), value)
            if name in self.shorthand:
                if not template["metadata"]["annotations"]:
                    del template["metadata"]["annotations"]
                if not template["metadata"]:
                    del template["metadata"]

    # ---- who calls whom

    def groups(self, name: str) -> list[list[Data]]:
        template = self.templates[name]
        if "dag" in template:
            tasks: list[Data] = template["dag"]["tasks"]
            return [tasks]
        groups: list[list[Data]] = template.get("steps", [])
        return groups

    def tasks(self, name: str) -> dict[str, Data]:
        return {task["name"]: task for group in self.groups(name) for task in group}

    def callers(self, name: str) -> list[tuple[str, Data]]:
        return [(caller, task) for caller in self.templates for task in self.tasks(caller).values() if task.get("template") == name]

    def is_above(self, scope: str, name: str) -> bool:
        return name in self.tasks(scope) or any(self.is_above(caller, name) for caller, _ in self.callers(scope))

    # ---- what is given to tasks and templates

    def output(self, scope: str, task: str, parameter: str) -> str:
        prefix = "tasks" if "dag" in self.templates[scope] else "steps"
        return f"{{{{{prefix}.{task}.outputs.parameters.{parameter}}}}}"

    def give_input(self, template: str, name: str) -> str:
        parameters = self.templates[template].setdefault("inputs", {}).setdefault("parameters", [])
        if name not in [p["name"] for p in parameters]:
            parameters.append({"name": name})
        return f"{{{{inputs.parameters.{name}}}}}"

    def give_argument(self, task: Data, name: str, value: str) -> None:
        parameters = task.setdefault("arguments", {}).setdefault("parameters", [])
        if name not in [p["name"] for p in parameters]:
            parameters.append({"name": name, "value": value})

    def wait(self, scope: str, task: Data, name: str) -> None:
        """`task` of `scope`, or what calls `scope`, waits for the task `name`."""
        if name not in self.tasks(scope):
            for caller, call in self.callers(scope):
                self.wait(caller, call, name)
        elif "dag" in self.templates[scope]:
            if any(other.get("depends") for other in self.tasks(scope).values()):
                parts = [part.strip() for part in task.get("depends", "").split("&&") if part.strip()]
                if name not in parts:
                    if len(parts) == 1 and "||" in parts[0] and not parts[0].startswith("("):
                        parts = [f"({parts[0]})"]
                    task["depends"] = " && ".join([*parts, name])
            elif name not in task.get("dependencies", []):
                task.setdefault("dependencies", []).append(name)

    def value(self, scope: str, task: Data, name: str, parameter: str) -> str:
        """How `task` of `scope` names an output of the task `name`."""
        if name in self.tasks(scope):
            self.wait(scope, task, name)
            return self.output(scope, name, parameter)
        given = f"{name}-{parameter}"
        for caller, call in self.callers(scope):
            self.give_argument(call, given, self.value(caller, call, name, parameter))
        return self.give_input(scope, given)

    def lift(self, template: str, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self.lift(template, each) for key, each in value.items()}
        if isinstance(value, list):
            return [self.lift(template, each) for each in value]
        return TAG.sub(lambda match: self.hand_down(template, match[1], match[2]), value) if isinstance(value, str) else value

    def hand_down(self, template: str, name: str, parameter: str) -> str:
        for caller, call in self.callers(template):
            self.give_argument(call, f"{name}-{parameter}", self.value(caller, call, name, parameter))
        return self.give_input(template, f"{name}-{parameter}")

    # ---- tasks that are not written

    def add_tasks(self) -> None:
        changed = True
        while changed:
            changed = False
            depth = self.by_depth()
            mentions = sorted(self.all_mentions(), key=lambda mention: depth[mention[0]])
            for scope, user, name in mentions:
                if name in self.shorthand and not self.is_above(scope, name):
                    self.add(scope, user, name)
                    changed = True

    def by_depth(self) -> dict[str, int]:
        depth = {name: 0 for name in self.templates if not self.callers(name)}
        for name in (queue := list(depth)):
            for task in self.tasks(name).values():
                if task.get("template") in self.templates and task["template"] not in depth:
                    depth[task["template"]] = depth[name] + 1
                    queue.append(task["template"])
        return depth

    def mentions(self, template: str) -> list[tuple[str, Data, str]]:
        """The tasks that a template's shorthand names: the template with tasks, the user among these, the name."""
        kind, value = self.shorthand.get(template, ("", {}))
        if template in self.shorthand and self.tasks(template):
            return [
                (template, self.tasks(template)[task], name) for task, paths in value.items() for name in self.named(paths.values())
            ]
        names = self.named(value.values() if kind == "pvolumes" else [value.get("volume"), value.get("dataSource")])
        names += [match[1] for match in TAG.finditer(yaml.safe_dump(value, width=10000))]
        return [(caller, call, name) for caller, call in self.callers(template) for name in names]

    def named(self, sources: Any) -> list[str]:
        found = []
        for source in sources:
            if isinstance(source, str):
                found.append(source.split(":")[0])
            elif isinstance(source, dict):
                found += [str(source[key]).split(":")[0] for key in ("volume", "snapshot") if key in source]
                after = source.get("after", [])
                found += [after] if isinstance(after, str) else after
        return found

    def add(self, scope: str, user: Data, name: str) -> None:
        task = {"name": name, "template": name}
        if "dag" in self.templates[scope]:
            self.templates[scope]["dag"]["tasks"].append(task)
            return
        steps = self.templates[scope]["steps"]
        users = {user["name"], *(other["name"] for s, other, n in self.all_uses() if s == scope and n == name)}
        steps.insert(next(i for i, group in enumerate(steps) if users & {each["name"] for each in group}), [task])

    def all_mentions(self) -> list[tuple[str, Data, str]]:
        return [each for template in self.templates for each in self.mentions(template)]

    def all_uses(self) -> list[tuple[str, Data, str]]:
        """All mentions, and the calls through which they lead up."""
        mentions = self.all_mentions()
        passed = []
        for scope, _, name in mentions:
            while name not in self.tasks(scope) and len(callers := self.callers(scope)) == 1:
                scope, user = callers[0]
                passed.append((scope, user, name))
        return mentions + passed

    # ---- claims

    def sources(self, task: Data, scope: str) -> dict[str, Any]:
        """What a task mounts, by mount path."""
        own = self.shorthand.get(task["template"], ("", {}))
        kind, given = self.shorthand.get(scope, ("", {}))
        mounted = dict(own[1]) if own[0] == "pvolumes" and not self.tasks(task["template"]) else {}
        return mounted | (given.get(task["name"], {}) if kind == "pvolumes" else {})

    def claim(self, scope: str, task: Data, ref: str) -> tuple[str | None, str]:
        """The creator's name and the claim's name as `task` of `scope` has it; makes it wait for all that this needs."""
        name, _, path = ref.partition(":")
        self.wait(scope, task, name)
        if name not in self.tasks(scope):
            creators = set()
            values = {}
            for caller, call in self.callers(scope):
                creator, value = self.claim(caller, call, ref)
                creators.add(creator)
                values[call["name"]] = (call, value)
            (creator,) = creators
            if creator is None:
                return None, next(iter(values.values()))[1]
            for call, value in values.values():
                self.give_argument(call, f"{creator}-name", value)
            return creator, self.give_input(scope, f"{creator}-name")
        named = self.tasks(scope)[name]
        if self.shorthand.get(named["template"], ("",))[0] == "volume" and not path:
            return name, self.output(scope, name, "name")
        mounted = self.sources(named, scope)
        source = mounted[path] if path else next(iter(mounted.values()))
        if isinstance(source, dict) and "pvc" in source:
            return None, source["pvc"]
        inner = source if isinstance(source, str) else source["volume"]
        creator, value = self.claim_again(scope, inner)
        if creator is not None and creator in self.tasks(scope):
            self.wait(scope, task, creator)
        return creator, value

    def claim_again(self, scope: str, ref: str) -> tuple[str | None, str]:
        """`claim` for nobody: what it would make wait is not wanted."""
        return self.claim(scope, {"name": "", "template": ""}, ref)

    # ---- templates

    def expand(self) -> Data:
        self.add_tasks()
        for name, (kind, value) in self.shorthand.items():
            if kind == "pvolumes" and self.tasks(name):
                continue
            value = {camel(key): each for key, each in value.items()} if kind != "pvolumes" else value
            if kind == "pvolumes":
                self.mount_all(name, value)
            else:
                self.make(name, kind, value)
        for name, (kind, value) in self.shorthand.items():
            if kind == "pvolumes" and self.tasks(name):
                for task, paths in value.items():
                    self.mount_for_call(name, self.tasks(name)[task], paths)
        return self.document

    def mount_all(self, template: str, sources: Data) -> None:
        taken = {v["name"] for v in self.templates[template].get("volumes", [])}
        taken |= {s["name"] for s in sources.values() if isinstance(s, dict) and "name" in s}
        plans = []
        for path, source in sources.items():
            source = {"volume": source} if isinstance(source, str) else source
            creator = value = None
            if "volume" in source:
                for caller, call in self.callers(template):
                    creator, value = self.claim(caller, call, source["volume"])
                    if creator is not None:
                        self.give_argument(call, f"{creator}-name", value)
                if creator is not None:
                    taken.add(creator)
                    value = self.give_input(template, f"{creator}-name")
            elif "pvc" in source:
                value = self.lift(template, source["pvc"])
            for caller, call in self.callers(template):
                after = source.get("after", [])
                for name in [after] if isinstance(after, str) else after:
                    self.wait(caller, call, name)
            plans.append((path, source, creator, value))
        for path, source, creator, value in plans:
            name = creator or source.get("name") or self.free_name(path, taken)
            taken.add(name)
            volume = {"persistentVolumeClaim": {"claimName": value}} if value is not None else self.lift(template, self.raw(source))
            self.give_volume(template, {"name": name} | volume, path, source)

    def raw(self, source: Data) -> Data:
        known = ("volume", "pvc", "name", "after", "readOnly", "subPath", "mountPropagation")
        return {key: value for key, value in source.items() if key not in known}

    def mount_for_call(self, scope: str, task: Data, paths: Data) -> None:
        template = task["template"]
        taken: set[str] = set()
        for path, source in paths.items():
            source = {"volume": source} if isinstance(source, str) else source
            name = self.free_name(path, taken)
            taken.add(name)
            if "volume" in source or "pvc" in source:
                if "volume" in source:
                    _, value = self.claim(scope, task, source["volume"])
                else:
                    value = TAG.sub(lambda match: self.value(scope, task, match[1], match[2]), source["pvc"])
                self.give_argument(task, f"{name}-name", value)
                volume = {"persistentVolumeClaim": {"claimName": self.give_input(template, f"{name}-name")}}
            else:
                volume = self.raw(source)
            after = source.get("after", [])
            for each in [after] if isinstance(after, str) else after:
                self.wait(scope, task, each)
            self.give_volume(template, {"name": name} | volume, path, source)

    def free_name(self, path: str, taken: set[str]) -> str:
        base = re.sub("[^a-z0-9]+", "-", path.lower()).strip("-") or "volume"
        return base if base not in taken else next(f"{base}-{n}" for n in range(2, 99) if f"{base}-{n}" not in taken)

    def give_volume(self, template: str, volume: Data, path: str, source: Data) -> None:
        body = self.templates[template]
        if volume not in body.setdefault("volumes", []):
            body["volumes"].append(volume)
        options = {key: source[key] for key in ("readOnly", "subPath", "mountPropagation") if key in source}
        mounts = body[next(kind for kind in BODIES if kind in body)].setdefault("volumeMounts", [])
        if path not in [mount["mountPath"] for mount in mounts]:
            mounts.append({"name": volume["name"], "mountPath": path} | options)

    def make(self, template: str, kind: str, fields: Data) -> None:
        action = fields.get("action", "create")
        manifest = self.manifest(template, kind, fields)
        resource: Data = {"action": action, "manifest": yaml.safe_dump(manifest) if not isinstance(manifest, str) else manifest}
        for name in ("setOwnerReference", "mergeStrategy", "successCondition", "failureCondition", "flags"):
            if name in fields:
                resource[name] = self.lift(template, fields[name])
        if kind == "volume-snapshot" and action != "delete":
            resource.setdefault("successCondition", "status.readyToUse == true")
        if action == "delete":
            resource.setdefault("flags", ["--wait=false"])
        self.templates[template]["resource"] = resource
        if action != "delete":
            paths: Data = {"manifest": "{}", "name": "{.metadata.name}"}
            if kind != "resource":
                paths["size"] = "{.status.capacity.storage}" if kind == "volume" else "{.status.restoreSize}"
            paths |= fields.get("attributeOutputs", {})
            outputs = [
                {"name": name, "valueFrom": {"jsonPath": path} if isinstance(path, str) else path} for name, path in paths.items()
            ]
            self.templates[template].setdefault("outputs", {}).setdefault("parameters", []).extend(outputs)

    def manifest(self, template: str, kind: str, fields: Data) -> Any:
        if "k8sResource" in fields:
            return self.lift(template, fields["k8sResource"])
        name = self.lift(template, fields["resourceName"])
        if fields.get("generateUniqueName", True):
            name = "{{workflow.name}}-" + name
        metadata = {"name": name} | {key: self.lift(template, fields[key]) for key in ("labels", "annotations") if key in fields}
        if kind == "volume-snapshot":
            spec: Data = {"source": {"persistentVolumeClaimName": self.claim_input(template, fields)}}
            if "snapshotClass" in fields:
                spec["volumeSnapshotClassName"] = self.lift(template, fields["snapshotClass"])
            return {"apiVersion": "snapshot.storage.k8s.io/v1", "kind": "VolumeSnapshot", "metadata": metadata, "spec": spec}
        modes = fields.get("modes", "RWM")
        spec = {"accessModes": [MODES.get(mode, mode) for mode in ([modes] if isinstance(modes, str) else modes)]}
        for key, field in (("storageClass", "storageClassName"), ("volumeName", "volumeName"), ("volumeMode", "volumeMode")):
            if key in fields:
                spec[field] = self.lift(template, fields[key])
        size = self.lift(template, fields.get("size"))
        source = fields.get("dataSource")
        if source is not None:
            spec["dataSource"] = self.data_source(template, source)
            size = size or self.hand_down(template, source["snapshot"], "size")
        spec["resources"] = {"requests": {"storage": size}}
        return {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": metadata, "spec": spec}

    def data_source(self, template: str, source: Any) -> Data:
        group = "snapshot.storage.k8s.io"
        if isinstance(source, str):
            return {"apiGroup": group, "kind": "VolumeSnapshot", "name": self.lift(template, source)}
        if "snapshot" in source:
            return {"apiGroup": group, "kind": "VolumeSnapshot", "name": self.hand_down(template, source["snapshot"], "name")}
        if "volume" in source:
            return {"kind": "PersistentVolumeClaim", "name": self.claim_input(template, source)}
        return dict(self.lift(template, source))

    def claim_input(self, template: str, fields: Data) -> str:
        """The claim that `volume` or `pvc` name, as an input of the template where it is a task's."""
        if "pvc" in fields:
            return str(self.lift(template, fields["pvc"]))
        source = fields["volume"]
        ref = source if isinstance(source, str) else source["volume"]
        creator = value = None
        for caller, call in self.callers(template):
            creator, value = self.claim(caller, call, ref)
            if creator is not None:
                self.give_argument(call, f"{creator}-name", value)
            after = source.get("after", []) if isinstance(source, dict) else []
            for each in [after] if isinstance(after, str) else after:
                self.wait(caller, call, each)
        return self.give_input(template, f"{creator}-name") if creator is not None else str(value)


def expand_data(document: Data) -> Data:
    """The document with its shorthand written out."""
    return Referee(document).expand()
