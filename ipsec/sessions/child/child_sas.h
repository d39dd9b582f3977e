// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <unordered_map>
#include <vector>

#include "ipsec/sessions/child/child_keys.h"
#include "ipsec/sessions/child/child_sa.h"
#include "ipsec/sessions/table/sa_table.h"
#include "ipsec/sessions/table/seeded_hash.h"

namespace espect::sessions {

// The Child SAs of a capture, to be found by one of their SPIs. Each belongs to the newest IKE SA
// of a lineage: a rekeyed one hands all of them on (RFC 7296 section 2.8).
class ChildSas {
 public:
  ChildSa& add(ChildSa sa);
  // Of one that was added without it.
  void set_spi_i(ChildSa& sa, std::uint32_t spi);

  // The newest with this SPI on either side among those of a lineage.
  ChildSa* find(std::uint32_t lineage, Protocol protocol, std::uint32_t spi);
  // Every one with this SPI on either side, newest first: peers choose SPIs at random, but nothing
  // forbids two of them to choose the same. At most max_same_spi.
  std::vector<const ChildSa*> with_spi(Protocol protocol, std::uint32_t spi) const;
  static constexpr std::size_t max_same_spi = 64;

  // IKE SA `made` replaces `old`. Of two that replace the same one (both peers asked at once), the
  // one whose exchange had the lowest nonce goes (RFC 7296 section 2.25): `lowest_nonce` of the
  // exchange that made it.
  void ike_sa_rekeyed(std::uint32_t lineage, std::uint32_t old, std::uint32_t made,
                      std::vector<std::uint8_t> lowest_nonce);
  // Without a successor its Child SAs go with it (RFC 7296 section 1.4.1).
  void ike_sa_deleted(std::uint32_t lineage, std::uint32_t ike_sa, std::uint32_t frame, Time time);
  // The IKE SA that has the Child SAs of a lineage now.
  std::uint32_t owner(std::uint32_t lineage) const;

  // Whether Diet-ESP was agreed on between these addresses: then ESP there has shortened headers.
  bool compressed(const Address& a, const Address& b) const {
    return !compressed_.empty() && has_compressed(a, b);
  }

  // Grows with every SA and every key that becomes known, so that a flow without keys knows when
  // to ask again.
  std::uint32_t version() const { return version_; }
  void changed() { ++version_; }

  ChildKeys& keys() { return keys_; }
  const ChildKeys& keys() const { return keys_; }

  const SaTable<ChildSa>& all() const { return sas_; }
  SaTable<ChildSa>& all() { return sas_; }

 private:
  bool has_compressed(const Address& a, const Address& b) const;

  static constexpr std::size_t most_compressed = 1024;
  std::vector<std::pair<Address, Address>> compressed_;
  // What all IKE SAs of a lineage have in common.
  struct Family {
    std::uint32_t owner = 0;        // id of an IKE SA; 0: the first of the lineage
    std::uint32_t predecessor = 0;  // that the owner replaced
    std::uint32_t rival = 0;        // the other one that replaced it
    std::vector<std::uint8_t> lowest_nonce;
    std::vector<std::uint32_t> children;  // record numbers, until all are closed
  };
  struct SpiKey {
    std::uint32_t lineage;  // 0: any
    Protocol protocol;
    std::uint32_t spi;
    friend bool operator==(const SpiKey&, const SpiKey&) = default;
  };
  struct HashOfSpiKey {
    std::size_t operator()(const SpiKey& key) const {
      return hash_words(key.lineage, key.spi, static_cast<std::uint64_t>(key.protocol));
    }
  };
  void index(const ChildSa& sa, std::uint32_t spi, std::uint32_t number);

  SaTable<ChildSa> sas_;
  ChildKeys keys_;
  std::unordered_map<SpiKey, std::uint32_t, HashOfSpiKey> newest_;  // record numbers
  std::unordered_map<SpiKey, std::vector<std::uint32_t>, HashOfSpiKey> same_spi_;
  std::unordered_map<std::uint32_t, Family> families_;  // by lineage, an id that is counted up
  std::uint32_t version_ = 0;
};

}  // namespace espect::sessions
