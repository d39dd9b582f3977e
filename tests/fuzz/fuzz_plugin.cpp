// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <deque>

#include "ipsec/bytes/endian.h"
#include "ipsec/bytes/reader.h"
#include "plugin/audit/capture_audit.h"
#include "plugin/audit/ike_summary.h"
#include "plugin/audit/ikev1_summary.h"
#include "tests/fuzz/frames.h"

// What Wireshark hands to the plugin, and what it asks for later.
namespace espect::fuzz {
namespace {

struct Handed {
  Datagram datagram;
  Octets octets;  // of exactly their size
};

// Nothing when there are too few octets: Wireshark's own dissector gets those.
bool set_content(Datagram& datagram, unsigned kind, Bytes octets) {
  const auto word = [&](std::size_t at) { return load_be<std::uint32_t>(octets.data() + at); };
  constexpr std::size_t least_of_esp = 8, least_of_ah = 12;
  if (kind >= 2 && octets.size() < (kind == 3 ? least_of_ah : least_of_esp)) return false;
  if (kind < 2)
    datagram.content = Ike{octets, kind == 1};
  else if (kind == 2)
    datagram.content = Esp{octets, word(0), word(4)};
  else if (kind == 3)
    datagram.content = Ah{octets.first(least_of_ah), octets, word(4), word(8)};
  else
    datagram.content = Eesp{octets, word(4), load_be<std::uint16_t>(octets.data() + 2)};
  return true;
}

std::size_t summarise(const plugin::PacketResult* result, Bytes message) {
  Reader in(message);
  const auto header = wire::decode<wire::ike::Header>(in);
  Reader in_1(message);
  const auto header_1 = wire::decode<wire::ikev1::Header>(in_1);
  auto text =
      plugin::message_title(header) + plugin::ikev1_title(header_1) +
      plugin::payload_summary(header, header.next_payload, in.peek()) +
      plugin::ikev1_summary(header_1, header_1.next_payload, in_1.peek(), wire::Origin::clear);
  if (result != nullptr && result->ike && result->ike->opened) {
    const registry::PayloadType first{result->ike->first_type};
    text += plugin::payload_summary(header, first, result->ike->contents());
  }
  return text.size();
}

std::size_t say_all(const plugin::CaptureAudit& audit, std::uint32_t frame) {
  std::size_t characters = 0;
  for (const auto& here : audit.findings_in(frame))
    for (const auto& text : audit.frame_findings().texts(here)) characters += text.size();
  return characters;
}

}  // namespace
}  // namespace espect::fuzz

// Datagrams, each behind four octets: its kind and direction, tenths of a second since the last
// one, and its size. They are heard in order, and then looked at again from the last to the first.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace espect;
  using namespace espect::fuzz;
  Reader in(Bytes(data, size));
  plugin::CaptureAudit audit{plugin::AuditSettings{}};
  std::deque<Handed> handed;
  Time now{};
  while (in.ok() && !in.empty()) {
    const auto kind = in.number<std::uint8_t>("kind");
    now.nanoseconds += in.number<std::uint8_t>("time") * 100'000'000LL;
    const std::size_t wanted = in.number<std::uint16_t>("size");
    const Bytes octets = in.take(std::min(wanted, in.left()), "datagram");
    auto& one = handed.emplace_back(Datagram{}, Octets(octets.begin(), octets.end()));
    auto& datagram = one.datagram;
    datagram.frame = static_cast<std::uint32_t>(handed.size());
    datagram.time = now;
    constexpr std::uint8_t addresses[2][4] = {{10, 0, 0, 1}, {10, 0, 0, 2}};
    const bool back = (kind & 0x80) != 0;
    datagram.path.source = Address::v4_from(addresses[back]);
    datagram.path.destination = Address::v4_from(addresses[!back]);
    if ((kind & 7) < 2) datagram.path.source_port = datagram.path.destination_port = 500;
    datagram.ip.packet_octets = datagram.ip.largest_piece =
        static_cast<std::uint32_t>(28 + octets.size());
    datagram.cut_octets = static_cast<std::uint32_t>(wanted - octets.size());
    if (!set_content(datagram, kind & 7, one.octets)) continue;
    summarise(audit.take(datagram, one.octets), one.octets);
    say_all(audit, datagram.frame);
  }
  audit.finish();
  audit.coverage();
  while (!handed.empty()) {
    const auto& one = handed.back();
    summarise(audit.find(one.datagram.frame, one.octets), one.octets);
    say_all(audit, one.datagram.frame);
    handed.pop_back();
  }
  return 0;
}
