#!/usr/bin/env bash
# The page of a small run with all its analyses, and that of two runs, in Chromium. Ends with 77, skipped, where Chromium
# or selenium is absent, unless BICAMERAL_CHROMIUM is "required". usage: page_in_chromium.sh PATH/TO/bicameral
scripts=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
source "$scripts/checks.sh" "$1"

# Debian's selenium belongs to Debian's Python, which need not be the first one.
for python in python3 /usr/bin/python3; do
  "$python" -c 'import selenium' 2>/dev/null && break
done

# A page with every fault, so that none is overlooked in the others.
cat >faulty.html <<'END'
<!DOCTYPE html>
<html><head><meta name="viewport" content="width=device-width, initial-scale=1"/></head><body>
<figure id="crowded"><svg class="plot" viewBox="0 0 200 40" width="200" height="40">
<text x="10" y="20" font-size="12">one</text><text x="16" y="24" font-size="12">two<title>hidden</title></text>
<text x="180" y="20" font-size="12">beyond</text>
<text x="60" y="14" font-size="12">first line</text><text x="60" y="28" font-size="12">second line</text>
</svg></figure>
<figure id="empty"></figure>
<div id="wide" style="width: 2000px">wide</div>
<img src="elsewhere.png" alt="broken"/><nav><a href="#nowhere">nowhere</a></nav><p id="twice"></p><p id="twice"></p>
<script>console.error("a complaint")</script>
</body></html>
END
"$python" "$scripts/open_page.py" faulty.html '#crowded' '#missing' >faulty.txt 2>&1
status=$?
if [ $status = 77 ]; then
  if [ "${BICAMERAL_CHROMIUM:-}" != required ]; then
    tail -n 1 faulty.txt
    exit 77
  fi
  failed "expected Chromium, chromedriver and selenium (scripts/install_packages.sh browser), got none"
  finish
fi
[ $status = 1 ] || failed "a faulty page in Chromium: status $status, $(tail -n 3 faulty.txt)"
for window in desk phone 'in the dark' 'phone in the dark' 'on paper'; do
  for fault in 'the page is 20.* wide' 'figure empty shows nothing' 'a text is cut off in crowded: beyond' \
    'a text lies on another in crowded: one on two$' 'a picture is not whole: broken' 'it does not show #missing' \
    'two elements have the id twice' 'a link leads nowhere: #nowhere' 'it has no sections' \
    'the browser says: .*a complaint' 'it asks for .*elsewhere.png'; do
    grep -qE "^FAILED: $window: $fault" faulty.txt || failed "a faulty page, $window: '$fault' was overlooked"
  done
done
if grep -E 'second line|#crowded' faulty.txt; then failed "what is right in a faulty page was called wrong"; fi

# What the page of the run below must show, as selectors. expected PREFIX-OF-IDS BEGINNING-OF-SECTIONS
expected() {
  local name seed
  for name in comparison compute parameters compute-coarse parameters-coarse curves-fine curves-coarse \
    {confusion,reliability}-specialised-{fine,coarse} {probes,silenced,attention}-specialised; do
    echo "figure#$1$name"
  done
  for seed in 0 1; do
    for name in loss-seed$seed curves-{left,right,specialised,unspecialised,member1,resnet18,resnet34}-seed$seed \
      similarity-specialised-seed$seed-{t,f}{t,f}-{t,f}{t,f} faithfulness-specialised-seed$seed-{left,right,whole}; do
      echo "figure#$1$name"
    done
  done
  echo "[aria-labelledby=$2-where-each-half-looks] .gallery img"
  echo "[aria-labelledby=$2-similarity-of-pictures] h3"
  echo "[aria-labelledby=$2-how-to-repeat-it] pre"
  echo "[aria-labelledby=$2-is-the-left-half-more-local] table"
}

# open_page PAGE SELECTOR...
open_page() {
  "$python" "$scripts/open_page.py" "$@" || failed "$1 in Chromium"
}

# Names of classes as nobody should give them.
"$program" synthesize --out pictures --train-images 400 --test-images 200 >/dev/null || failed "no pictures were made"
sed -i -e '1s/.*/<script>console.error("run")<\/script>/' -e '2s/.*/<b>"bold" \& '"'wide'"'<\/b>,]]>/' pictures/fine_label_names.txt
sed -i '1s/.*/<img src=elsewhere.png onerror=alert(1)>/' pictures/coarse_label_names.txt
expect 0 . "$program" experiment --preset smoke --seeds 2 --threads 2 --arms specialised,halves,unspecialised,single \
  --data pictures --out run
expect 0 . "$program" similarity run
expect 0 . "$program" specialization run
expect 0 . "$program" gradcam run
expect 0 . "$program" gradcam run --locality
expect 0 . "$program" gradcam run --faithfulness --count 20
expect 0 'The page is in one.html' "$program" report run --html one.html
for name in '&lt;script&gt;console.error(' '&lt;b&gt;' '&lt;img src=elsewhere.png onerror=alert(1)&gt;'; do
  grep -qF "$name" one.html || failed "the page does not show the class whose name begins with $name"
done
expect 0 'written to run/seed0/left/analysis' "$program" mistakes run --part left --seed 0
python3 - <<'END' || failed "names of classes do not come back from the files"
import csv
names = open("pictures/fine_label_names.txt").read().splitlines()
rows = list(csv.reader(open("run/seed0/left/analysis/confusion_fine.csv")))
assert rows[0][1:] == names and [row[0] for row in rows[1:]] == names
END
cp -r run '<b>another & run'
expect 0 'The page is in two.html' "$program" report run '<b>another & run' --html two.html
mapfile -t of_one < <(expected '' section)
mapfile -t of_two < <(expected run1- section-run && expected run2- section-b-another-run)
open_page one.html "${of_one[@]}"
open_page two.html "${of_two[@]}"
finish
