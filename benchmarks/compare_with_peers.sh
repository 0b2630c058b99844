#!/usr/bin/env bash
# Builds the benchmarks (Release) and, where LibTorch is installed, the program that times it, then runs ours and the
# peers in turns and prints a table of targets, a table of convolutions, and writes comparison.json (all figures, the
# machine) and roofline.svg into the build folder. Peers: scripts/install_packages.sh peers. Missing ones are named in
# the table.
# Usage: compare_with_peers.sh [--build FOLDER] [--quick] [--rounds N] [--threads N] [--rows GROUP,...] [...]
#   --build FOLDER   default build/comparison
#   --quick          proves in little time that it runs: one round on next to nothing
#   the others       see compare_with_peers.py
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build="$root/build/comparison"
arguments=()
while [[ $# -gt 0 ]]; do
  if [[ "$1" == "--build" && $# -gt 1 ]]; then
    build="$2"
    shift
  else
    arguments+=("$1")
  fi
  shift
done

cmake -S "$root" -B "$build" -DCMAKE_BUILD_TYPE=Release -DBICAMERAL_BUILD_EXAMPLES=OFF -DBICAMERAL_BUILD_TESTS=OFF \
  --log-level=WARNING >&2
cmake --build "$build" --target bench_machine bench_conv2d bench_train_step bench_inference >&2

# Where it is not installed in the system, LIBTORCH names the folder of LibTorch's include/ and lib/.
program="$build/libtorch_networks"
source="$root/benchmarks/peers/libtorch_networks.cpp"
headers="${LIBTORCH:-/usr}/include"
flags=(-O3 -march=native -std=c++17 -isystem "$headers/torch/csrc/api/include")
if [[ -n "${LIBTORCH:-}" ]]; then
  flags+=(-isystem "$headers" -L"$LIBTORCH/lib" -Wl,-rpath,"$LIBTORCH/lib")
fi
if [[ -e "$headers/torch/csrc/api/include/torch/torch.h" && "$source" -nt "$program" ]]; then
  echo "Building libtorch_networks" >&2
  "${CXX:-g++}" "${flags[@]}" "$source" -o "$program" -ltorch -ltorch_cpu -lc10 ||
    echo "compare_with_peers.sh: LibTorch's program does not build, so that peer is left out" >&2
fi

exec python3 "$root/benchmarks/compare_with_peers.py" --programs "$build/benchmarks" --libtorch "$program" \
  --json "$build/comparison.json" --svg "$build/roofline.svg" "${arguments[@]}"
