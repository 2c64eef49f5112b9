#!/usr/bin/env bash
# ci/clang.sh [--no-install]: the second compiler. Everything compiles with clang without a warning, and the unit tests pass.
source "$(dirname "$0")/common.sh"

install=yes
for argument in "$@"; do
  case $argument in
    --no-install) install=no ;;
    -h | --help)
      usage
      exit 0
      ;;
    *) wrong_usage "unknown argument: $argument" ;;
  esac
done

[ "$install" = no ] || ensure_packages build test clang
build clang
if ctest --preset clang; then
  echo "clang: passed"
else
  echo "clang: FAILED" >&2
  exit 1
fi
