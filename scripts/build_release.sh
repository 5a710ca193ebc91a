#!/bin/sh
# Builds the source distribution and the wheel into the folder $1, twice, and ends with an error
# unless both builds are the same to the byte. Needs uv; the build backend is that of uv.lock.
set -eu
target=$1
cd "$(dirname "$0")/.."
again=$(mktemp -d)
trap 'rm -rf "$again"' EXIT
uv export --quiet --only-group build --no-emit-project --output-file "$again/backend.txt" >/dev/null
for folder in "$target" "$again/dist"; do
    uv build --quiet --build-constraints "$again/backend.txt" --require-hashes --out-dir "$folder"
done
for made in "$again/dist"/crosspost-*; do
    cmp "$made" "$target/$(basename "$made")"
done
rm -f "$target/.gitignore" # uv writes one
(cd "$target" && sha256sum crosspost-*)
