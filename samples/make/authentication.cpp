// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/registry/signature_algorithm.h"
#include "ipsec/wire/encoder.h"
#include "ipsec/wire/ike/payloads.h"
#include "samples/make/scenarios.h"

namespace espect::samples {
namespace {

Payload full_transcript() {
  return notify(registry::notify::ike_sa_init_full_transcript_auth);
}
// RFC 9593: empty in IKE_SA_INIT, the list follows.
Payload list_follows() {
  return notify(registry::notify::supported_auth_methods);
}

// AUTH data of method 14 under this algorithm; the signature is drawn from the seed, nobody made
// it.
Octets signature_of(Random& random, std::string_view algorithm, std::size_t octets) {
  Octets identifier;
  for (const auto& known : registry::all_signature_algorithms())
    if (known.row->name == algorithm) {
      const Octets object{known.object_identifier.begin(), known.object_identifier.end()};
      constexpr std::uint8_t sequence = 0x30, object_identifier = 0x06;
      const auto size = static_cast<std::uint8_t>(object.size());
      identifier =
          Octets{sequence, static_cast<std::uint8_t>(size + 2), object_identifier, size} + object;
    }
  wire::ike::DigitalSignature data;
  const auto value = random.octets(octets);
  data.algorithm_length = static_cast<std::uint8_t>(identifier.size());
  data.algorithm = identifier;
  data.signature = value;
  return wire::encode(data);
}

}  // namespace

void downgrade_prevention(Sample& sample) {
  for (const bool responder_too : {true, false}) {
    Session session(sample.wire, sample.random, sample.keys);
    session.init({full_transcript()},
                 responder_too ? Payloads{full_transcript(), list_follows()} : Payloads{});
    for (const Side side : {initiator, responder}) session.use_full_transcript(side, responder_too);
    auto child = session.auth(between_the_sites());
    child.ping(initiator, left_host, right_host, 2);
    session.close(initiator);
    sample.wire.wait(2000);
  }
}

void downgrade_prevention_defect(Sample& sample) {
  Session session(sample.wire, sample.random, sample.keys);
  // Taken out of the request on its way: the initiator hears the notify, the responder does not.
  session.changed_init({full_transcript()}, {}, {full_transcript()});
  session.use_full_transcript(initiator, true);
  session.refused_auth(registry::notify::authentication_failed);
}

void post_quantum_signatures(Sample& sample) {
  constexpr std::size_t composite_octets = 3309 + 72, ml_dsa_octets = 4627;
  Session session(sample.wire, sample.random, sample.keys);
  session.init();
  session.sign(initiator,
               signature_of(sample.random, "MLDSA65-ECDSA-P256-SHA512", composite_octets));
  session.sign(responder, signature_of(sample.random, "ML-DSA-87", ml_dsa_octets));
  auto child = session.auth(between_the_sites());
  child.ping(initiator, left_host, right_host, 2);
  session.close(initiator);
}

}  // namespace espect::samples
