// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <unordered_map>

#include "ipsec/sessions/child/child_sa.h"
#include "ipsec/sessions/table/sa_table.h"

namespace espect::sessions {

// The Child SAs of a capture, to be found by one of their SPIs.
class ChildSas {
 public:
  ChildSa& add(ChildSa sa);

  // The newest with this SPI on either side among those of an IKE SA and of those that it replaced.
  ChildSa* find(std::uint32_t lineage, Protocol protocol, std::uint32_t spi);
  // An IKE SA was deleted without a successor: its Child SAs go with it (RFC 7296 section 1.4.1).
  void close_all(std::uint32_t lineage, std::uint32_t frame, Time time);
  // Every one with this SPI on either side, newest first: peers choose SPIs at random, but nothing
  // forbids two of them to choose the same.
  std::vector<const ChildSa*> with_spi(Protocol protocol, std::uint32_t spi) const;
  // Grows with every SA and every key that becomes known, so that a flow without keys knows when
  // to ask again.
  std::uint32_t version() const { return version_; }
  void changed() { ++version_; }

  const SaTable<ChildSa>& all() const { return sas_; }
  SaTable<ChildSa>& all() { return sas_; }

 private:
  SaTable<ChildSa> sas_;
  std::unordered_multimap<std::uint32_t, std::uint32_t> by_spi_;  // record numbers
  std::uint32_t version_ = 0;
};

}  // namespace espect::sessions
