// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/crypto/key_schedule.h"
#include "tests/support/sealed_ike.h"

// IKE between alice and bob who know their keys: it computes them step by step, while Sessions have
// to find the steps from the messages.
namespace espect::test {

// What both ends of an IKE SA know.
struct IkeEnds {
  std::uint64_t spi_i = initiator_spi;
  std::uint64_t spi_r = responder_spi;
  bool alice_initiates = true;
  Octets ni = Octets(32, 1);  // as negotiation.h sends them
  Octets nr = Octets(32, 2);
  crypto::IkeKeyMaterial keys;
  std::uint32_t next_id[2] = {0, 0};  // of requests by the responder and by the initiator
};

struct ChildPlan {
  std::uint32_t spi_i = 0xc1;
  std::uint32_t spi_r = 0xd1;
  std::uint8_t protocol = registry::protocol::esp;
  std::vector<TransformSpec> transforms{{tt::encr, 20, 256}, {tt::sn, 0}};
  std::vector<PayloadSpec> also_asked{};
  std::vector<PayloadSpec> also_answered{};
  Octets ni{};  // of CREATE_CHILD_SA
  Octets nr{};
  bool key_exchange = false;
};

constexpr crypto::SaAlgorithms gcm256{20, 32, 0};

class PlayedIke {
 public:
  explicit PlayedIke(AuditBench& bench) : bench_(bench), prf_(*crypto::Prf::of(5)) {}

  // IKE_SA_INIT, whose key exchange yields `shared`.
  PlayedIke& init(const crypto::Secret& shared, const std::vector<PayloadSpec>& more_asked = {},
                  const std::vector<PayloadSpec>& more_answered = {});
  // IKE_INTERMEDIATE with a key exchange, RFC 9370.
  PlayedIke& intermediate(const crypto::Secret& shared, std::uint16_t fragments = 1);
  // RFC 9867: the PPK is agreed on in a last IKE_INTERMEDIATE.
  PlayedIke& ppk_in_intermediate(const crypto::Secret& ppk);
  // RFC 8784: from IKE_AUTH on, for what is derived.
  PlayedIke& apply_ppk(const crypto::Secret& ppk);

  std::vector<PayloadSpec> auth_asked(const ChildPlan& child) const;
  std::vector<PayloadSpec> auth_answered(const ChildPlan& child) const;
  PlayedIke& auth(const ChildPlan& child = {});
  PlayedIke& create_child(const ChildPlan& child, bool alice_asks = true);
  // Gives the new IKE SA; its keys are as without IKE_FOLLOWUP_KE unless `additional` says more.
  IkeEnds rekey(bool alice_asks, std::uint64_t spi_i, std::uint64_t spi_r,
                const crypto::Secret& shared, const std::vector<crypto::Secret>& additional = {},
                const Octets& link = {});
  // From now on messages are of this one.
  PlayedIke& use(const IkeEnds& made);
  PlayedIke& informational(bool alice_asks, const std::vector<PayloadSpec>& asked);
  PlayedIke& exchange(bool alice_asks, std::uint8_t type, const std::vector<PayloadSpec>& asked,
                      const std::vector<PayloadSpec>& answered, std::uint16_t fragments = 1);

  std::uint32_t next_id(bool alice_asks);
  std::vector<Octets> message(bool from_alice, bool response, std::uint8_t type, std::uint32_t id,
                              const std::vector<PayloadSpec>& payloads,
                              std::uint16_t fragments = 1) const;
  PlayedIke& say(bool from_alice, const std::vector<Octets>& messages);

  static std::vector<PayloadSpec> child_payloads(const ChildPlan& child, bool request);
  // KEYMAT of a Child SA that is made now. In IKE_AUTH the nonces are those of the IKE SA.
  crypto::ChildKeyMaterial keymat(const ChildPlan& child, const crypto::Secret& shared = {},
                                  const std::vector<crypto::Secret>& additional = {}) const;
  // A row for the key ring with all of SK_*.
  keys::IkeKeys row() const;
  const crypto::Prf& prf() const { return prf_; }

  IkeEnds sa;
  Octets init_request_octets;
  Octets init_response_octets;

 private:
  static std::vector<PayloadSpec> joined(std::vector<PayloadSpec> first,
                                         const std::vector<PayloadSpec>& second);
  void take(const crypto::Secret& skeyseed);

  AuditBench& bench_;
  crypto::Prf prf_;
};

// Rows of a key ring about the IKE SA of negotiation.h, or another one.
keys::IkeSecret ike_secret(std::uint32_t index, const crypto::Secret& shared,
                           std::uint64_t spi_i = initiator_spi,
                           std::uint64_t spi_r = responder_spi);
keys::ChildSecret child_secret(std::uint32_t spi, std::uint32_t index,
                               const crypto::Secret& shared);

bool operator==(const crypto::ChildKeyMaterial& a, const crypto::ChildKeyMaterial& b);
// Whether it may be the KEYMAT of the Child SA with this id.
bool has(const AuditBench& bench, std::uint32_t child, const crypto::ChildKeyMaterial& keys);

}  // namespace espect::test
