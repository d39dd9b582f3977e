// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <memory>
#include <vector>

#include "ipsec/bytes/bytes.h"

namespace espect::crypto {

// SHA-256 over octets that come piece by piece.
class StreamedSha256 {
 public:
  StreamedSha256();
  ~StreamedSha256();
  StreamedSha256(const StreamedSha256&) = delete;
  StreamedSha256& operator=(const StreamedSha256&) = delete;

  void add(Bytes piece);
  // Once; empty when the library refused.
  std::vector<std::uint8_t> finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace espect::crypto
