#!/usr/bin/env bash
# ci/fuzz.sh SECONDS [TARGET…] [--no-install]: runs each libFuzzer target of tests/fuzz for so long, two at a time.
#
#   TARGET         p12, page, …; default: all of them
#   --no-install   leave the machine's packages alone
#
# The inputs that lead somewhere new stay in build/fuzz/corpus, those that are a finding in build/fuzz/findings, and what
# the targets print in build/fuzz/logs.
#
# Exit codes: 0 nothing found, 1 a finding, 2 usage, 7 something is missing on this machine.
source "$(dirname "$0")/common.sh"

seconds=
targets=()
for argument in "$@"; do
  case $argument in
    -*) common_option "$argument" ;;
    *[!0-9]*) targets+=("$argument") ;;
    *)
      [ -z "$seconds" ] || wrong_usage "two numbers of seconds: $seconds and $argument"
      seconds=$argument
      ;;
  esac
done
[ "${seconds:-0}" -gt 0 ] || wrong_usage "how many seconds?"

mapfile -t known < <(basename -a -s _fuzz.cpp tests/fuzz/*_fuzz.cpp)
[ ${#targets[@]} -gt 0 ] || targets=("${known[@]}")
for target in "${targets[@]}"; do
  [[ " ${known[*]} " == *" $target "* ]] || wrong_usage "unknown target: $target (there are: ${known[*]})"
done

need build clang
build fuzz "${targets[@]/%/_fuzz}"

out=build/fuzz
mkdir -p $out/findings $out/logs

# run_target NAME leaves the program's exit code in logs/NAME.status: not 0 when there was a finding.
run_target() {
  local corpus=$out/corpus/$1 dictionary=tests/fuzz/dictionaries/$1.dict status=0
  local options=(-max_total_time="$seconds" -rss_limit_mb=1536 -timeout=30 -print_final_stats=1)
  [ ! -e "$dictionary" ] || options+=(-dict="$dictionary")
  mkdir -p "$corpus"
  "$out/bin/$1_fuzz" "${options[@]}" -artifact_prefix="$out/findings/$1-" "$corpus" "tests/fuzz/seeds/$1" \
    >"$out/logs/$1.log" 2>&1 || status=$?
  echo "$status" >"$out/logs/$1.status"
}

# report NAME prints the figures of a run, or its finding and how to see it again; then it fails.
report() {
  local log=$out/logs/$1.log file
  if [ "$(cat "$out/logs/$1.status")" = 0 ]; then
    awk -v name="$1" '/ cov: / { for (i = 1; i < NF; i++) if ($i == "cov:") edges = $(i + 1) }
      /number_of_executed_units/ { runs = $2 } /average_exec_per_sec/ { rate = $2 } /peak_rss_mb/ { memory = $2 }
      END { printf "%-16s %9d runs, %6d a second, %5d edges, %4d MB\n", name, runs, rate, edges, memory }' "$log"
    return 0
  fi
  echo "$1: a finding; the end of $log:"
  grep -a -E 'claim broken|runtime error|^==.*ERROR|SUMMARY' "$log" | head -n 5 | sed 's/^/  /' || true
  file=$(sed -n 's/.*Test unit written to //p' "$log" | tail -n 1)
  [ -z "$file" ] || echo "  again: $out/bin/$1_fuzz $file"
  return 1
}

for target in "${targets[@]}"; do
  while [ "$(jobs -rp | wc -l)" -ge 2 ]; do wait -n || true; done
  run_target "$target" &
done
wait

failed=()
for target in "${targets[@]}"; do
  report "$target" || failed+=("$target")
done
if [ ${#failed[@]} -gt 0 ]; then
  echo "fuzz: FAILED (${failed[*]})" >&2
  exit 1
fi
echo "fuzz: passed (${#targets[@]} targets, $seconds s each)"
