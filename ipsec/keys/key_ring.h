// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "ipsec/crypto/secret.h"
#include "ipsec/datagram/address.h"

// Everything that key sources said, as they said it: nothing is judged here. Several rows for one
// SA are normal (key generations, stale dumps); the ICV decides later.
namespace espect::keys {

// Of the shared secrets of an exchange (RFC 9370) the first has index 0, ADDKE1 to ADDKE7 have 1 to
// 7.
inline constexpr std::uint32_t most_addke = 7;

// Where an entry stands: file and line, for messages.
struct Origin {
  std::string file;
  std::uint32_t line = 0;
};

// SK_* of one generation of an IKE SA, RFC 7296 section 2.14. What a source does not say is empty;
// algorithms left out are those of the negotiation. With AEAD and counter modes ei and er end with
// the salt.
struct IkeKeys {
  std::uint64_t spi_i = 0;
  std::uint64_t spi_r = 0;
  std::optional<std::uint32_t> generation;
  std::optional<std::uint16_t> encr;
  std::optional<std::uint16_t> integ;
  std::optional<std::uint16_t> prf;
  crypto::Secret d, ai, ar, ei, er, pi, pr;
  Origin origin;
};

// What protects an IKEv1 SA (RFC 2409 section 5): the cipher's key, which serves both ways, and
// what it and the keys of Child SAs follow from. What a source does not say is empty; spi_r 0 =
// any.
struct Ikev1Keys {
  std::uint64_t spi_i = 0;
  std::uint64_t spi_r = 0;
  crypto::Secret encr_key;
  crypto::Secret skeyid, skeyid_d, skeyid_a, skeyid_e;
  Origin origin;
};

// Shared secret of one key exchange of an IKE SA: index 0 is KE, 1-7 the additional ones.
struct IkeSecret {
  std::uint64_t spi_i = 0;
  std::uint64_t spi_r = 0;
  std::uint32_t index = 0;
  std::optional<std::uint16_t> method;
  crypto::Secret secret;
  Origin origin;
};

// The same for a Child SA with a key exchange of its own; spi and destination name one of its two
// SAs. A log that names no address leaves 0.0.0.0.
struct ChildSecret {
  std::uint32_t spi = 0;
  Address destination;
  std::uint32_t index = 0;
  std::optional<std::uint16_t> method;
  crypto::Secret secret;
  Origin origin;
};

// RFC 8784, RFC 9867. Without SPIs it may serve any IKE SA.
struct Ppk {
  crypto::Secret ppk;
  std::optional<std::string> id;
  std::optional<std::pair<std::uint64_t, std::uint64_t>> spis;
  Origin origin;
};

// To verify AUTH; SKEYID of IKEv1 follows from it.
struct Psk {
  crypto::Secret psk;
  std::optional<std::string> id_i;
  std::optional<std::string> id_r;
  Origin origin;
};

enum class SaProtocol : std::uint8_t { esp, ah, eesp };

// An address that a table row means: one address, a prefix, or any.
struct AddressPattern {
  Address address;
  std::uint8_t prefix_bits = 0;  // 0 = any; 32 or 128 = exactly this one
  bool matches(const Address& candidate) const;
};

// How ESP is carried: UDP (RFC 3948) or TCP (RFC 9329).
struct Encapsulation {
  bool tcp = false;
  std::uint16_t source_port = 0;
  std::uint16_t destination_port = 0;
};

// What only EESP has. Its keys are those of one sub-SA.
struct EespKeys {
  std::uint16_t session_id = 0;
  std::optional<bool> numbered;            // packets carry a sequence number
  std::optional<bool> of_linux_prototype;  // else as the draft has them; nothing: as the preset
};

// Keys of one ESP, AH or EESP SA. encr_key ends with the salt. ESP with encr 11 (NULL) has no
// encr_key.
struct SaKeys {
  SaProtocol protocol = SaProtocol::esp;
  std::uint32_t spi = 0;
  std::uint32_t spi_mask = UINT32_MAX;  // 0 bits: any digit there (Wireshark's "*")
  AddressPattern source;
  AddressPattern destination;
  std::optional<std::uint16_t> encr;  // left out: as negotiated
  std::optional<std::uint16_t> integ;
  crypto::Secret encr_key;
  crypto::Secret integ_key;
  // Only where a source says a length that `integ` does not: truncations of Linux, and Wireshark's
  // "ANY 96 bit authentication", which names no algorithm.
  std::optional<std::uint16_t> icv_octets;
  std::optional<EespKeys> eesp;
  std::optional<bool> esn;
  std::optional<std::uint32_t> sequence_high;  // of some moment: the least that was said
  std::optional<std::uint32_t> window;         // of the receiver; 0 = anti-replay off
  // Window 0 is said of it and of the SA the other way, and not which of the two is inbound.
  bool no_window_of_two = false;
  std::string mode;  // tunnel, transport, beet, iptfs; empty = not said
  std::optional<Encapsulation> encapsulation;
  Origin origin;
};

// What cannot be used, and why, without key octets. Never an error of the whole.
struct Warning {
  Origin origin;  // line 0 = the file as a whole
  std::string text;
};

// "keys/esp_sa:7: reason".
std::string to_text(const Warning& warning);

class KeyRing {
 public:
  // Exact repetitions are kept once. IkeKeys of one generation and SaKeys of one SA become one
  // entry when they do not contradict: what the first did not say (SK_d, window, ESN, mode, ...) is
  // filled in, because hosts and tables know parts.
  void add(IkeKeys keys);
  void add(Ikev1Keys keys);
  void add(IkeSecret secret);
  void add(ChildSecret secret);
  void add(Ppk ppk);
  void add(Psk psk);
  void add(SaKeys keys);

  bool empty() const;
  // Keys of one SPI, of one pair of them, or of any: who uses one tries all of them. What comes
  // beyond is not kept.
  static constexpr std::size_t most_of_one = 1024;
  std::uint64_t turned_away() const { return turned_away_; }

  // In the order of addition. Borrowed until the next add().
  std::vector<const IkeKeys*> ike_keys(std::uint64_t spi_i, std::uint64_t spi_r) const;
  std::vector<const Ikev1Keys*> ikev1_keys(std::uint64_t spi_i, std::uint64_t spi_r) const;
  // Whether anything is said of an IKE SA whose initiator chose this SPI.
  bool names_ike_sa(std::uint64_t spi_i) const;
  // Several secrets of one index are possible: two sources may disagree.
  std::vector<const IkeSecret*> ike_secrets(std::uint64_t spi_i, std::uint64_t spi_r,
                                            std::uint32_t index) const;
  std::vector<const ChildSecret*> child_secrets(std::uint32_t spi, std::uint32_t index) const;
  // Those for these SPIs first, then those for any SA.
  std::vector<const Ppk*> ppks(std::uint64_t spi_i, std::uint64_t spi_r) const;
  // Those whose addresses match first, then those of this very SPI between other addresses: NAT and
  // MOBIKE move an SA, and a state dump knows only the addresses of its host.
  std::vector<const SaKeys*> sa_keys(SaProtocol protocol, std::uint32_t spi, const Address& source,
                                     const Address& destination) const;

  const std::vector<IkeKeys>& all_ike_keys() const { return ike_keys_; }
  const std::vector<Ikev1Keys>& all_ikev1_keys() const { return ikev1_keys_; }
  const std::vector<IkeSecret>& all_ike_secrets() const { return ike_secrets_; }
  const std::vector<ChildSecret>& all_child_secrets() const { return child_secrets_; }
  const std::vector<Ppk>& all_ppks() const { return ppks_; }
  const std::vector<Psk>& all_psks() const { return psks_; }
  const std::vector<SaKeys>& all_sa_keys() const { return sa_keys_; }

 private:
  void turn_away() { ++turned_away_; }

  std::vector<IkeKeys> ike_keys_;
  std::vector<Ikev1Keys> ikev1_keys_;
  std::vector<IkeSecret> ike_secrets_;
  std::vector<ChildSecret> child_secrets_;
  std::vector<Ppk> ppks_;
  std::vector<Psk> psks_;
  std::vector<SaKeys> sa_keys_;
  // Indexes into the vectors above.
  std::multimap<std::pair<std::uint64_t, std::uint64_t>, std::size_t> ike_by_spis_;
  std::multimap<std::pair<std::uint64_t, std::uint64_t>, std::size_t> secrets_by_spis_;
  std::multimap<std::uint64_t, std::size_t> ikev1_by_spi_i_;
  std::multimap<std::uint32_t, std::size_t> child_by_spi_;
  std::multimap<std::uint32_t, std::size_t> sa_by_spi_;
  std::vector<std::size_t> sa_with_wildcard_;
  // What was said of them but its origin: nothing is kept twice.
  std::set<std::tuple<crypto::Secret, std::optional<std::string>, std::optional<std::string>>>
      known_psks_;
  std::set<std::tuple<crypto::Secret, std::optional<std::string>,
                      std::optional<std::pair<std::uint64_t, std::uint64_t>>>>
      known_ppks_;
  std::uint64_t turned_away_ = 0;
};

}  // namespace espect::keys
