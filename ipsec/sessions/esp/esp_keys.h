// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ipsec/keys/key_ring.h"
#include "ipsec/sessions/child/child_sas.h"
#include "ipsec/sessions/esp/content_key.h"
#include "ipsec/sessions/esp/sa_key_candidate.h"

namespace espect::sessions {

// The keys that packets of one (protocol, destination, SPI, Session ID) may have. Which one it is,
// the ICV decides.
class EspKeys {
 public:
  // `openers`: of all flows.
  EspKeys(const keys::KeyRing& ring, const ChildSas& children, SaOpeners& openers,
          const EspPacket& packet, const registry::ExperimentalProfile* profile = nullptr);

  // Those to try, in order; asks the Child SAs again when new ones were made. They stay where they
  // are.
  const std::vector<std::unique_ptr<SaKeyCandidate>>& candidates(const Path& path);
  bool any(const Path& path) { return !candidates(path).empty(); }
  bool known() const { return !candidates_.empty(); }  // at the last time they were asked for

  // Keys that no ICV proves.
  const std::vector<std::unique_ptr<ContentKey>>& content_keys() const { return content_keys_; }

  // Packets that fail under the key of their SA are tried with other ones, until so many tries were
  // in vain.
  bool may_try_others() const { return tries_left_ != 0; }
  void tried_in_vain() { --tries_left_; }
  bool left_out() const { return left_out_ != 0; }  // some found no place and are not tried

  // Why packets stay closed, for people: "no key source names it".
  std::string why_closed() const;

 private:
  void collect(const Path& path);
  void add_row(const keys::SaKeys& row);
  EespReading reading_of(const keys::SaKeys& row, const ChildSa* negotiated) const;
  bool vpn_id_expected(const ChildSa* child) const;
  void add_child(const ChildSa& child, const crypto::ChildKeyMaterial& keys, bool to_initiator);
  void add(SaKeyCandidate candidate);
  SaOpener* opener_of(const OpenerKeys& keys);  // null when there can be none
  bool has_place(std::size_t keys);
  void add_content_key(const crypto::SaAlgorithms& algorithms, const crypto::Secret& key,
                       std::optional<std::uint8_t> icv_octets, std::uint32_t child_sa);

  const keys::KeyRing& ring_;
  const ChildSas& children_;
  SaOpeners& openers_;
  Protocol protocol_;
  std::uint32_t spi_;
  std::uint16_t session_id_;
  const registry::ExperimentalProfile* profile_;
  std::uint32_t tries_left_ = 4096;
  std::optional<std::uint32_t> asked_version_;
  std::vector<std::unique_ptr<SaKeyCandidate>> candidates_;
  std::vector<std::unique_ptr<ContentKey>> content_keys_;
  std::string problem_;       // the first key that cannot be used
  std::size_t left_out_ = 0;  // keys that found no place
};

}  // namespace espect::sessions
