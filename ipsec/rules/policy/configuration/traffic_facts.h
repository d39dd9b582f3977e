// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "ipsec/rules/rule.h"
#include "ipsec/sessions/events.h"

// What traffic shows of the things that configurations promise.
namespace espect::rules::configuration {

// One end of an IKE SA and those that replace it.
struct SideFacts {
  std::uint32_t messages = 0;
  std::uint32_t fragment_frame = 0;  // of the first that it sent (RFC 7383); 0 = none
  std::uint32_t auth_frame = 0;      // of its newest opened IKE_AUTH message
  std::uint32_t mobike_frame = 0;    // that says MOBIKE_SUPPORTED
  std::uint32_t check_frame = 0;     // of its first opened request without payloads
  std::uint32_t checks = 0;
  // The shortest time that it had not heard the other end when it sent one.
  double earliest_check = 0;
  std::uint32_t earliest_check_frame = 0;
  std::map<std::uint8_t, std::uint32_t> dscp;  // of its IKE messages, with the first frame of each
  // The longest time without a packet of the other end in which this one asked for nothing.
  double unchecked = 0;
  std::uint32_t unchecked_frame = 0;  // that ended it
  std::optional<Time> heard;          // the other end, last
  std::optional<Time> asked;
};

struct Rekeying {
  Time time{};
  std::uint8_t by = 0;  // side
  std::uint32_t frame = 0;
};

struct SaFacts {
  const sessions::IkeSa* sa = nullptr;
  bool swapped = false;  // its initiator is the responder of the first one
  std::optional<Rekeying> rekeyed;
};

// An IKE SA and all that replace it. Side 0 is the initiator of the first.
struct Family {
  std::vector<SaFacts> sas;
  std::array<SideFacts, 2> sides;
};

struct ChildFacts {
  const sessions::ChildSa* child = nullptr;
  std::uint8_t initiator = 0;  // side of its family
  std::optional<Rekeying> rekeyed;

  // Who receives packets with this SPI.
  std::uint8_t receiver(std::uint32_t spi) const {
    return spi == child->spi_i ? initiator : static_cast<std::uint8_t>(1 - initiator);
  }
};

// Packets of one flow.
struct FlowFacts {
  const sessions::EspFlow* flow = nullptr;
  std::uint64_t smallest = UINT64_MAX;  // ESP packet in octets
  std::uint32_t smallest_frame = 0;
  std::uint64_t opened = 0;
  std::uint64_t tfc = 0;           // of the opened: with TFC padding
  std::uint32_t tfc_frame = 0;     // 0 = none
  std::uint32_t marked_frame = 0;  // DSCP of the outer header is not 0
  std::uint32_t dscp_differs = 0;  // frame of the first whose outer DSCP is not the inner one
  std::uint64_t dscp_compared = 0;
  std::uint32_t df_set = 0;  // frame of the first outer header with DF
  std::uint32_t df_differs = 0;
  std::uint64_t df_compared = 0;
};

struct TrafficFacts {
  std::shared_ptr<Capped<std::uint32_t, Family>> families;      // by lineage
  std::shared_ptr<Capped<std::uint32_t, ChildFacts>> children;  // by id
  std::shared_ptr<Capped<std::uint32_t, FlowFacts>> flows;      // by id
};

// Hears everything from now on.
TrafficFacts hear_traffic(const Bench& bench);

}  // namespace espect::rules::configuration
