#!/usr/bin/env bash
# ci/test.sh [--preset NAME] [--no-install]: builds everything and runs every test.
#
#   --preset NAME  a preset of CMakePresets.json (default: dev)
#   --no-install   leave the machine's packages alone
#
# Exit codes: 0 all passed, 1 something failed, 2 usage, 7 something is missing on this machine.
source "$(dirname "$0")/common.sh"

preset=dev
while [ $# -gt 0 ]; do
  case $1 in
    --preset)
      [ $# -gt 1 ] || wrong_usage "--preset needs a name"
      preset=$2
      shift
      ;;
    *) common_option "$1" ;;
  esac
  shift
done

need build test
failed=()
bash ci/format.sh --no-install || failed+=(formatting)
build "$preset"
ctest --preset "$preset" || failed+=(tests)
if [ ${#failed[@]} -gt 0 ]; then
  echo "test: FAILED (${failed[*]}; preset $preset)" >&2
  exit 1
fi
echo "test: passed (preset $preset)"
