# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by samples/try.sh and tests/run.sh: installs the Debian packages that are missing, and says which.

espect_program_packages="build-essential cmake ninja-build ccache pkg-config python3 libfmt-dev libexpected-dev
  libcli11-dev nlohmann-json3-dev libssl-dev libgcrypt20-dev zlib1g-dev libzstd-dev liblz4-dev liblzma-dev
  libbz2-dev libxxhash-dev libtomlplusplus-dev"
# Debian has it for amd64 alone; without it AES-GCM takes longer.
case "$(dpkg --print-architecture)" in amd64) espect_program_packages="$espect_program_packages libipsec-mb-dev" ;; esac
# For the plugin, and for the module that reads the formats of libwiretap; the program is built without them too.
espect_plugin_packages="libwireshark-dev libwiretap-dev libwsutil-dev libglib2.0-dev"
# The engines of docs/cluster, unless ESPECT_LIGHT is 1.
espect_cluster_packages="slurm-wlm munge parallel python3-distributed python3-yaml"
espect_test_packages="valgrind catch2 tshark wireshark-common git clang-format-19 python3-pytest python3-jsonschema
  mkdocs lintian"
# For tests/fuzz/long.sh.
espect_fuzz_packages="clang-19 libclang-rt-19-dev llvm-19"
# For the HTML report as a browser shows it; without them those tests are skipped.
espect_browser_packages="chromium chromium-driver python3-selenium"

# install_packages NAME...
install_packages() {
  missing=""
  for package in "$@"; do
    case "$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null)" in
      "install ok installed") ;;
      *) missing="$missing $package" ;;
    esac
  done
  [ -n "$missing" ] || return 0
  echo "Installing with apt-get:$missing"
  as_root=""
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      echo "These packages are missing, and neither root nor sudo is here to install them:$missing" >&2
      return 1
    fi
    as_root="sudo"
  fi
  $as_root apt-get update -qq
  # shellcheck disable=SC2086
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
}
