// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <array>
#include <map>
#include <optional>

#include "ipsec/crypto/key_schedule.h"
#include "ipsec/crypto/mac.h"
#include "ipsec/crypto/packet_cipher.h"
#include "ipsec/keys/key_ring.h"
#include "samples/make/payloads.h"
#include "samples/make/wire.h"

namespace espect::samples {

struct ChildSuite {
  std::uint8_t protocol = registry::protocol::esp;
  std::uint16_t encr = registry::encryption_algorithm::encr_aes_gcm_16;
  std::uint16_t key_bits = 256;  // as the Key Length attribute says it; 0: none
  std::uint16_t integ = registry::integrity_algorithm::none;
  std::uint16_t sn = 0;  // transform id: 1 = ESN
  // Of EESP.
  std::uint16_t sskdf = 0;
  bool linux_prototype = false;  // first word and AAD as there
};

// What stands around the protected packet, where it is not as usual.
struct Around {
  std::optional<std::uint32_t> vpn_id{};  // in the header, experimental profile section 2.3
  bool vpn_id_covered = true;             // by the ICV of ESP, as it has to be
  std::optional<std::uint8_t> next_header{};
  // Of EESP.
  std::uint16_t session_id = 0;
  bool full_format = false;             // with a Payload Info Header
  std::uint8_t crypt_offset_words = 0;  // of 4 octets in the clear
  std::uint8_t reserved_bits = 0;       // that have to be 0
  IpOptions outer{};
};

// A pair of Child SAs of which both ends know the keys.
class Child {
 public:
  // `first`: who asked for it; KEYMAT starts with the SA from there. Seals nothing when the
  // algorithms are unknown: the caller gets empty packets.
  Child(Wire& wire, Random& random, const ChildSuite& suite, Side first,
        std::array<std::uint32_t, 2> spis, const crypto::ChildKeyMaterial& keys);

  std::uint8_t protocol() const { return suite_.protocol; }
  std::uint32_t spi(Side receiver) const { return spis_[index(receiver)]; }

  // Sends an IP packet (or what `next_header` says) in ESP or AH tunnel mode; gives it from the SPI
  // or, for AH, from the outer IP header on, so that it can be sent again.
  Octets protect(Side from, Bytes inner, const Around& around = {});
  // The same of EESP, without sending it.
  Octets sealed(Side from, Bytes inner, const Around& around = {}) {
    return eesp_packet(from, inner, around);
  }
  // ICMP echo requests and their replies, one a second, with the DSCP of `around` inside as well.
  void ping(Side from, std::string_view source, std::string_view destination, int count,
            const Around& around = {}, std::size_t data_octets = 56);
  // One of them.
  void ping_once(Side from, IpHeader inner, const Around& around, const Echo& request);

  // One row for each direction; of EESP for each sub-SA that was used. `windows`: of the receiving
  // initiator and responder.
  void tell(keys::KeyRing& ring, const std::string& mode,
            std::array<std::optional<std::uint32_t>, 2> windows) const;

 private:
  static std::size_t index(Side side) { return side == initiator ? 0 : 1; }
  bool extended() const;  // ESN
  Octets esp_packet(Side from, Bytes inner, const Around& around);
  Octets eesp_packet(Side from, Bytes inner, const Around& around);
  Octets ah_packet(Side from, Bytes inner, const Around& around);
  Octets iv(std::size_t sender, std::size_t octets);

  Wire& wire_;
  Random& random_;
  ChildSuite suite_;
  std::array<std::uint32_t, 2> spis_;  // by receiver
  // By sender.
  std::array<crypto::Secret, 2> encr_keys_, integ_keys_;
  std::array<std::optional<crypto::PacketCipher>, 2> ciphers_;
  std::array<std::optional<crypto::Mac>, 2> macs_;
  std::array<std::uint64_t, 2> sequence_{};
  // Of a sub-SA in one direction.
  struct SubSa {
    crypto::Secret key;
    std::optional<crypto::PacketCipher> cipher;
    std::uint64_t sequence = 0;
  };
  std::array<std::map<std::uint16_t, SubSa>, 2> sub_sas_;
  SubSa& sub_sa(std::size_t sender, std::uint16_t session_id);
  std::array<std::uint64_t, 2> iv_counter_{};
  std::array<std::uint16_t, 2> inner_identification_{};
};

}  // namespace espect::samples
