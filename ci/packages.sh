# The Debian packages this project needs, and `ensure_packages`, which installs those that are missing.
# To be sourced. Run as a program, `bash ci/packages.sh [GROUP…]` prints the table.
#
# group | package | how to see it where dpkg does not know it (dpkg: not at all) | what for
ORCAMO_PACKAGES='
build | g++                 | command:g++                  | compiler (C++20)
build | cmake               | command:cmake                | build description
build | ninja-build         | command:ninja                | build program
build | libssl-dev          | header:openssl/ssl.h         | TLS and X.509
build | libboost1.81-dev    | header:boost/url.hpp         | Asio, Beast, URL, System (1.74, the default, is too old)
build | nlohmann-json3-dev  | header:nlohmann/json.hpp     | JSON
build | libfmt-dev          | header:fmt/format.h          | text formatting
build | libspdlog-dev       | header:spdlog/spdlog.h       | logging
build | libcli11-dev        | header:CLI/CLI.hpp           | command lines
build | libvalijson-dev     | header:valijson/validator.hpp | JSON Schema of config files
build | libkainjow-mustache-dev | header:kainjow/mustache.hpp | pages
build | libgumbo-dev       | header:gumbo.h               | HTML of the ORCAMO console
build | libsqlite3-dev      | header:sqlite3.h             | --state: the world kept in a file
build | prometheus-cpp-dev  | header:prometheus/registry.h | metrics
build | pkg-config          | command:pkg-config           | finds NSS and libp11
build | libnss3-dev         | header:nss/nss.h             | --store nss: the database of Chromium and Firefox; the header of PKCS#11
build | libp11-dev          | header:libp11.h              | --store pkcs11: keys that stay in a token
demo  | curl                | command:curl                 | talks to the admin API
demo  | jq                  | command:jq                   | reads its answers
demo  | openssl             | command:openssl              | opens a .p12 in the README walk-through
test  | ccache              | command:ccache               | repeated builds in seconds
test  | libgtest-dev        | header:gtest/gtest.h         | GoogleTest
test  | libgmock-dev        | header:gmock/gmock.h         | GoogleMock
test  | openssl             | command:openssl              | a stranger who reads what we write
test  | curl                | command:curl                 | a stranger who talks to what we serve
test  | jq                  | command:jq                   | the README walk-through
test  | python3             | command:python3              | tools/ (standard library only)
test  | libnss3-tools       | command:certutil             | a stranger who reads our NSS databases, and writes some
test  | softhsm2            | command:softhsm2-util        | a token without hardware
test  | clang-format        | command:clang-format         | source formatting
interop | openssl           | command:openssl              | opens and writes .p12 files
interop | libnss3-tools     | command:pk12util             | likewise, as Firefox and Chromium do
interop | gnutls-bin        | command:certtool             | likewise; p11tool reads tokens
interop | openjdk-17-jre-headless | command:keytool        | likewise
interop | openjdk-17-jdk-headless | command:javac          | compiles the program that logs in with Java
interop | nodejs            | command:node                 | opens .p12 files and logs in
interop | python3           | command:python3              | runs the suite; logs in
interop | python3-cryptography | dpkg                      | opens and writes .p12 files
interop | curl              | command:curl                 | logs in with a .p12
interop | wget              | command:wget                 | logs in with PEM, and only with that
interop | softhsm2          | command:softhsm2-util        | a token without hardware
clang | clang               | command:clang++              | second compiler, ThreadSanitizer
clang | libclang-rt-14-dev  | dpkg                         | its sanitizer runtimes
lint  | clang-tidy          | command:clang-tidy           | static analysis
'

# packages_of GROUP… prints "package|probe" for each package of the groups, once.
packages_of() {
  local groups=" $* "
  awk -F'|' -v groups="$groups" '
    { for (i = 1; i <= NF; i++) gsub(/^ +| +$/, "", $i) }
    NF == 4 && index(groups, " " $1 " ") && !seen[$2]++ { print $2 "|" $3 }' <<<"$ORCAMO_PACKAGES"
}

package_installed() {
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# probe_holds sees what another package, or another system, has put in the usual places.
probe_holds() {
  local what=${1#*:} place
  case $1 in
    command:*) command -v "$what" >/dev/null ;;
    header:*)
      for place in /usr/include /usr/local/include /opt/homebrew/include; do
        [ -e "$place/$what" ] && return 0
      done
      return 1
      ;;
    dpkg) return 1 ;;
  esac
}

# ensure_packages GROUP… returns when everything of the groups is there. Installs with apt-get, and only when something
# is missing; removes nothing, ever. Exits 7 when something is missing that it cannot or may not install.
ensure_packages() {
  local rows row missing=() unseen=()
  mapfile -t rows < <(packages_of "$@")
  for row in "${rows[@]}"; do
    package_installed "${row%%|*}" && continue
    probe_holds "${row#*|}" && continue
    missing+=("${row%%|*}")
    unseen+=("${row#*:}")
  done
  [ ${#missing[@]} -eq 0 ] && return 0

  if ! command -v apt-get >/dev/null; then
    echo "$(basename "$0"): missing on this machine: ${unseen[*]}" >&2
    echo "  There is no apt-get here. On Debian 12 the packages are: ${missing[*]}" >&2
    exit 7
  fi

  local root=()
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      echo "$(basename "$0"): missing packages: ${missing[*]}" >&2
      echo "  Installing needs root. As root run: apt-get install --no-install-recommends ${missing[*]}" >&2
      exit 7
    fi
    root=(sudo)
  fi
  local apt=("${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120)
  local install=(install -y -q --no-install-recommends)

  echo "Installing with apt-get: ${missing[*]}"
  local plan
  if ! plan=$("${apt[@]}" "${install[@]}" --simulate "${missing[@]}" 2>/dev/null); then
    # No package lists yet, or old ones. A mirror may be in the middle of an update: one more try.
    "${apt[@]}" update -q || { sleep 5; "${apt[@]}" update -q; } || true
    if ! plan=$("${apt[@]}" "${install[@]}" --simulate "${missing[@]}"); then
      echo "$(basename "$0"): apt-get cannot install ${missing[*]} here (see above)." >&2
      exit 7
    fi
  fi
  local in_the_way
  in_the_way=$(awk '$1 == "Remv" { print $2 }' <<<"$plan" | sort -u | paste -sd ' ')
  if [ -n "$in_the_way" ]; then
    echo "$(basename "$0"): installing ${missing[*]} would remove what you have: $in_the_way" >&2
    echo "  Nothing was changed. If these may go, run this line and start again:" >&2
    echo "    ${root[*]:+sudo }apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 7
  fi

  if ! "${apt[@]}" "${install[@]}" --no-remove "${missing[@]}"; then
    "${apt[@]}" update -q || true
    if ! "${apt[@]}" "${install[@]}" --no-remove "${missing[@]}"; then
      echo "$(basename "$0"): apt-get could not install: ${missing[*]}" >&2
      exit 7
    fi
  fi
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
  [ $# -gt 0 ] || set -- build demo test clang lint
  packages_of "$@" | cut -d'|' -f1
fi
