// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <memory>
#include <span>

#include "ipsec/datagram/expected_esp.h"
#include "ipsec/sessions/esp/flow_table.h"

namespace espect::sessions {

enum class IcvVerdict : std::uint8_t {
  untried,  // there is no key to try, or a limit kept one from being tried
  verified,
  failed,
  not_judgeable,  // there is one, but the snap length cut the packet
  decrypted,      // its content proves the key, no ICV does
};

struct Authenticated {
  IcvVerdict verdict = IcvVerdict::untried;
  // Whose packet it is: an SPI that is keyed anew is another flow. Null: that one finds no place.
  TrackedFlow* flow = nullptr;
  SaKeyCandidate* key = nullptr;            // that verified it
  const ContentKey* content_key = nullptr;  // that decrypted it
  VerifiedPacket packet;
};

class OpeningAhead;

// Decides by the ICV which key a packet has, and so which of the flows at its place it belongs to.
class Authenticator {
 public:
  Authenticator(FlowTable& flows, std::uint32_t max_flows);
  ~Authenticator();

  // With so many threads besides this one, from now on; 0 ends them.
  void open_ahead(unsigned threads);
  // As of OpeningAhead. No difference but in time.
  bool opening_ahead_pays(std::size_t packets);
  void expect(std::span<const ExpectedEsp> packets);
  void forget_expected();
  // Packets that other threads opened.
  std::uint64_t opened_elsewhere() const;

  // `flow`: the one that has the packet's place now; `elsewhere`: another flow of the same SA, or
  // null. `plaintext` may be null; only of an ESP packet that was opened it is not empty.
  Authenticated authenticate(const EspPacket& packet, TrackedFlow& flow,
                             const TrackedFlow* elsewhere, std::vector<std::uint8_t>* plaintext);
  // Of a packet that looks as if the capture had it already: its ICV says that it is not that one,
  // because only one of them verifies, or no packet with its number has.
  bool is_another_packet(const EspPacket& packet, TrackedFlow& flow);

 private:
  Authenticated by_icv(const EspPacket& packet, TrackedFlow& flow, const TrackedFlow* elsewhere,
                       std::vector<std::uint8_t>* plaintext);
  Authenticated first_key(const EspPacket& packet, TrackedFlow& flow, const TrackedFlow* elsewhere,
                          std::vector<std::uint8_t>* plaintext);
  Authenticated under_another_key(const EspPacket& packet, TrackedFlow& flow,
                                  std::vector<std::uint8_t>* plaintext);

  FlowTable& flows_;
  std::uint32_t max_flows_;
  std::vector<std::uint8_t> unwanted_;  // plaintext
  std::unique_ptr<OpeningAhead> ahead_;
};

}  // namespace espect::sessions
