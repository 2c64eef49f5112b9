#!/usr/bin/env bash
# ci/lint.sh [--no-install] [FILE…]: clang-tidy over the sources, as .clang-tidy says; a finding is a failure.
#
# Left out by default: the files that see Asio and Beast, at minutes each. The compilers' warnings, the sanitizers and
# the tests cover those.
source "$(dirname "$0")/common.sh"

files=()
for argument in "$@"; do
  case $argument in
    -*) common_option "$argument" ;;
    *) files+=("$argument") ;;
  esac
done

need build test clang lint
configure clang
if [ ${#files[@]} -eq 0 ]; then
  mapfile -t files < <(python3 tools/check_layers.py --not-seeing boost/asio boost/beast | grep -v ^tests/)
  [ ${#files[@]} -gt 0 ] || { echo "lint: FAILED (no files found)" >&2; exit 1; }
fi
echo "lint: ${#files[@]} files"
if printf '%s\0' "${files[@]}" | xargs -0 -P "$(nproc)" -n 1 clang-tidy --quiet -p build/clang 2>/dev/null; then
  echo "lint: passed"
else
  echo "lint: FAILED" >&2
  exit 1
fi
