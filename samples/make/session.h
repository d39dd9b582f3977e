// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/crypto/prf.h"
#include "ipsec/wire/ike/header.h"
#include "samples/make/child.h"

namespace espect::samples {

struct IkeSuite {
  std::uint16_t encr = registry::encryption_algorithm::encr_aes_gcm_16;
  std::uint16_t key_bits = 256;  // as the Key Length attribute says it; 0: none
  std::uint16_t prf = registry::pseudorandom_function::prf_hmac_sha2_256;
  std::uint16_t integ = registry::integrity_algorithm::none;
  std::uint16_t ke = registry::key_exchange_method::curve25519;
  std::uint16_t additional_ke = 0;  // ADDKE1 (RFC 9370); 0: none
};

struct ChildPlan {
  ChildSuite suite{};
  std::vector<Selector> ts_i{};  // of the initiator of the exchange
  std::vector<Selector> ts_r{};
  // More payloads: notifies.
  Payloads asked{};
  Payloads answered{};
  // Where the responder answers with other selectors; empty = the same.
  std::vector<Selector> answered_ts_i{};
  std::vector<Selector> answered_ts_r{};
  std::string mode = "tunnel";  // for the key file, as the windows
  // Replay windows of initiator and responder.
  std::array<std::optional<std::uint32_t>, 2> windows{};
};

// What a key file says: everything, or only the shared secrets from which all else follows.
struct SampleKeys {
  crypto::Secret psk;  // of the two gateways
  keys::KeyRing full;
  keys::KeyRing secrets;
};

// An IKE SA between the two gateways, played by both with the keys that they really get: the key
// exchange, SK_*, AUTH by PSK and the Child SAs' KEYMAT are computed, every message is sealed. All
// randomness is that of the seed. Each verb puts a request and its response on the wire.
class Session {
 public:
  Session(Wire& wire, Random& random, SampleKeys& keys, const IkeSuite& suite = {});

  // IKE_SA_INIT. `behind_nat`: the initiator is, and everything goes to UDP 4500 from then on.
  void init(const Payloads& asked = {}, const Payloads& answered = {}, bool behind_nat = false);
  // The same, with an attacker on the path: the request has `arrived` in place of `asked` when it
  // comes to the capture and the responder.
  void changed_init(const Payloads& asked, const Payloads& arrived, const Payloads& answered);
  // Whether AUTH of a side covers both IKE_SA_INIT messages.
  void use_full_transcript(Side side, bool full) { end(side).full_transcript = full; }
  // AUTH of a side is this signature of method 14 in place of a MAC.
  void sign(Side side, const Octets& auth_data) { end(side).signature = auth_data; }
  // An IKE_SA_INIT whose request has this Key Exchange Data and whose answer is this alone.
  void refused_init(Bytes key_exchange_data, const Payload& answer);
  // IKE_INTERMEDIATE with the additional key exchange. Without `shared` the initiator gives up on
  // what it got: the session ends here.
  void intermediate(Bytes data_i, Bytes data_r, const std::optional<crypto::Secret>& shared);
  // IKE_AUTH with the first pair of Child SAs.
  Child auth(const ChildPlan& plan);
  // IKE_AUTH of the initiator, which the responder refuses.
  void refused_auth(std::uint16_t error);
  // The initiator's IKE_AUTH as the only fragment of a message (RFC 7383), with these payloads in
  // front of SKF; nobody answers.
  void auth_in_fragment(const Payloads& before);
  // CREATE_CHILD_SA without a key exchange of its own.
  Child create_child(Side from, const ChildPlan& plan);
  void informational(Side from, const Payloads& asked, const Payloads& answered = {});
  // A request in IKE fragments (RFC 7383) of which one was lost: acknowledged by the other side
  // (draft-antony-ipsecme-ikev2-fragment-acknowledgment), sent once more, answered.
  void informational_in_fragments(Side from, const Payloads& asked, std::uint16_t lost);
  // A rekey that says no more than SPIs (draft-ietf-ipsecme-ikev2-sa-ts-payloads-opt).
  Child rekey_optimized(Side from, const Child& old, const ChildPlan& plan);
  void remove(Side from, const Child& child);
  // DELETE of the IKE SA.
  void close(Side from);

 private:
  struct End {
    std::uint64_t spi = 0;
    Octets nonce;
    Octets private_key;
    Octets init_message;
    std::optional<crypto::PacketCipher> cipher;  // of what it sends
    std::uint64_t iv_counter = 0;
    std::uint32_t next_id = 0;  // of its requests
    bool full_transcript = false;
    Octets signature;         // AUTH data of method 14; empty: PSK
    crypto::Secret int_auth;  // RFC 9242 section 3.3.2; empty without IKE_INTERMEDIATE
  };
  End& end(Side side) { return ends_[side == initiator ? 0 : 1]; }

  Payloads init_payloads(Side side, Bytes key_exchange_data);
  Payloads nat_detection(Side from, bool behind_nat);
  Octets message(Side from, bool response, std::uint8_t exchange, std::uint32_t id,
                 const Payloads& payloads);
  Octets sealed(Side from, bool response, std::uint8_t exchange, std::uint32_t id,
                const Payloads& payloads);
  // A message whose last payload is SK, or SKF with `fragment` in front of the IV.
  Octets sealed_behind(Side from, const Payloads& before, Bytes fragment, bool response,
                       std::uint8_t exchange, std::uint32_t id, const Payloads& payloads);
  std::vector<Octets> fragments(Side from, std::uint8_t exchange, std::uint32_t id,
                                const Payloads& payloads);
  void exchange(Side from, std::uint8_t type, const Payloads& asked, const Payloads& answered);
  // The key generation that follows from this SKEYSEED.
  void derive(Bytes skeyseed, std::uint32_t generation);
  void tell_secret(std::uint32_t index, std::uint16_t method, const crypto::Secret& shared);
  Octets auth_value(Side side, Bytes id) const;
  Payload auth_payload(Side side, Bytes id) const;
  // After both IKE_SA_INIT messages.
  void agree(bool behind_nat);
  // `fresh`: the nonce of CREATE_CHILD_SA.
  Payloads child_payloads(const ChildPlan& plan, std::uint32_t spi, bool request, Bytes fresh);
  Child child(const ChildPlan& plan, Side from, std::array<std::uint32_t, 2> spis, Bytes ni,
              Bytes nr);

  Wire& wire_;
  Random& random_;
  SampleKeys& tell_;
  IkeSuite suite_;
  crypto::Prf prf_;
  std::array<End, 2> ends_;
  crypto::IkeKeyMaterial keys_;
};

}  // namespace espect::samples
