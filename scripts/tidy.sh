#!/usr/bin/env bash
# clang-tidy over the files given, or over a test of every room: the headers they include are what is looked at.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
for tidy in clang-tidy-16 clang-tidy; do
  command -v "$tidy" >/dev/null && break
  tidy=""
done
if [[ -z "$tidy" ]]; then
  echo "tidy.sh: expected clang-tidy, got none (on Debian: apt-get install clang-tidy-16)" >&2
  exit 1
fi
# As Clang compiles it: GCC's own options would be mistakes here.
cmake --preset dev -B build/tidy -DCMAKE_CXX_COMPILER=clang++-16 \
  -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON --log-level=WARNING
files=("$@")
if [[ $# -eq 0 ]]; then
  for room in tests/*/; do
    [[ -d "include/bicameral/$(basename "$room")" ]] || continue
    for file in "$room"*.cpp; do
      [[ -e "$file" ]] && files+=("$file")
      break
    done
  done
fi
"$tidy" -p build/tidy --quiet --warnings-as-errors='*' "${files[@]}"
