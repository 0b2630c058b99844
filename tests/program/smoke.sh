#!/usr/bin/env bash
# Every arm of the study on built-in pictures: every row is there, every part learned. Then the same run killed at random
# moments and resumed: the same weights and metrics, byte for byte. usage: smoke.sh PATH/TO/bicameral [KILLS [SECONDS]]
# SECONDS: in which all arms must be done
kills=${2:-3}
limit=${3:-180}
source "$(dirname "${BASH_SOURCE[0]}")/checks.sh" "$1"

smoke=("$program" experiment --preset smoke --threads 2)
start=$SECONDS
"${smoke[@]}" --out whole >whole.log 2>&1 || failed "the run ended with status $?: $(tail -n 3 whole.log)"
seconds=$((SECONDS - start))
echo "all arms in $seconds s"
[ "$seconds" -lt "$limit" ] || failed "expected all arms in less than $limit s, got $seconds"
rows=$(tail -n +2 whole/results.csv | cut -d, -f1 | sort -u | wc -l)
[ "$rows" = 27 ] || failed "expected 27 rows, got $rows"
for row in specialised left right unspecialised resnet9 resnet18 resnet34 ensemble2 ensemble5 joint_ensemble fine_fine \
  coarse_coarse unspecialised_matched resnet9_matched resnet18_matched resnet34_matched fine_tuned narrow_wide \
  wide_narrow sparse_dense dense_sparse resnet_vgg vgg_resnet inverted_resnet resnet_inverted local_skipping \
  skipping_local; do
  grep -q "^$row," whole/results.csv || failed "the table has no row '$row'"
done
# Columns: epoch, learning_rate, train_loss, ..., images_seen (11th).
for metrics in whole/seed0/*/metrics.csv; do
  awk -F, 'NR == 2 { first = $3 } NR > 1 { last = $3; images = $11 } END { exit !(last < first && images / 16 >= 20) }' \
    "$metrics" || failed "$metrics: expected at least 20 steps and a loss that fell, got: $(cut -d, -f1,3,11 "$metrics" | tr '\n' ' ')"
done
"$program" report whole >report.txt || failed "bicameral report ended with status $?"
tail -n 3 report.txt | head -n 1 >line.txt
grep -qF -f line.txt whole.log || failed "bicameral report prints another table than the run"

# What a part left, but for the time it took: weights behind the header of the checkpoints, metrics, results.
weights() { tail -c +$((9 + $(od -An -t u8 -N 8 "$1"))) "$1" | cksum; }
traces() {
  local part
  for part in "$1"/seed0/*/; do
    echo "$(basename "$part")"
    [ ! -e "$part/best.safetensors" ] || weights "$part/best.safetensors"
    [ ! -e "$part/last.safetensors" ] || weights "$part/last.safetensors"
    [ ! -e "$part/metrics.csv" ] || cut -d, -f1-11 "$part/metrics.csv"
    grep -v '"seconds"' "$part/result.json"
  done
}
RANDOM=${SMOKE_SEED:-$(date +%s)}
echo "killed at moments of seed $RANDOM"
resume=()
for ((kill = 1; kill <= kills; ++kill)); do
  "${smoke[@]}" --out killed "${resume[@]}" >killed.log 2>&1 &
  child=$!
  sleep "$((RANDOM % (seconds / 2 + 2))).$((RANDOM % 10))"
  kill -KILL "$child" 2>/dev/null
  wait "$child" 2>/dev/null
  # Killed before it had begun, it begins anew, in what it left of the folder.
  if [ -e killed/settings.json ]; then resume=(--resume); fi
done
if [ -e killed/seed0/left ]; then touch killed/seed0/left/last.safetensors.part-1-0; fi  # as if killed while it wrote
"${smoke[@]}" --out killed "${resume[@]}" >killed.log 2>&1 || failed "the resumed run: $(tail -n 3 killed.log)"
traces whole >whole.txt
traces killed >killed.txt
cmp whole.txt killed.txt || failed "a killed and resumed run differs: $(diff whole.txt killed.txt | head -n 5)"
cut -d, -f1-7,9- whole/results.csv >whole.csv
cut -d, -f1-7,9- killed/results.csv >killed.csv
cmp whole.csv killed.csv || failed "the table of a killed and resumed run differs"
leftovers=$(find killed -name '*.part-*' | head -n 1)
[ -z "$leftovers" ] || failed "a killed run left $leftovers"

# Two processes in one folder; another version's folder.
"${smoke[@]}" --out locked --epochs 30 >locked.log 2>&1 &
child=$!
for _ in $(seq 200); do
  [ -s locked/settings.json ] && break
  sleep 0.05
done
"${smoke[@]}" --out locked --epochs 30 --resume >second.log 2>&1 && failed "two processes wrote into one folder"
grep -q "no other process.*process $child is using" second.log || failed "a locked folder: $(tail -n 1 second.log)"
kill -INT "$child"
wait "$child"
sed -i 's/"version": ".*"/"version": "0.0.1"/' killed/settings.json
"${smoke[@]}" --out killed --resume >version.log 2>&1 && failed "a run of another version was gone on with"
grep -q 'a run of version .*, got version 0.0.1' version.log || failed "another version: $(tail -n 1 version.log)"

finish
