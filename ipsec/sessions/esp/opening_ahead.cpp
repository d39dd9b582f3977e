// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/opening_ahead.h"

#include <algorithm>
#include <new>
#include <utility>

#include "ipsec/bytes/endian.h"

namespace espect::sessions {
namespace {

std::uint32_t spi_of(Bytes packet) {
  return load_be<std::uint32_t>(packet.data());
}
std::uint32_t sequence_of(Bytes packet) {
  return load_be<std::uint32_t>(packet.data() + 4);
}

}  // namespace

OpeningAhead::OpeningAhead(unsigned threads)
    : jobs_(most_expected),
      ciphers_(threads),
      work_(threads, [this](unsigned worker, std::uint64_t piece) { open_piece(worker, piece); }) {}

bool OpeningAhead::pays(std::size_t packets) {
  return std::exchange(worth_it_, 0) * one_in > packets;
}

void OpeningAhead::expect(FlowTable& flows, std::span<const ExpectedEsp> packets) {
  count_ = next_ = 0;
  first_piece_ = work_.added();
  packets = packets.first(std::min(packets.size(), most_expected));
  constexpr std::size_t ahead = 8;  // so that flows are there when they are looked at
  const bool fetches = flows.expects();
  for (std::size_t at = 0; at < packets.size(); ++at) {
    if (fetches && at + ahead < packets.size()) {
      const auto& later = packets[at + ahead];
      flows.expect(spi_of(later.packet), later.destination);
    }
    if (plan(flows, packets[at]) && count_ % jobs_in_piece == 0) work_.add();
  }
  if (count_ % jobs_in_piece == 0) return;
  for (auto at = count_; at % jobs_in_piece != 0; ++at) jobs_[at].key = nullptr;
  work_.add();
}

bool OpeningAhead::worth_it(const TrackedFlow& flow) {
  if (flow.icv_ok < least_verified || flow.key->vpn_id) return false;
  const auto* cipher = flow.key->opener->cipher();
  return cipher != nullptr && cipher->worth_a_thread();
}

bool OpeningAhead::plan(FlowTable& flows, const ExpectedEsp& expected) {
  const Bytes packet = expected.packet;
  if (packet.size() > largest_packet) return false;
  const Path path{expected.source, expected.destination};
  const auto* flow = flows.find(Protocol::esp, spi_of(packet), path);
  if (flow == nullptr || flow->key == nullptr || !worth_it(*flow)) return false;
  SaKeyCandidate& key = *flow->key;
  if (key.number_ahead == 0) {
    if (keys_ == most_keys) return false;
    key.number_ahead = ++keys_;
  }
  Job& job = jobs_[count_++];
  job.key = &key;
  job.key_number = key.number_ahead;
  job.frame = expected.frame;
  job.packet = packet;
  job.high = key.first_high(sequence_of(packet), flow->sa().numbers.highest);
  return true;
}

// The owner has the key's own.
crypto::PacketCipher* OpeningAhead::cipher_of(unsigned worker, const Job& job) {
  if (worker == 0) return job.key->opener->cipher();
  Ciphers& own = ciphers_[worker - 1];
  if (own.size() <= job.key_number) own.resize(job.key_number + 1);
  auto& cipher = own[job.key_number];
  if (!cipher) cipher = job.key->opener->another_cipher();
  return cipher ? &*cipher : nullptr;
}

void OpeningAhead::open_piece(unsigned worker, std::uint64_t piece) {
  const auto begin = (piece - first_piece_) * jobs_in_piece;
  for (auto at = begin; at < begin + jobs_in_piece; ++at) {
    Job& job = jobs_[at];
    if (job.key == nullptr) return;
    job.worker = worker;
    job.result = Result::none;
    try {
      auto* cipher = cipher_of(worker, job);
      if (cipher == nullptr) continue;
      const bool verified = cipher->open_esp(spi_of(job.packet), sequence_of(job.packet), job.high,
                                             job.packet.subspan(smallest_esp), &job.plaintext);
      job.result = verified ? Result::verified : Result::failed;
    } catch (const std::bad_alloc&) {  // the loop opens it, and there it ends the reading
    }
  }
}

// The job of this packet, if it is what would be computed now.
OpeningAhead::Job* OpeningAhead::job_of(const TrackedFlow& flow, const EspPacket& packet) {
  while (next_ < count_ && jobs_[next_].frame < packet.datagram.frame) ++next_;
  if (next_ == count_) return nullptr;
  Job& job = jobs_[next_];
  const SaKeyCandidate& key = *flow.key;
  const bool same = job.key == &key && job.packet.data() == packet.octets.data() &&
                    job.packet.size() == packet.octets.size() && !key.vpn_id &&
                    job.high == key.first_high(packet.sequence, flow.sa().numbers.highest);
  return same ? &job : nullptr;
}

std::optional<VerifiedPacket> OpeningAhead::open(const TrackedFlow& flow, const EspPacket& packet,
                                                 std::vector<std::uint8_t>* plaintext) {
  SaKeyCandidate& key = *flow.key;
  if (packet.protocol == Protocol::esp && worth_it(flow)) ++worth_it_;
  if (Job* job = job_of(flow, packet)) {
    work_.wait_for(first_piece_ + next_ / jobs_in_piece);
    const auto result = std::exchange(job->result, Result::none);  // its plaintext goes
    if (result != Result::none && job->worker != 0) ++opened_elsewhere_;
    if (result == Result::verified) {
      if (plaintext != nullptr) plaintext->swap(job->plaintext);
      return VerifiedPacket{.sequence =
                                std::uint64_t{job->high.value_or(0)} << 32 | packet.sequence};
    }
    // Without ESN there is nothing else to try.
    if (result == Result::failed && !key.esn.value_or(true)) {
      if (plaintext != nullptr) plaintext->clear();
      return std::nullopt;
    }
  }
  return key.open(packet, flow.sa().numbers.highest, plaintext);
}

void OpeningAhead::forget() {
  work_.forget();
  count_ = next_ = 0;
}

}  // namespace espect::sessions
