#!/usr/bin/env bash
# Are the parts of a study trained faster one after the other with all threads, or as many at once as there are cores with one
# thread each? Trains ResNet-9 halves on built-in pictures both ways in turns and prints images/s, medians over rounds.
# Usage: parts_at_once.sh PATH/TO/bicameral [WIDTH [ROUNDS [IMAGES]]]   (default: 0.25, 3 rounds, 5000 images)
set -euo pipefail
program=$(realpath "$1")
width=${2:-0.25}
rounds=${3:-3}
images=${4:-5000}
cores=$(nproc)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

# trained FOLDER THREADS: two epochs of a left half; the second one's images/s is what counts.
trained() {
  "$program" train left --seeds 1 --width "$width" --epochs 2 --threads "$2" --synthetic-train-images "$images" \
    --synthetic-test-images 100 --out "$1" >"$1.log" 2>&1
}
rate() { tail -n 1 "$1/seed0/left/metrics.csv" | cut -d, -f12; }
median() { sort -g | awk '{ value[NR] = $1 } END { print NR % 2 ? value[(NR + 1) / 2] : (value[NR / 2] + value[NR / 2 + 1]) / 2 }'; }

for ((round = 1; round <= rounds; ++round)); do
  trained "all_$round" "$cores"
  rate "all_$round" >>all.txt
  children=()
  for ((one = 1; one <= cores; ++one)); do
    trained "one_${round}_$one" 1 &
    children+=($!)
  done
  for child in "${children[@]}"; do wait "$child"; done
  for ((one = 1; one <= cores; ++one)); do rate "one_${round}_$one"; done |
    awk '{ sum += $1 } END { print sum }' >>once.txt
done
all=$(median <all.txt)
once=$(median <once.txt)
awk -v all="$all" -v once="$once" -v cores="$cores" -v width="$width" 'BEGIN {
  printf "width %s, images/s: one after the other with %d threads %.0f, %d at once with one thread each %.0f; ratio %.2f\n",
    width, cores, all, cores, once, once / all }'
