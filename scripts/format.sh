#!/usr/bin/env bash
# Formats every source file with clang-format 14, Debian 12's; other versions break lines elsewhere.
# Usage: format.sh [--check]   (--check changes nothing and fails when something would change)
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
for format in clang-format-14 clang-format; do
  command -v "$format" >/dev/null && "$format" --version | grep -q 'version 14\.' && break
  format=""
done
if [[ -z "$format" ]]; then
  echo "format.sh: expected clang-format 14, got none" >&2
  exit 1
fi

mode=(-i)
if [[ "${1:-}" == "--check" ]]; then
  mode=(--dry-run --Werror --ferror-limit=1)
elif [[ $# -gt 0 ]]; then
  echo "format.sh: expected --check or nothing, got $1" >&2
  exit 2
fi
find include examples tests benchmarks \( -name '*.hpp' -o -name '*.cpp' \) -print0 | xargs -0 "$format" "${mode[@]}"
