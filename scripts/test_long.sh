#!/usr/bin/env bash
# What takes too long for every change, all of it or the stages that are named:
#   gcc      all that test.sh --ci checks with GCC, the published VGG-11, the study killed at twenty random moments
#   clang    every test binary and the program with Clang 16
#   asan     the same under AddressSanitizer and UndefinedBehaviorSanitizer
#   tsan     the test binaries on std::thread under ThreadSanitizer
#   tidy     clang-tidy
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
jobs=$(nproc)
stages=("$@")
[[ $# -gt 0 ]] || stages=(gcc clang asan tsan tidy)
for stage in "${stages[@]}"; do
  case "$stage" in
    gcc | clang | asan | tsan | tidy) ;;
    *)
      echo "test_long.sh: expected gcc, clang, asan, tsan or tidy, got $stage" >&2
      exit 2
      ;;
  esac
done
scripts/install_packages.sh base tests browser long

# ThreadSanitizer needs a memory layout that newer Linux kernels randomise too far.
fixed_layout=()
if setarch --addr-no-randomize true 2>/dev/null; then
  fixed_layout=(setarch --addr-no-randomize)
fi

build_and_test() {
  cmake --preset "$1" --log-level=WARNING
  cmake --build --preset "$1" --parallel "$jobs"
  "${fixed_layout[@]}" ctest --preset "$1" --parallel "$jobs"
}

for stage in "${stages[@]}"; do
  begin=$SECONDS
  echo "== $stage"
  case "$stage" in
    gcc)
      scripts/check_includes.py
      scripts/format.sh --check
      BICAMERAL_CHROMIUM=required build_and_test ci-gcc
      build/ci-gcc/tests/bicameral_tests_networks "[.slow]"
      tests/program/smoke.sh build/ci-gcc/bicameral 20
      ;;
    clang) build_and_test clang16-full ;;
    asan) build_and_test asan-full ;;
    tsan) build_and_test tsan ;;
    tidy) scripts/tidy.sh ;;
  esac
  echo "== $stage: passed in $(((SECONDS - begin) / 60)) min"
done
