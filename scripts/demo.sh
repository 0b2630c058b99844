#!/usr/bin/env bash
# From a fresh clone to the table: installs what is missing, builds the program, runs the demo experiment.
# Arguments go to `bicameral experiment`, for instance: scripts/demo.sh --threads 4 --out my_run
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
"$root/scripts/install_packages.sh" base

build="$root/build/demo"
cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_COMPILER="${CXX:-g++}" \
  -DBICAMERAL_BUILD_TESTS=OFF -DBICAMERAL_BUILD_BENCHMARKS=OFF --log-level=WARNING
cmake --build "$build" --target bicameral_program

arguments=("$@")
for argument in "$@"; do
  case "$argument" in
    --out | --out=* | --resume | --resume=* | --help | -h) chosen=yes ;;
  esac
done
if [[ -z "${chosen:-}" ]]; then
  arguments+=(--out "$root/runs/demo-$(date +%Y%m%d-%H%M%S)")
fi
exec "$build/bicameral" experiment --preset demo "${arguments[@]}"
