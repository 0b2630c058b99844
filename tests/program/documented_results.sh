#!/usr/bin/env bash
# The tables of docs/results.md and README.md are those that the program prints from the records beside them.
# usage: documented_results.sh PATH/TO/bicameral
root=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../..")
source "$root/tests/program/checks.sh" "$1"

# documented FILE: standard input stands in it as it is.
documented() {
  python3 -c 'import sys; text = sys.stdin.read(); sys.exit(not text.strip() or text not in open(sys.argv[1], encoding="utf-8").read())' "$1"
}
for run in reduced headline; do
  "$program" report "$root/docs/results/$run" --markdown >$run.md 2>$run.log || failed "report $run: $(cat $run.log)"
  documented "$root/docs/results.md" <$run.md || failed "docs/results.md has other tables than 'report docs/results/$run --markdown'"
done
sed '/^$/q' reduced.md | documented "$root/README.md" || failed "README.md has another table than 'report docs/results/reduced --markdown'"
# The locality of the halves: the page's figures, "... left minus right 1.2 (-2.2 to 4.7) points", stand in README's sentence.
"$program" report "$root/docs/results/reduced" --html page.html >/dev/null 2>page.log || failed "report --html: $(cat page.log)"
figures=$(grep -o 'left minus right [-0-9.]* ([-0-9. to]*) points' page.html | sed 1q)
read -r difference low high < <(sed -E 's/[^-0-9.]+/ /g' <<<"$figures")
[[ -n $high ]] || failed "the page tells no difference of areas: '$figures'"
tr '\n' ' ' <"$root/README.md" >readme.line
grep -qF "cover $difference points more of a picture than the right half's ($low to $high over three seeds)" readme.line ||
  failed "README.md tells another locality than the page: $figures"
echo "no table" | documented "$root/README.md" && failed "what is not documented was found"
finish
