# What the tests of the program share. Each begins with
#   source "$(dirname "${BASH_SOURCE[0]}")/checks.sh" PATH/TO/bicameral
# which leaves it in an empty folder that goes when it ends, and ends with
#   finish
# shellcheck shell=bash
set -uo pipefail
program=$(realpath "$1")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
failures=0

# failed WORDS...: counts a failure and says what it was.
failed() {
  echo "FAILED: $*"
  failures=$((failures + 1))
}

# expect STATUS PATTERN COMMAND...: the command ends with that status and prints something that matches.
expect() {
  local status=$1 pattern=$2 output got
  shift 2
  output=$("$@" 2>&1 </dev/null)
  got=$?
  if [ "$got" != "$status" ] || ! grep -qE -- "$pattern" <<<"$output"; then
    failed "$*"
    echo "  expected status $status and '$pattern', got status $got and:"
    sed 's/^/    /' <<<"$output" | tail -n 8
  fi
}

# there FILE...: each exists and is not empty.
there() {
  local file
  for file in "$@"; do [ -s "$file" ] || failed "no file $file"; done
}

# weights CHECKPOINT: a sum of what lies behind its header, which tells the time it took.
weights() { tail -c +$((9 + $(od -An -t u8 -N 8 "$1"))) "$1" | cksum; }

# finish: the test's last line and status.
finish() {
  if [ "$failures" != 0 ]; then
    echo "$failures failed"
    exit 1
  fi
  echo "everything as expected"
}
