#!/usr/bin/env bash
# ci/format.sh [--fix] [--no-install]: are all sources formatted as .clang-format says?
#
#   --fix          format them
#   --no-install   leave the machine's packages alone
source "$(dirname "$0")/common.sh"

mode=(--dry-run -Werror)
for argument in "$@"; do
  case $argument in
    --fix) mode=(-i) ;;
    *) common_option "$argument" ;;
  esac
done

need test
if find pki mock-server client fixtures tests tools -name '*.[ch]pp' -print0 | xargs -0 clang-format "${mode[@]}"; then
  echo "format: passed"
else
  echo "format: FAILED (bash ci/format.sh --fix repairs it)" >&2
  exit 1
fi
