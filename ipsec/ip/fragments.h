// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <limits>
#include <list>
#include <optional>
#include <unordered_map>

#include "ipsec/bytes/time.h"
#include "ipsec/datagram/datagram.h"
#include "ipsec/ip/ip_view.h"
#include "ipsec/ip/reassembly.h"

namespace espect::ip {

struct FragmentLimits {
  std::size_t datagrams = 1'024;               // being reassembled at the same time
  std::size_t octets = std::size_t{16} << 20;  // of memory for them
  double timeout_seconds = 60;                 // capture time since the first fragment to arrive
};

struct FragmentFacts {
  std::uint64_t ipsec_packets = 0;      // gave a datagram, or were a fragment of one
  std::uint64_t dropped_fragments = 0;  // because reassembly reached its memory limit
  std::uint64_t tunnel_fragments = 0;   // of tunnels that never became complete
};

// All packets that are being reassembled. Reports to the listener what overlaps at once, and what
// stays incomplete when its time is over or at the end. When memory is short the oldest ones are
// forgotten and counted: their fragments may still come.
class Fragments {
 public:
  struct Taken {
    bool ipsec = false;               // known to be a fragment of an IPsec packet
    bool malformed = false;           // no sender makes such a fragment; ignored
    std::optional<Reassembly> whole;  // this fragment completed it
  };

  Fragments(DatagramListener& listener, FragmentFacts& facts, const FragmentLimits& limits,
            const Wanted& wanted = {})
      : listener_(listener), facts_(facts), limits_(limits), wanted_(wanted) {}

  Taken add(const IpView& fragment, std::uint32_t frame, Time time);
  // Whether it may belong to what is put together; whether more of its packet is waited for.
  bool may_be_wanted(const IpView& fragment) const;
  bool waits_for(const IpView& fragment) const { return open_by_key_.contains(key_of(fragment)); }

  // Cheap enough to ask for every packet.
  bool overdue(Time now) const { return !open_.empty() && open_.front().deadline < now; }
  void expire(Time now);
  void finish();

 private:
  // RFC 791 and RFC 8200 section 4.5.
  struct Key {
    Address source;
    Address destination;
    std::uint32_t identification = 0;
    std::uint8_t protocol = 0;
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const;
  };
  struct Open {
    Key key;
    Time deadline{};
    Reassembly packet;
    bool repeats = false;     // the packet was complete before; this may be a copy of a fragment
    bool overlapped = false;  // IPv6: no octet of it will be used, RFC 5722
    bool overlap_reported = false;
    std::uint64_t uncounted = 0;  // packets that count as IPsec once it is known to be
  };
  // What happens to fragments that arrive later.
  enum class Closing : std::uint8_t {
    other,     // ignored, unless a first fragment with IPsec starts a new packet
    spoiled,   // ignored: the rest is gone
    complete,  // they may be copies
  };
  struct Closed {
    Key key;
    Time deadline{};
    Closing why = Closing::complete;
    bool ipsec = false;
  };
  struct History {
    bool ignore = false;
    bool ipsec = false;     // what is ignored
    bool complete = false;  // the packet was complete before
  };
  using OpenList = std::list<Open>;
  using ClosedList = std::list<Closed>;

  History history_of(const IpView& fragment, const Key& key, Time time);
  static Key key_of(const IpView& fragment) {
    return {fragment.datagram.path.source, fragment.datagram.path.destination,
            fragment.datagram.ip.identification, fragment.payload.protocol};
  }
  OpenList::iterator open(const IpView& fragment, const Key& key, Time time, bool repeats);
  Reassembly close(OpenList::iterator entry, Closing why, Time now);
  Reassembly remove(OpenList::iterator entry);
  void give_up(OpenList::iterator entry);
  void report_overlap(Open& entry);
  void keep_limits(Time now);
  Time deadline_from(Time time) const;

  DatagramListener& listener_;
  FragmentFacts& facts_;
  FragmentLimits limits_;
  Wanted wanted_;
  OpenList open_;      // oldest first
  ClosedList closed_;  // oldest first, as many as may be open
  std::unordered_map<Key, OpenList::iterator, KeyHash> open_by_key_;
  std::unordered_map<Key, ClosedList::iterator, KeyHash> closed_by_key_;
  std::size_t octets_ = 0;
  // What began before that may lack fragments of a packet that is forgotten altogether.
  std::optional<Time> doubtful_until_;
};

}  // namespace espect::ip
