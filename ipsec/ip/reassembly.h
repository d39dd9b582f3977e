// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "ipsec/bytes/time.h"
#include "ipsec/datagram/datagram.h"
#include "ipsec/ip/ip_view.h"
#include "ipsec/ip/udp.h"

namespace espect::ip {

// What is put together: ESP, AH, UDP on the ports of IPsec, and tunnels that somebody will open.
struct Wanted {
  IpsecPorts ports;
  // Whether an IP protocol is such a tunnel, with UDP for those ports; null: there are none.
  bool (*tunnel)(std::uint8_t protocol, Ports ports) = nullptr;

  bool is_tunnel(std::uint8_t protocol, Ports of = {}) const {
    return tunnel != nullptr && tunnel(protocol, of);
  }
};

// One IP packet of which fragments arrive, in any order and cut anywhere.
class Reassembly {
 public:
  enum class Outcome : std::uint8_t {
    stored,
    duplicate,  // the same place with the same octets: ignored
    overlap,    // partly or wholly where other octets are, or past the end of the packet
  };
  enum class Interest : std::uint8_t {
    undecided,
    ipsec,
    tunnel,  // may hold IPsec inside
    other,
  };

  Reassembly(const IpView& first_arrived, const Wanted& wanted);

  // Where octets overlap, those that came first stay. `fragment` is well formed (see Fragments).
  Outcome add(const IpView& fragment, std::uint32_t frame, Time time, const Wanted& wanted);

  bool complete() const { return total_ && received_ == *total_; }
  // Whether something wanted is inside, as soon as the first octets say so.
  Interest interest() const { return interest_; }
  // Octets of memory held.
  std::size_t cost() const;
  std::size_t fragments() const { return frames_.size(); }

  // The whole packet as if it had never been fragmented; only when complete(). When the capture
  // cut a fragment the packet ends there. Malformed when it would be larger than IP allows. `view`
  // borrows from this object.
  IpProblem assemble(IpView& view);

  // What is known now, for a packet that is or will stay broken. Borrows from this object.
  Datagram broken(bool overlap) const;

 private:
  // A stretch of the payload that arrived, from where it begins; up to captured_end it is in
  // payload_.
  struct Piece {
    std::uint32_t end = 0;
    std::uint32_t captured_end = 0;
  };
  // Disjoint. Not a vector: a sender could choose an order in which each piece moves all others.
  using Pieces = std::map<std::uint32_t, Piece>;

  bool contradicts_total(std::uint32_t end, bool last) const;
  bool repeats(const Pieces::value_type& piece, std::uint32_t begin, std::uint32_t end,
               Bytes octets) const;
  void store(Pieces::iterator before, std::uint32_t begin, std::uint32_t end, Bytes octets);
  void keep_header(const IpView& first_fragment);
  void decide(const Wanted& wanted);
  void lengthen_prefix();
  // The payload from its first octet to the first hole.
  Bytes prefix() const { return Bytes(payload_).first(prefix_octets_); }

  Pieces pieces_;
  std::vector<std::uint8_t> payload_;
  std::vector<std::uint8_t> header_;  // of the first fragment, without the Fragment header
  std::vector<std::uint32_t> frames_;
  std::optional<std::uint32_t> total_;  // octets of payload
  std::uint32_t received_ = 0;
  std::uint32_t prefix_octets_ = 0;
  HeaderPlace reached_;  // in the prefix, behind the extension headers that are whole
  Time last_time_{};
  Interest interest_ = Interest::undecided;
  std::uint8_t carried_protocol_;
  bool first_seen_ = false;
  PortKind port_kind_ = PortKind::other;

  Path path_;
  IpFacts facts_;
  std::uint8_t protocol_;
  std::uint32_t named_at_ = 0;  // the octet of header_ that names protocol_
};

}  // namespace espect::ip
