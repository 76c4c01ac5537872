#!/usr/bin/env bash
# Shows kflint's main job on our own examples: good workflows, a broken one, and shorthand with what it stands for.
# Takes the command to run as its argument. Fails where kflint doesn't do what is shown.
set -euo pipefail
cd "$(dirname "$0")/.."
kflint=${1:-kflint}

# say COMMAND...: shows a command as one would type it.
say() { printf '\n$ kflint %s\n' "$*"; }

echo "1. Workflows that are right give no findings."
say "lint examples/*.yaml"
"$kflint" lint examples/*.yaml

echo
echo "2. A broken one gives them all at once, each at its place (exit code 1)."
say "lint examples/broken/train.yaml"
status=0
"$kflint" lint examples/broken/train.yaml || status=$?
[ "$status" = 1 ] || { echo "expected exit code 1, got $status" >&2; exit 1; }

echo
echo "3. Shorthand annotations become full templates; everything else stays as it was, byte for byte."
say "expand --diff examples/shorthand-volume.yaml"
"$kflint" expand --diff examples/shorthand-volume.yaml
