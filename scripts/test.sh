#!/usr/bin/env bash
# Installs what is missing, builds everything with GCC, warnings as errors, and runs every test.
# With --ci, first the order of the rooms, the formatting, and the core test binaries with Clang 16 and under
# AddressSanitizer and UndefinedBehaviorSanitizer. What takes longer is in test_long.sh.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
presets=()
case "${1:-}" in
  "") ;;
  --ci) presets=(asan ci-clang16) ;;
  *)
    echo "test.sh: expected --ci or nothing, got $1" >&2
    exit 2
    ;;
esac
presets+=(ci-gcc)  # the most complete comes last, and so does its summary
jobs=$(nproc)

scripts/install_packages.sh base tests
if [[ "${1:-}" == "--ci" ]]; then
  scripts/install_packages.sh browser
  export BICAMERAL_CHROMIUM=required  # elsewhere the test of the report's page in Chromium may be skipped
  scripts/check_includes.py
  scripts/format.sh --check
fi
for preset in "${presets[@]}"; do
  begin=$SECONDS
  echo "== $preset: build"
  cmake --preset "$preset" --log-level=WARNING
  cmake --build --preset "$preset" --parallel "$jobs"
  echo "== $preset: test (built in $((SECONDS - begin)) s)"
  ctest --preset "$preset" --parallel "$jobs"
done
