#!/usr/bin/env bash
# Installs by apt-get what is missing on a Debian 12 machine; does nothing when everything is there.
# Usage: install_packages.sh [base] [tests] [browser] [long] [peers]   (base: what the program needs; tests: what test.sh
# needs besides; browser: what opens the report's page in a test; long: what test_long.sh needs besides; peers: what
# benchmarks/compare_with_peers.sh compares with, and xsimd, whose vectors our kernels use where it is found)
set -euo pipefail

base=(ca-certificates cmake g++ libarchive-dev libcli11-dev libcurl4-openssl-dev libeigen3-dev libpng-dev libssl-dev libtbb-dev
      libxtensor-dev ninja-build nlohmann-json3-dev pkg-config)
tests=(catch2 clang-16 clang-format libbenchmark-dev libclang-rt-16-dev python3)
browser=(chromium chromium-driver python3-selenium)
long=(clang-tidy-16)
peers=(libdnnl-dev libxsimd-dev libtcmalloc-minimal4 libtorch-dev python3-torch)

wanted=()
for list in "${@:-base}"; do
  case "$list" in
    base) wanted+=("${base[@]}") ;;
    tests) wanted+=("${tests[@]}") ;;
    browser) wanted+=("${browser[@]}") ;;
    long) wanted+=("${long[@]}") ;;
    peers) wanted+=("${peers[@]}") ;;
    *)
      echo "install_packages.sh: expected base, tests, browser, long or peers, got $list" >&2
      exit 2
      ;;
  esac
done

if ! command -v dpkg-query >/dev/null; then
  echo "install_packages.sh: this is not Debian, so nothing is installed; needed are: ${wanted[*]}" >&2
  exit 0
fi

missing=()
for package in "${wanted[@]}"; do
  status=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
  # A package for several architectures answers once for each.
  [[ "$status" == installed* ]] || missing+=("$package")
done
[[ ${#missing[@]} -eq 0 ]] && exit 0

as_root=()
if [[ $(id -u) -ne 0 ]]; then
  if ! command -v sudo >/dev/null; then
    echo "install_packages.sh: expected root or sudo to install: ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi
echo "Installing ${missing[*]}"
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
