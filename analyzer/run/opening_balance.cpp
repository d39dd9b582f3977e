// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/run/opening_balance.h"

#include <fmt/format.h>

#include "ipsec/bytes/counted.h"
#include "ipsec/ip/protocol.h"

namespace espect::run {
namespace {

// "143 packets read: 138 written, 3 ...": what is 0 is left out.
class Sum {
 public:
  explicit Sum(std::string all) : text_(std::move(all)) {}
  void add(std::uint64_t count, std::string_view what) {
    if (count == 0) return;
    text_ += fmt::format("{}{} {}", any_ ? ", " : ": ", count, what);
    any_ = true;
  }
  std::string text() && { return std::move(text_); }

 private:
  std::string text_;
  bool any_ = false;
};

}  // namespace

OpeningBalance::OpeningBalance(sessions::Subscriptions& events) {
  events.to<sessions::EspOpened>(
      [this](const auto& opened) { note_dummy(opened.plaintext, opened.flow.protocol); });
  events.to<sessions::EspDecrypted>(
      [this](const auto& opened) { note_dummy(opened.plaintext, opened.flow.protocol); });
  events.to<sessions::IkeMessageSeen>([this](const auto& seen) { on(seen); });
  events.to<sessions::IkeMessageNotOfSa>([this](const auto& aside) {
    ++ike_;
    if (!aside.message.encrypted()) ++ike_clear_;
  });
  events.to<sessions::IkeMessageOpened>([this](const auto& opened) { on(opened); });
  events.to<sessions::FragmentsBroken>([this](const auto& /*broken*/) { ++broken_; });
}

void OpeningBalance::note_dummy(Bytes plaintext, Protocol protocol) {
  if (protocol == Protocol::esp && !plaintext.empty() &&
      plaintext.back() == ip::protocol::no_next_header)
    ++dummies_;
}

void OpeningBalance::on(const sessions::IkeMessageSeen& seen) {
  if (seen.message.header().major_version() != 2) return;
  ++ike_;
  if (!seen.message.encrypted()) ++ike_clear_;
}

void OpeningBalance::on(const sessions::IkeMessageOpened& opened) {
  const auto& header = opened.message.header();
  ++ike_opened_;
  const MessageOfFragments key{opened.sa.id, opened.from_initiator, header.response(),
                               header.message_id};
  if (opened.contents != nullptr) {
    ++ike_written_;
    if (const auto pieces = fragments_.extract(key)) fragments_written_ += pieces.mapped();
  } else if (opened.retransmission || !opened.message.fragment()) {
    ++ike_copies_;
  } else {
    ++fragments_[key];
  }
}

std::string OpeningBalance::of_packets(const sessions::Sessions& sessions,
                                       const InnerCapture& inner) const {
  std::uint64_t packets = 0, again = 0, failed = 0, closed = 0, unreadable = 0;
  sessions.flows().for_each([&](const sessions::EspFlow& flow) {
    packets += flow.packets + flow.second_sightings;
    again += flow.second_sightings;
    failed += flow.icv_bad;
    closed += flow.no_key() - flow.decrypted;
    unreadable += flow.unreadable;
  });
  if (packets == 0) return {};
  const auto gave = inner.opened_packets();
  Sum sum(counted(packets, "ESP or AH packet", "ESP and AH packets") + " read");
  sum.add(gave, "gave inner packets");
  sum.add(failed, "whose ICV does not verify");
  sum.add(closed, "not authenticated");
  sum.add(again, "seen again behind a hop");
  sum.add(dummies_, "dummies");
  sum.add(unreadable, "in which no packet is, though the ICV verifies");
  const auto told = gave + failed + closed + again + dummies_ + unreadable;
  if (told < packets)
    sum.add(packets - told,
            "that hold no packet of their own: ESP inside AH, pieces, or what is no packet");
  return std::move(sum).text();
}

std::string OpeningBalance::of_ike() const {
  if (ike_ == 0) return {};
  std::uint64_t pieces = 0;
  for (const auto& [message, count] : fragments_) pieces += count;
  Sum sum(counted(ike_, "IKEv2 message") + " read, fragments counted apart");
  sum.add(ike_written_, "written");
  sum.add(fragments_written_, "in what is written as whole messages");
  sum.add(ike_clear_, "in the clear");
  sum.add(ike_copies_, "copies of others");
  sum.add(pieces, fmt::format("of {} of which other fragments are missing",
                              counted(fragments_.size(), "message")));
  sum.add(ike_ - ike_clear_ - ike_opened_, "not opened");
  return std::move(sum).text();
}

std::vector<std::string> OpeningBalance::sentences(const sessions::Sessions& sessions,
                                                   const InnerCapture& inner) const {
  std::vector<std::string> texts;
  for (auto text : {of_packets(sessions, inner), of_ike()})
    if (!text.empty()) texts.push_back(std::move(text));
  if (broken_ != 0)
    texts.push_back(counted(broken_, "IP packet is not written: fragments of it are missing",
                            "IP packets are not written: fragments of them are missing"));
  return texts;
}

}  // namespace espect::run
