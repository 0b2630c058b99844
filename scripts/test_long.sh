#!/usr/bin/env bash
# What takes too long for every change: all of test.sh --ci, the published VGG-11, the study killed at twenty random
# moments, then every test binary and the program with Clang 16, under AddressSanitizer with UndefinedBehaviorSanitizer,
# and on std::thread under ThreadSanitizer, then clang-tidy.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
jobs=$(nproc)

scripts/install_packages.sh base tests long
scripts/test.sh --ci
build/ci-gcc/tests/bicameral_tests_networks "[.slow]"
tests/program/smoke.sh build/ci-gcc/bicameral 20

# ThreadSanitizer of GCC 12 needs a memory layout that some kernels randomise too far.
fixed_layout=()
if setarch --addr-no-randomize true 2>/dev/null; then
  fixed_layout=(setarch --addr-no-randomize)
fi
for preset in clang16-full asan-full tsan; do
  echo "== $preset"
  cmake --preset "$preset" --log-level=WARNING
  cmake --build --preset "$preset" --parallel "$jobs"
  "${fixed_layout[@]}" ctest --preset "$preset" --parallel "$jobs"
done
scripts/tidy.sh
