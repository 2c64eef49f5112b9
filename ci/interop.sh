#!/usr/bin/env bash
# ci/interop.sh [--no-install] [--update]: other people's software on what the mock makes, and our client on what they make.
#
#   --no-install   leave the machine's packages alone
#   --update       publish what is measured: writes docs/reference/p12-compatibility.md and client-reports.md
#
# Exit codes: 0 every cell as published, 1 a cell differs, 2 usage, 5 the suite itself failed, 7 something is missing
# on this machine.
source "$(dirname "$0")/common.sh"

update=()
for argument in "$@"; do
  case $argument in
    --update) update=(--update) ;;
    *) common_option "$argument" ;;
  esac
done

need build interop
build demo orcamo-mock orcamo-renew orcamo-p12
python3 -B tests/interop/run.py --bin build/demo/bin --docs docs/reference "${update[@]}"
