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
# The members of an ensemble are those that were best on the validation images, the best one first.
python3 - <<'END' || failed "an ensemble has other members than the best"
import json
def result(part):
    return json.load(open(f"whole/seed0/{part}/result.json"))
members = [f"member{i}" for i in range(1, 11)]
best = sorted(members, key=lambda member: -result(member)["validation_score"])
assert best[:5] != members[:5], "the first members are the best ones: this cannot tell whether any were chosen"
for size in 2, 5:
    found = result(f"ensemble{size}")["members"]
    assert found == best[:size], f"expected {best[:size]}, got {found}"
END
# The tables again: those of the file, and those that the run printed before the answer in words, a
# line between, and where it all is.
"$program" report whole --markdown >report.md || failed "bicameral report --markdown ended with status $?"
diff whole/results.md report.md || failed "bicameral report prints other tables than those in the run folder"
"$program" report whole >report.txt || failed "bicameral report ended with status $?"
lines=$(wc -l <report.txt)
tail -n $((lines + 4)) whole.log | head -n "$lines" | diff - report.txt ||
  failed "bicameral report prints other tables than the run"

# The page of all rows: well-formed, each id once, every row in the comparison.
"$program" report whole --html whole.html >/dev/null || failed "bicameral report --html ended with status $?"
python3 - <<'END' || failed "the page of all rows is not as it should be"
import json, xml.etree.ElementTree as tree
page = tree.parse("whole.html")
ids = [element.get("id") for element in page.iter() if element.get("id")]
assert len(ids) == len(set(ids)), "an id twice: " + str([name for name in ids if ids.count(name) > 1][:3])
shown = " ".join(page.getroot().itertext())
for row in json.load(open("whole/results.json"))["rows"]:
    assert row["description"] in shown, row["description"]
END

# What a part left, but for the time it took: weights, metrics, results.
traces() {
  local part
  for part in "$1"/seed0/*/; do
    echo "$(basename "$part")"
    [ ! -e "$part/best.safetensors" ] || weights "$part/best.safetensors"
    [ ! -e "$part/last.safetensors" ] || weights "$part/last.safetensors"
    [ ! -e "$part/metrics.csv" ] || cut -d, -f1-11 "$part/metrics.csv"
    [ ! -e "$part/metrics.jsonl" ] || sed 's/,"images_per_second".*//' "$part/metrics.jsonl"
    grep -v '"seconds"' "$part/result.json"
  done
}
same_as_whole() {
  traces killed >killed.txt
  cmp whole.txt killed.txt || failed "a killed and resumed run differs: $(diff whole.txt killed.txt | head -n 5)"
  cut -d, -f1-8,10- killed/results.csv >killed.csv
  cmp whole.csv killed.csv || failed "the table of a killed and resumed run differs"
}
traces whole >whole.txt
cut -d, -f1-8,10- whole/results.csv >whole.csv
RANDOM=${SMOKE_SEED:-$(date +%s)}
echo "killed at moments of seed $RANDOM"
resume=()
landed=0 # kills that hit a living run
for ((try = 1; landed < kills && try <= 5 * kills; ++try)); do
  : >killed.log
  "${smoke[@]}" --out killed "${resume[@]}" >>killed.log 2>&1 &
  child=$!
  # Three in four wait until the networks are measured, which takes its time anew whenever a run goes on.
  if ((RANDOM % 4)); then
    until grep -q '^  in all: ' killed.log || ! kill -0 "$child" 2>/dev/null; do sleep 0.1; done
  fi
  tenths=$((RANDOM % (20 * seconds / (kills + 1) + 1)))
  sleep "$((tenths / 10)).$((tenths % 10))"
  kill -KILL "$child" 2>/dev/null
  wait "$child" 2>/dev/null
  status=$?
  if [ "$status" = 137 ]; then
    landed=$((landed + 1))
    # Killed before it had begun, it begins anew, in what it left of the folder.
    if [ -e killed/settings.json ]; then resume=(--resume); fi
  elif [ "$status" = 0 ]; then # finished before all kills were done: the next folder
    same_as_whole
    rm -rf killed
    resume=()
  else
    failed "a run to be killed ended with status $status: $(tail -n 3 killed.log)"
    break
  fi
done
[ "$landed" = "$kills" ] || failed "expected $kills kills of a living run, got $landed"
if [ -e killed/seed0/left ]; then touch killed/seed0/left/last.safetensors.part-1-0; fi # as if killed while it wrote
"${smoke[@]}" --out killed "${resume[@]}" >killed.log 2>&1 || failed "the resumed run: $(tail -n 3 killed.log)"
same_as_whole
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
