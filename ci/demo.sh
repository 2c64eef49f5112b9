#!/usr/bin/env bash
# ci/demo.sh [--no-install]: builds the programs, renews one certificate over real TLS, and tells what happens.
#
#   --no-install   leave the machine's packages alone
#
# Exit codes: 0 the certificate was renewed and both log in, 1 something went otherwise, 2 usage, 7 something is missing
# on this machine.
source "$(dirname "$0")/common.sh"

for argument in "$@"; do common_option "$argument"; done
need build demo
build demo
mock=$PWD/build/demo/bin/orcamo-mock
renew=$PWD/build/demo/bin/orcamo-renew
unset "${!ORCAMO_@}"

umask 077
work=$(mktemp -d)
mock_pid=
cleanup() {
  if [ -n "$mock_pid" ]; then
    kill "$mock_pid" 2>/dev/null || true
    wait "$mock_pid" 2>/dev/null || true
  fi
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

failed() {
  echo "demo: FAILED: $1" >&2
  [ ! -s "$work/serve.log" ] || sed 's/^/  mock: /' "$work/serve.log" >&2
  exit 1
}
heading() { printf '\n%s\n' "$*"; }
row() { printf '  %-22s %s\n' "$@"; }
jst() { TZ=JST-9 date -d "$1" '+%F %T JST'; }
both_dates() { echo "$1 = $(jst "$1")"; }

heading 'The main job: one certificate of a clinic, from "89 days left" to "logs in with both".'

heading 'Before it begins: a mock of WebORCA and ORCAMO, and a certificate that ends in 89 days'
"$mock" serve --ready-file "$work/ready.json" --ca-file "$work/ca.pem" >"$work/serve.out" 2>"$work/serve.log" &
mock_pid=$!
for _ in $(seq 200); do
  [ ! -s "$work/ready.json" ] || break
  kill -0 "$mock_pid" 2>/dev/null || failed "the mock ended before it was ready"
  sleep 0.05
done
[ -s "$work/ready.json" ] || failed "the mock was not ready after 10 s"
https=$(jq -r .https "$work/ready.json")
admin=$(jq -r .admin "$work/ready.json")
row 'WebORCA and ORCAMO' "$https (mutual TLS)"
row 'admin API' "$admin"

# A minute more, so that it is still 89 days when the program counts them.
curl -sS --noproxy '*' --fail-with-body --max-time 10 "$admin/__admin/sandboxes/default/certificates" \
  -H 'Content-Type: application/json' -d '{"not_after":"now+89d+1m"}' -o "$work/issued.json" ||
  failed "the mock did not issue a certificate: $(cat "$work/issued.json" 2>/dev/null)"
old_name=$(jq -r .file_name "$work/issued.json")
old_end=$(jq -r .not_after "$work/issued.json")
old=$work/certificates/$old_name
mkdir "$work/certificates"
jq -r .p12_base64 "$work/issued.json" | base64 -d >"$old"
jq -r .password "$work/issued.json" >"${old%.p12}.password.txt"
row 'certificate' "$old_name"
row 'valid until' "$(both_dates "$old_end")"

store=(--store "$work/certificates" --lang en)
server=(--server "$https" --ca "$work/ca.pem")

# login_with FILE logs in with one certificate; $notice is then whether the renewal notice was shown.
login_with() {
  "$renew" login "${server[@]}" --p12 "$1" --output json >"$work/login.json" ||
    failed "no login with $(basename "$1"): $(jq -r '.error | "\(.code): \(.message)"' "$work/login.json" 2>/dev/null)"
  notice=$(jq -r .notice "$work/login.json")
}

heading 'Steps 1 to 3: log in to WebORCA with it; the blue bar asks for renewal'
login_with "$old"
[ "$notice" = true ] || failed 'the old certificate was not shown the renewal notice'
row 'old login' "ok, with the notice: $(jq -r .startup_message "$work/login.json")"
code=0
"$renew" check "${store[@]}" >"$work/check.out" || code=$?
[ "$code" -eq 1 ] || failed "orcamo-renew check ended with $code, not with 1 (due)"
row 'orcamo-renew check' "$(cut -d'|' -f1 "$work/check.out")"

heading 'Steps 4 to 14: fetch the replacement and its password, open and check it, log in with it, and only then keep it'
# The pipe would hide a failure; so the text goes through a file.
"$renew" renew "${server[@]}" "${store[@]}" >"$work/renew.out" 2>&1 || failed "$(tail -1 "$work/renew.out")"
sed 's/^/  /' "$work/renew.out"
"$renew" list "${store[@]}" --output json >"$work/list.json" || failed 'the store cannot be listed'
new_name=$(jq -r '.identities[] | select(.renewed) | .file_name' "$work/list.json")
new_end=$(jq -r '.identities[] | select(.renewed) | .not_after' "$work/list.json")
new=$work/certificates/$new_name
[ -n "$new_name" ] && [ -s "$new" ] || failed 'no renewed certificate is in the store'
[[ $new_end > $old_end ]] || failed 'the new certificate does not end later than the old one'

heading 'Step 15: log in again. Either certificate works until the old one ends; the one that ends later is the new one'
login_with "$old"
[ "$notice" = true ] || failed 'the old certificate was not shown the renewal notice after the renewal'
row 'old' "$old_name"
row '' "$(both_dates "$old_end")"
row '' 'login ok, with the renewal notice'
login_with "$new"
[ "$notice" = false ] || failed 'the new certificate was shown a renewal notice'
row 'new' "$new_name"
row '' "$(both_dates "$new_end")"
row '' 'login ok, without a notice'

heading "demo: passed ($old_name renewed as $new_name, valid until ${new_end%T*})"
