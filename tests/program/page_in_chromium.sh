#!/usr/bin/env bash
# The page of a small run with all its analyses, and that of two runs, in Chromium. Ends with 77, skipped, where Chromium
# or selenium is absent, unless BICAMERAL_CHROMIUM is "required". usage: page_in_chromium.sh PATH/TO/bicameral
scripts=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
source "$scripts/checks.sh" "$1"

# Debian's selenium belongs to Debian's Python, which need not be the first one.
for python in python3 /usr/bin/python3; do
  "$python" -c 'import selenium' 2>/dev/null && break
done

expect 0 . "$program" experiment --preset smoke --seeds 2 --threads 2 --arms specialised,halves,unspecialised,single \
  --synthetic-test-images 200 --out run
expect 0 . "$program" similarity run
expect 0 . "$program" specialization run
expect 0 . "$program" gradcam run
expect 0 . "$program" gradcam run --locality
expect 0 . "$program" gradcam run --faithfulness --count 20
expect 0 'The page is in one.html' "$program" report run --html one.html
cp -r run '<b>another & run'
expect 0 'The page is in two.html' "$program" report run '<b>another & run' --html two.html
for word in 'id="similarity-' 'Where left looks' 'id="confusion-' 'id="probes-'; do
  grep -qF "$word" one.html || failed "one.html: expected '$word' in it"
done
for page in one.html two.html; do
  "$python" "$scripts/open_page.py" "$page"
  status=$?
  if [ $status = 77 ]; then
    if [ "${BICAMERAL_CHROMIUM:-}" != required ]; then
      [ "$failures" != 0 ] || exit 77
      break
    fi
    failed "expected Chromium, chromedriver and selenium (scripts/install_packages.sh browser), got none"
  elif [ $status != 0 ]; then
    failed "$page in Chromium"
  fi
done
finish
