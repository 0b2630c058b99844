#!/usr/bin/env bash
# The page of a small run with all its analyses, and that of two runs, in Chromium. Ends with 77, skipped, where Chromium
# or selenium is absent, unless BICAMERAL_CHROMIUM is "required". usage: page_in_chromium_test.sh PATH/TO/bicameral
set -uo pipefail
program=$(realpath "$1")
here=$(dirname "$(realpath "$0")")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1

# Debian's selenium belongs to Debian's Python, which need not be the first one.
for python in python3 /usr/bin/python3; do
  "$python" -c 'import selenium' 2>/dev/null && break
done

# must COMMAND...: it succeeds, or the test ends.
must() {
  "$@" >log.txt 2>&1 || {
    echo "FAILED: $*: $(tail -n 3 log.txt)"
    exit 1
  }
}
must "$program" experiment --preset smoke --seeds 2 --threads 2 --arms specialised,halves,unspecialised,single \
  --synthetic-test-images 200 --out run
must "$program" similarity run
must "$program" specialization run
must "$program" gradcam run
must "$program" gradcam run --locality
must "$program" gradcam run --faithfulness --count 20
must "$program" report run --html one.html
cp -r run '<b>another & run'
must "$program" report run '<b>another & run' --html two.html
for word in 'id="similarity-' 'Where left looks' 'id="confusion-' 'id="probes-'; do
  grep -qF "$word" one.html || {
    echo "FAILED: expected '$word' in the page"
    exit 1
  }
done
for page in one.html two.html; do
  "$python" "$here/open_page.py" "$page"
  status=$?
  if [ $status = 77 ] && [ "${BICAMERAL_CHROMIUM:-}" = required ]; then
    echo "FAILED: expected Chromium, chromedriver and selenium (scripts/install_packages.sh browser), got none"
    exit 1
  fi
  [ $status = 0 ] || exit $status
done
