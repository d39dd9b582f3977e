// SPDX-License-Identifier: GPL-2.0-or-later
#include <string>
#include <vector>

#include <sys/resource.h>

#include "ipsec/registry/configuration.h"

namespace {

// An include may name any file of this machine: as long as this lives none can be opened.
class NoFiles {
 public:
  NoFiles() {
    getrlimit(RLIMIT_NOFILE, &before_);
    const rlimit none{0, before_.rlim_max};
    setrlimit(RLIMIT_NOFILE, &none);
  }
  ~NoFiles() { setrlimit(RLIMIT_NOFILE, &before_); }
  NoFiles(const NoFiles&) = delete;
  NoFiles& operator=(const NoFiles&) = delete;

 private:
  rlimit before_{};
};

}  // namespace

// The octets are a swanctl.conf and an ipsec.conf, with what follows from them: the policy and what
// each connection promises.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace espect::registry;
  const NoFiles none;
  const std::string text(data, data + size);
  for (const auto parse : {parse_swanctl_conf, parse_ipsec_conf}) {
    const auto connections = parse(text, "site.conf");
    if (!connections) continue;
    policy_of(*connections, "site");
    std::vector<std::vector<std::string>> unheld;
    promises_of(*connections, unheld);
  }
  return 0;
}
