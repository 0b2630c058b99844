#!/usr/bin/env bash
# From a fresh clone to the table: installs what is missing, builds the program, runs the demo experiment.
# Arguments go to `bicameral experiment`, for instance: scripts/demo.sh --threads 4 --out my_run
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
"$root/scripts/install_packages.sh" base

build="$root/build/demo"
# The demo needs one width; the others are compiled once they are asked for.
widths=()
[[ -e "$build/CMakeCache.txt" ]] || widths=(-DBICAMERAL_PROGRAM_WIDTHS=0.25)
for argument in "$@"; do
  [[ "$argument" != --width* ]] || widths=("-DBICAMERAL_PROGRAM_WIDTHS=0.25;0.5;1")
done
cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_COMPILER="${CXX:-g++}" \
  -DBICAMERAL_BUILD_TESTS=OFF -DBICAMERAL_BUILD_BENCHMARKS=OFF "${widths[@]}" --log-level=WARNING
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
