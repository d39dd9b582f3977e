// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/run/capture_run.h"

#include <algorithm>

#include <fmt/format.h>

#include "analyzer/network/expected_esp.h"
#include "analyzer/run/interruption.h"
#include "analyzer/run/memory_limit.h"
#include "analyzer/run/messages.h"
#include "analyzer/run/record_places.h"
#include "ipsec/sessions/esp/opening_ahead.h"

namespace espect::run {
namespace {

// That are taken at once.
constexpr std::size_t few_packets = 64;

tl::expected<capture::CaptureReader, capture::CaptureError> open_input(const Input& input) {
  if (input.problem.empty())
    return capture::CaptureReader::open(input.path, reading_is_over,
                                        input.named || input.called_a_capture()
                                            ? capture::AskWiretap::always
                                            : capture::AskWiretap::when_binary);
  return tl::unexpected(
      capture::CaptureError{input.path, 0, {}, capture::CaptureProblem::unreadable});
}

}  // namespace

CaptureRun::CaptureRun(const Input& input, const ip::IpsecPorts& ports,
                       const network::Limits& limits)
    : reader_(open_input(input)), ports_(ports), limits_(limits), window_(input.path) {
  file_.path = input.path;
  file_.identity = identity_of(input.path);
  if (reader_ || reading_is_over()) return;
  file_.problem = input.problem.empty() ? capture::to_text(reader_.error()) : input.problem;
  passed_over_ = reader_.error().problem == capture::CaptureProblem::not_a_capture &&
                 !input.named && !input.called_a_capture();
}

// Most is known of a packet by its headers and the end of its ICV.
inline void CaptureRun::expect(const capture::Packet& packet, bool flow_too) {
  if (packet.bytes.size() > 256) {
    __builtin_prefetch(packet.bytes.data());
    __builtin_prefetch(packet.bytes.data() + packet.bytes.size() - 8);
  }
  if (flow_too) stack_->expect(packet);
}

// Expects some packets ahead of the one that is taken, so that memory is there when it is needed.
inline void CaptureRun::take_all(std::span<const capture::Packet> packets, bool flows_too) {
  constexpr std::size_t ahead = 8;
  for (std::size_t at = 0; at < packets.size() + ahead; ++at) {
    if (at < packets.size()) expect(packets[at], flows_too);
    if (at >= ahead) take(packets[at - ahead]);
  }
}

void CaptureRun::into(DatagramListener& listener) {
  connect(listener);
  while (opened() && !reading_is_over() && !memory_is_short()) {
    const auto packets = window_.next(*reader_, few_packets);
    if (packets.empty()) break;
    take_all(packets, listener.expects());
  }
  take_all(window_.rest(), false);
  finish();
}

void CaptureRun::into(DatagramListener& listener, sessions::Sessions& sessions) {
  connect(listener);
  std::vector<ExpectedEsp> expected;
  std::size_t wanted = few_packets;
  std::size_t count = 0;
  while (opened() && !reading_is_over() && !memory_is_short()) {
    const bool pays = sessions.opening_ahead_pays(count);
    wanted = !pays ? few_packets : std::min(wanted * 2, sessions::OpeningAhead::most_expected);
    const auto packets = window_.next(*reader_, wanted);
    count = packets.size();
    if (count == 0) break;
    if (!pays) {
      take_all(packets, listener.expects());
      continue;
    }
    expected.clear();
    for (const auto& packet : packets)
      if (const auto esp = network::expected_esp(packet, ports_)) expected.push_back(*esp);
    sessions.expect_esp(expected);
    for (const auto& packet : packets) take(packet);
    sessions.forget_expected_esp();
  }
  take_all(window_.rest(), false);
  finish();
}

void CaptureRun::connect(network::Stack& shared, std::uint64_t frames_before) {
  stack_ = &shared;
  facts_before_ = shared.facts();
  file_.frames_before = frames_before;
}

bool CaptureRun::read() {
  if (!opened() || reading_is_over() || memory_is_short()) return false;
  return reader_->next(packet_);
}

// Asking reads a file of the kernel. What is kept of an octet is bounded, so octets count.
bool CaptureRun::memory_is_short() {
  constexpr std::uint64_t between = 1024UL * 1024;
  const auto read = reader_->octets();
  if (file_.memory_short || read < memory_asked_for_at_) return file_.memory_short;
  memory_asked_for_at_ = read + between;
  file_.memory_short = MemoryLimit::exceeded();
  return file_.memory_short;
}

void CaptureRun::take(const capture::Packet& packet) {
  file_.first_time = any_taken_ ? std::min(file_.first_time, packet.time) : packet.time;
  any_taken_ = true;
  file_.last_time = std::max(file_.last_time, packet.time);
  if (file_.frames_before == 0) [[likely]]
    return stack_->on(packet);
  capture::Packet numbered = packet;
  numbered.frame += static_cast<std::uint32_t>(file_.frames_before);
  stack_->on(numbered);
}

void CaptureRun::finish() {
  if (own_stack_) stack_->finish();
  file_.ipsec_packets = stack_->facts().ipsec_packets - facts_before_.ipsec_packets;
  for (const auto& closed : stack_->facts().not_looked_into())
    file_.not_looked_into[closed.what] += closed.packets;
  for (const auto& closed : facts_before_.not_looked_into())
    if ((file_.not_looked_into[closed.what] -= closed.packets) == 0)
      file_.not_looked_into.erase(closed.what);
  if (!opened()) return;
  const auto statistics = reader_->statistics();
  file_.format = reader_->format();
  file_.packets = statistics.packets;
  file_.octets = statistics.bytes;
  file_.snaplen_cut_packets = statistics.snaplen_cut_packets;
  dropped_ = statistics.interface_drops;
  // Where the user stopped a stream its last record is cut, which says nothing about the capture.
  if (reader_->fault() != nullptr && !reading_is_over())
    file_.problem = capture::to_text(*reader_->fault());
  if (file_.memory_short)
    file_.problem = fmt::format(
        "{}: left behind packet {}: what was read takes {} MiB, half of the memory that there is "
        "(--max-memory); nothing behind it was looked at",
        file_.path, file_.packets, MemoryLimit::octets() >> 20);
}

ExitStatus InputsRead::status() const {
  if (interrupted()) return exit_interrupted;
  if (memory_short) return exit_internal;
  return problems != 0 || captures == 0 ? exit_input : exit_success;
}

InputsRead each_capture(const Inputs& inputs, const std::function<void(CaptureRun&)>& use) {
  InputsRead read;
  for (const Input& input : expand_inputs(inputs.paths)) {
    if (reading_is_over()) break;
    CaptureRun run(input, inputs.ports, inputs.limits);
    if (run.passed_over()) {
      ++read.passed_over;
      if (inputs.verbose) tell(run.file().problem + "; passed over");
      continue;
    }
    use(run);
    ++read.captures;
    if (run.file().problem.empty()) continue;
    ++read.problems;
    read.memory_short = read.memory_short || run.file().memory_short;
    tell(run.file().problem);
  }
  if (read.captures == 0 && !reading_is_over()) tell("none of the inputs is a capture");
  return read;
}

}  // namespace espect::run
