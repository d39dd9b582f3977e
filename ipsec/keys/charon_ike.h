// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <map>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "ipsec/keys/text_lines.h"

namespace espect::keys {

using Spis = std::pair<std::uint64_t, std::uint64_t>;

// What a thread of charon works on, from one message received to the next.
struct CharonTask {
  bool request = false;  // of the message received; false also before it is known
  bool exchange_known = false;
  bool initial = false;      // IKE_SA_INIT or IKE_INTERMEDIATE: keys are for this SPI pair
  bool rekey = false;        // CREATE_CHILD_SA or IKE_FOLLOWUP_KE: keys are for a new one
  bool checked_out = false;  // the manager said the SPIs before "received packet"
  std::optional<Spis> spis;  // of the message, once anything said them
  std::string ike_proposal;
  std::string esp_proposal;
};

// The IKE SAs of a charon log. Its dumps of keys say no SPIs; those come from what else is logged
// around them: hashes for NAT detection, octets for AUTH and IntAuth, message headers (enc 3, net
// 3) or lines of the IKE_SA manager (mgr 2).
class CharonIke {
 public:
  CharonIke(KeyRing& ring, Complaints& complaints) : ring_(ring), complaints_(complaints) {}

  // A dump of group IKE is complete.
  void dump(CharonTask& task, unsigned thread, std::string_view name, crypto::Secret&& octets,
            std::uint32_t line);
  // What this thread began to derive was no IKE SA.
  void abandon(unsigned thread) { running_.erase(thread); }
  // A thread says SPIs; spi_r may still be 0. `initial`: said about IKE_SA_INIT or
  // IKE_INTERMEDIATE.
  void spis(CharonTask& task, unsigned thread, Spis spis, bool initial);
  // A thread turns to another message.
  void task_ends(unsigned thread);
  void finish();

 private:
  struct Derivation {
    IkeKeys keys;
    crypto::Secret secret;
    crypto::Secret additional;
    crypto::Secret ppk;
    bool rekey = false;
    bool begun = false;
    bool named = false;  // stored for some pair of SPIs
  };
  struct Known {
    std::uint32_t generations = 0;
    IkeKeys last;
  };

  void derived(CharonTask& task, unsigned thread);
  void wait(Derivation derivation);
  void complain_unless_named(const Derivation& derivation) const;
  void store(Derivation derivation, Spis spis);
  void settle_rekey(Spis spis);

  KeyRing& ring_;
  Complaints& complaints_;
  std::map<unsigned, Derivation> running_;               // by thread, until SK_pr
  std::map<unsigned, std::vector<Derivation>> unnamed_;  // by thread, until SPIs are said
  // Until a new SPI pair appears; the newest.
  static constexpr std::size_t most_waiting = 16;
  std::vector<Derivation> rekeys_;
  std::set<Spis> seen_;
  std::map<std::uint64_t, Spis> by_initiator_;  // spi_i of seen_ pairs
  std::map<Spis, Known> known_;
  std::map<Spis, std::string> proposals_;  // of IKE_SA_INIT: another thread may derive the keys
};

}  // namespace espect::keys
