#!/usr/bin/env bash
# ci/sanitize.sh [asan|tsan]… [--no-install]: runs the tests under sanitizers (both by default).
#
#   asan   clang, AddressSanitizer, LeakSanitizer and UndefinedBehaviorSanitizer: every test but the loops that end or cut
#          off the same run many times, so that the second compiler has built everything too
#   tsan   clang, ThreadSanitizer: the tests that start servers and threads
source "$(dirname "$0")/common.sh"

kinds=()
for argument in "$@"; do
  case $argument in
    asan | tsan) kinds+=("$argument") ;;
    *) common_option "$argument" ;;
  esac
done
[ ${#kinds[@]} -gt 0 ] || kinds=(asan tsan)
need build test clang

export ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
export TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1

for kind in "${kinds[@]}"; do
  build "$kind"
  if ctest --preset "$kind"; then
    echo "sanitize: passed ($kind)"
  else
    echo "sanitize: FAILED ($kind)" >&2
    exit 1
  fi
done
