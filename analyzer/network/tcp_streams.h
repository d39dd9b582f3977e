// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <list>
#include <unordered_map>

#include "analyzer/network/facts.h"
#include "analyzer/network/tcp_stream.h"
#include "ipsec/datagram/datagram.h"

namespace espect::network {

// IKE and ESP in TCP (RFC 9329): connections with port 4500, and others from where the prefix
// shows in them. Bounded: the stream that was silent longest goes first.
class TcpStreams : private TcpFrameSink {
 public:
  enum class Taken : std::uint8_t {
    nothing,  // no data, or not RFC 9329 and not its port
    ipsec,
    unread,  // data on port 4500 that could not be read
  };

  TcpStreams(DatagramListener& listener, NetworkFacts& facts, const TcpLimits& limits)
      : listener_(listener), facts_(facts), limits_(limits) {}

  // `datagram` has the facts of the packet, but for the ports; frames that the segment completes
  // are handed on in it.
  Taken add(const TcpSegment& segment, Datagram& datagram);
  // The capture is over.
  void finish();

 private:
  struct Key {
    Address source;
    Address destination;
    std::uint16_t source_port = 0;
    std::uint16_t destination_port = 0;
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const;
  };
  struct Entry {
    Key key;
    bool other_port = false;
    TcpStream stream;
  };
  using List = std::list<Entry>;

  void on_frame(Bytes content, std::uint32_t cut_octets) override;
  void on_loss() override { ++facts_.tcp_gaps; }

  Entry* find(const Key& key);
  Entry& create(const Key& key);
  void remove(List::iterator entry);
  void remove(const Key& key);
  bool read(Entry& entry, const TcpSegment& segment, const Datagram& datagram);
  void tell_other_direction(const Key& key, TcpFrames::Phase phase, const TcpSegment& segment);
  void read_kept(Entry& entry);
  void keep_limits();

  DatagramListener& listener_;
  NetworkFacts& facts_;
  TcpLimits limits_;
  List streams_;  // silent longest first
  std::unordered_map<Key, List::iterator, KeyHash> by_key_;
  std::size_t other_ports_ = 0;  // streams without port 4500
  std::size_t octets_ = 0;
  Datagram* current_ = nullptr;
  bool delivered_ = false;
};

}  // namespace espect::network
