#!/usr/bin/env bash
# The page of a report: whole, well-formed, loads nothing; damaged files are told in a sentence and spoil no older page.
# usage: page.sh PATH/TO/bicameral
source "$(dirname "${BASH_SOURCE[0]}")/checks.sh" "$1"

# A page must be XML, have its sections, and load nothing: what it shows is in it.
expect_page() { # page, words that must be in it...
  local page=$1 word
  shift
  [ -s "$page" ] || {
    failed "no page $page"
    return
  }
  python3 -c 'import sys, xml.etree.ElementTree as tree; tree.parse(sys.argv[1])' "$page" 2>xml.log ||
    failed "$page is not well-formed: $(tail -n 1 xml.log)"
  for word in "<h1>" 'class="answer"' ">All networks<" ">What accuracy costs<" ">Learning curves<" \
    ">Similarity of pictures<" ">Where each half looks<" ">Is the left half more local?<" ">Can the maps be believed?<" \
    ">Mistakes and confidence<" ">What each half knows<" ">How to repeat it<" "$@"; do
    grep -qF -- "$word" "$page" || failed "$page: expected '$word' in it"
  done
  if grep -oE '(src|href|action|poster|data|srcset)="[^"]{1,60}' "$page" | grep -vE '="(#|data:)' >loads.txt; then
    failed "$page loads $(head -n 1 loads.txt)"
  fi
  grep -qE '<(script|link rel="stylesheet"|iframe|object|embed|form)|@import|url\([^#)]' "$page" &&
    failed "$page has scripts, styles of other files, or frames"
}

# The command must fail with one sentence that names the file, and leave the page as it was.
expect_refusal() { # what must be in the sentence, arguments of report...
  local sentence=$1
  shift
  echo "an older page" >page.html
  "$program" report "$@" --html page.html >refusal.txt 2>refusal.log && failed "report $*: was not refused"
  grep -q "$sentence" refusal.log || failed "report $*: expected '$sentence', got: $(cat refusal.log)"
  grep -q "expected .*, got " refusal.log || failed "report $*: no clear sentence: $(cat refusal.log)"
  [ "$(cat page.html)" = "an older page" ] || failed "report $*: an older page was touched"
  [ -z "$(find . -maxdepth 1 -name 'page.html.part-*')" ] || failed "report $*: a part of a page was left behind"
}

"$program" experiment --preset smoke --arms specialised,halves,unspecialised,single --threads 2 --out run >run.log 2>&1 ||
  failed "the run: $(tail -n 3 run.log)"

"$program" report run --html page.html >report.txt 2>report.log || failed "report: $(cat report.log)"
grep -qx "The page is in page.html" report.txt || failed "no line says where the page is"
"$program" report run >plain.txt
head -n "$(wc -l <plain.txt)" report.txt | cmp -s - plain.txt || failed "the tables with --html are others"
expect_page page.html "One seed cannot say" "bicameral similarity run" "bicameral specialization run" \
  "bicameral gradcam run --locality" "bilateral, specialised, frozen halves" 'id="comparison"' \
  "Every part of seed 0"
"$program" report run --html again.html >/dev/null
cmp -s page.html again.html || failed "the page depends on more than the run"

# Of several runs, each is a chapter; runs of the same name are told apart by their folders.
mkdir -p 'odd <b>&'
cp -r run 'odd <b>&/run'
"$program" report run 'odd <b>&/run' --html both.html >both.txt || failed "the page of two runs"
expect_page_of_two() {
  python3 -c 'import sys, xml.etree.ElementTree as tree; tree.parse(sys.argv[1])' both.html || failed "both.html is not well-formed"
  grep -qF ">odd &lt;b&gt;&amp;/run: All networks<" both.html || failed "a run's name does not show as it is"
  [ "$(grep -c '<section ' both.html)" = 20 ] || failed "expected 20 sections for two runs"
  python3 - <<'PYTHON' || failed "two elements of both.html have the same id"
import collections, re, sys
ids = collections.Counter(re.findall(r'\sid="([^"]*)"', open("both.html", encoding="utf-8").read()))
sys.exit(any(count > 1 for count in ids.values()))
PYTHON
}
expect_page_of_two

# Only one network: nothing to compare. No network at all: a page that says so.
"$program" report run --arms specialised --html one.html >/dev/null
grep -q "there is no network without specialisation" one.html ||
  failed "the page of one row"
"$program" report run --arms resnet9 --html other.html >/dev/null
grep -q "is not among those shown here" other.html || failed "the page of another row"
grep -q "needs a network of two halves, and none of those shown here has two" other.html ||
  failed "the page of a row without halves"
grep -q "bicameral gradcam run --part member1" other.html || failed "the page of another row names no part"
"$program" report run --arms right --html right.html >/dev/null
grep -q 'id="curves-coarse"' right.html || failed "no curves of the right half"
grep -q 'id="curves-fine"' right.html && failed "a chart of fine classes, which the right half does not name"
if grep -q "<th[^>]*>95 % interval<" page.html; then failed "the page of one seed has columns of intervals"; fi
if grep -q "<th[^>]*>Holm's p<" page.html; then failed "the page of one seed has columns of p-values"; fi
# Two seeds with the same results show nothing of how seeds differ.
cp -r run same
cp -r same/seed0 same/seed1
sed -i 's/"seed": 0/"seed": 1/' same/seed1/*/result.json
sed -i 's/"seeds": "1"/"seeds": "2"/' same/settings.json
"$program" report same --html same.html >/dev/null || failed "the page of two equal seeds"
grep -q "<th[^>]*>95 % interval<" same.html && grep -q "<th[^>]*>Holm's p<" same.html || failed "the page of two seeds has no columns of intervals and p-values"
grep -q "not corrected for the number of comparisons" same.html || failed "the page of two seeds does not tell what its intervals are"
grep -q "The seeds cannot say, since all gave the same difference" same.html || failed "the page of two equal seeds is sure"
grep -q "Run same: .* 2 seeds, built-in pictures" same.html || failed "the subtitle of two seeds"
rm -r same/seed1/left
"$program" report same --html same.html >/dev/null
grep -q "1 of 2 seeds finished" same.html || failed "the subtitle does not say that a seed is not finished"
# A run in several sittings: each command once, and only what changed of where they were.
cp -r run sittings
for sitting in 2 3; do sed 's/"time": "[^"]*"/"time": "later"/' run/environment.json >sittings/environment.$sitting.json; done
"$program" report sittings --html sittings.html >/dev/null || failed "the page of several sittings"
grep -q "  # in 3 sittings" sittings.html || failed "the same command is listed again"
[ "$(grep -c "<summary>Environment" sittings.html)" = 1 ] || failed "the same environment is listed again"
sed -i 's/"system": "[^"]*"/"system": "another"/' sittings/environment.3.json
"$program" report sittings --html sittings.html >/dev/null
grep -q "<summary>Environment from sitting 3 on<" sittings.html || failed "another environment is not listed"
cp -r run records
rm records/seed0/left/metrics.csv
"$program" report records --html records.html >/dev/null || failed "the page of a run without the metrics of a part"
grep -q "left (no metrics here)" records.html || failed "the page does not say that the metrics of a finished part are missing"
grep -q "no epoch yet" records.html && failed "a finished part is said to have no epoch yet"
grep -q "needs the trained weights" page.html && failed "the page misses weights that are there"
rm records/seed0/specialised/best.safetensors
"$program" report records --html records.html >/dev/null || failed "the page of a run without weights"
grep -q "needs the trained weights of specialised (best.safetensors).* bicameral similarity records" records.html ||
  failed "the page does not say that weights are missing"
cp -r run begun
rm -rf begun/seed0
"$program" report begun --html begun.html >/dev/null || failed "the page of a run that has just begun"
expect_page begun.html "None of these networks is finished yet" "0 of 1 seed finished" "bicameral experiment --out begun --resume"

# Damaged and missing files.
analysis=run/seed0/specialised/analysis
mkdir -p $analysis
for file in similarity specialization answers gradcam locality faithfulness; do
  for content in '{"images": ' '[]' '{}' '{"images": -1, "items": 3, "probes": {"left": 7}, "fine": {"classes": []}}' ''; do
    # An empty record of what may all be absent is no damage.
    [ "$content" = '{}' ] && [[ $file = specialization || $file = answers ]] && continue
    echo "$content" >$analysis/$file.json
    expect_refusal "$file.json" run
  done
  rm $analysis/$file.json
done
# Of a class without test pictures no coarse class is known.
echo '{"fine": {"classes": ["cat", "rose"], "coarse_of": [0, null], "confusion": [[1, 0], [0, 0]], "bins":
  [{"low": 0, "high": 1, "rows": 1, "accuracy": 1, "confidence": 0.9}]}, "coarse": {"classes": ["animals", "plants"],
  "confusion": [[1, 0], [0, 0]], "bins": [{"low": 0, "high": 1, "rows": 1, "accuracy": 1, "confidence": 0.9}]}}' >$analysis/answers.json
"$program" report run --html unknown.html >/dev/null 2>unknown.log || failed "a class without pictures: $(cat unknown.log)"
grep -q "The fine classes, the best known first" unknown.html || failed "no table of the classes of which one has no pictures"
rm $analysis/answers.json
echo '{"items": [{"image": 1, "files": {"picture": "gradcam/1.png"}}]}' >$analysis/gradcam.json
expect_refusal "1.png" run
mkdir $analysis/gradcam
echo "no picture" >$analysis/gradcam/1.png
expect_refusal "1.png.*a PNG file" run
rm -r $analysis/gradcam.json $analysis/gradcam
# Of a map without a positive place, and of a case without pictures.
mkdir $analysis/gradcam
python3 - <<'END'
import struct, zlib
def chunk(kind, data): return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0))
png += chunk(b"IDAT", zlib.compress(b"\0" + bytes(6) + b"\0" + bytes(6))) + chunk(b"IEND", b"")
open("one.png", "wb").write(png)
END
for name in picture left right; do cp one.png $analysis/gradcam/1_$name.png; done
echo '{"method": "gradcam", "missing_cases": ["ff-tt"], "items": [{"image": 1, "case": "tt-tt", "fine_label": "cat",
  "empty": ["left"], "files": {"picture": "gradcam/1_picture.png", "left": "gradcam/1_left.png", "right":
  "gradcam/1_right.png"}}]}' >$analysis/gradcam.json
"$program" report run --html empty.html >/dev/null 2>empty.log || failed "an empty map: $(cat empty.log)"
grep -q "left (nowhere)" empty.html || failed "an empty map is not said to be empty"
grep -q "right (nowhere)" empty.html && failed "a map that is not empty is said to be"
grep -q "Cases to which no picture belongs: ff-tt" empty.html || failed "a case without pictures is not told"
rm -r $analysis/gradcam.json $analysis/gradcam
# Probes that were stopped.
probe='{"accuracy": 0.5, "converged"'
echo '{"probes": {"left": {"fine": '"$probe"': false}, "coarse": '"$probe"': true}}}}' >$analysis/specialization.json
"$program" report run --html stopped.html >/dev/null 2>stopped.log || failed "a stopped probe: $(cat stopped.log)"
grep -q "1 of 6 probes stopped before their optimum" stopped.html || failed "a probe before its optimum is not told"
rm $analysis/specialization.json
echo '{"images": 2, "pairs": 1, "cases": [{"case": "tt-tt", "images": 2, "image_share": 1, "pairs": 1}]}' >$analysis/similarity.json
npy() { # file, type, shape, bytes
  printf '\x93NUMPY\x01\x00\x76\x00%-117s\n' "{'descr': '$2', 'fortran_order': False, 'shape': ($3), }" >"$1"
  printf %b "$4" >>"$1"
}
npy $analysis/pair_cases.npy '|u1' '1,' '\x00'
npy $analysis/pairs.npy '<f4' '1, 3' '\x00\x00\x00\x3f\x00\x00\x00\x3f\x00\x00\x00\x3f'
"$program" report run --html pair.html >/dev/null 2>pair.log || failed "one pair: $(cat pair.log)"
grep -q 'id="similarity-specialised-seed0-ff-ff"' pair.html || failed "no plot of the case ff-ff"
grep -q "no pair of pictures in this case" pair.html || failed "a case without pairs does not say so"
grep -q "from before the fine-tuning" pair.html && failed "a network that is not fine-tuned has other halves"
# Analyses of what is not shown stay out; of several networks, the others are to be opened.
"$program" report run --arms single --html single.html >/dev/null
grep -q 'id="similarity-' single.html && failed "an analysis of a network that is not shown"
mkdir -p run/seed0/fine_tuned/analysis
cp $analysis/similarity.json run/seed0/fine_tuned/analysis
"$program" report run --arms specialised,fine_tuned --html tuned.html >/dev/null 2>tuned.log || failed "two parts: $(cat tuned.log)"
grep -q "^<h3>bilateral, specialised, frozen halves</h3>" tuned.html || failed "the first of two parts has no heading"
grep -q "<details><summary><h3>bilateral, specialised, then fine-tuned end to end</h3>" tuned.html ||
  failed "the second of two parts is not to be opened"
grep -q "from before the fine-tuning" tuned.html || failed "nothing says that the halves are from before the fine-tuning"
grep -q "pairs to plot yet.*bicameral similarity run --part fine_tuned" tuned.html ||
  failed "the command for what is missing names another part"
rm -r run/seed0/fine_tuned
npy $analysis/pairs.npy '<f4' '1, 2' '\x00\x00\x00\x3f\x00\x00\x00\x3f'
expect_refusal "pairs.npy.*shape .pairs, 3., got .1, 2." run
npy $analysis/pairs.npy '<f4' '2, 3' '\x00\x00\x00\x3f'
expect_refusal "pairs.npy" run
npy $analysis/pairs.npy '<f8' '1, 3' '\x00\x00\x00\x3f\x00\x00\x00\x3f\x00\x00\x00\x3f\x00\x00\x00\x3f\x00\x00\x00\x3f\x00\x00\x00\x3f'
expect_refusal "pairs.npy" run
npy $analysis/pairs.npy '<f4' '1, 3' '\x00\x00\xc0\x7f\x00\x00\x00\x3f\x00\x00\x00\x3f'
expect_refusal "pairs.npy.*cosine" run
npy $analysis/pairs.npy '<f4' '6148914691236517206, 3' ''
expect_refusal "pairs.npy" run
rm $analysis/pair_cases.npy
npy $analysis/pairs.npy '<f4' '1, 3' '\x00\x00\x00\x3f\x00\x00\x00\x3f\x00\x00\x00\x3f'
expect_refusal "pair_cases.npy" run
rm -r $analysis
echo "1,2" >>run/seed0/left/metrics.csv
expect_refusal "left/metrics.csv', line 4: expected 13 fields, got 2" run
sed -i '$d' run/seed0/left/metrics.csv
expect_refusal "run folder 'no-such-run'" no-such-run
expect_refusal "run folder 'no-such-run'" run no-such-run
"$program" report run --html no-such-folder/page.html >/dev/null 2>folder.log && failed "a page in no folder was written"
grep -q "no-such-folder/page.html" folder.log || failed "a page in no folder: $(cat folder.log)"

finish
