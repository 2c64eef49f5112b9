# What the scripts of ci/ share. To be sourced; leaves the shell in the repository's root.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source ci/packages.sh

# Two clones of one commit share what ccache keeps, wherever they are.
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=true

# usage prints the comment block at the top of the calling script.
usage() {
  awk 'NR > 1 && !/^#/ { exit } NR > 1 { sub(/^# ?/, ""); print }' "$0"
}

# wrong_usage ends the script as documented for unknown arguments.
wrong_usage() {
  echo "$(basename "$0"): $1" >&2
  usage >&2
  exit 2
}

may_install=yes

# common_option ARGUMENT does what every script promises of it; one that none has ends the script.
common_option() {
  case $1 in
    --no-install) may_install=no ;;
    -h | --help)
      usage
      exit 0
      ;;
    *) wrong_usage "unknown argument: $1" ;;
  esac
}

# need GROUP… has the packages of the groups installed, unless the script was told to leave them alone.
need() {
  [ "$may_install" = no ] || ensure_packages "$@"
}

# compile_jobs is how many compilers fit this machine: Asio with Beast and TLS takes more than 1 GB a file.
compile_jobs() {
  local cores memory
  cores=$(nproc)
  memory=$(awk '/^MemAvailable/ { print int($2 / 1500000) }' /proc/meminfo 2>/dev/null || echo "$cores")
  [ "$memory" -lt 1 ] && memory=1
  echo $((cores < memory ? cores : memory))
}

# configure PRESET prints nothing unless something is wrong.
configure() {
  local said
  if ! said=$(cmake --preset "$1" 2>&1); then
    echo "$said" >&2
    return 1
  fi
}

# build PRESET [TARGET…] configures (again, where needed) and builds.
build() {
  local preset=$1
  shift
  configure "$preset"
  cmake --build --preset "$preset" --parallel "$(compile_jobs)" ${1:+--target "$@"}
}
