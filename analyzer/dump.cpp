// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/dump.h"

#include <algorithm>
#include <iostream>

#include "analyzer/capture/capture_reader.h"
#include "analyzer/inputs.h"
#include "analyzer/interruption.h"
#include "analyzer/key_loading.h"
#include "analyzer/network/stack.h"
#include "analyzer/opened_items.h"
#include "analyzer/report/dump.h"
#include "ipsec/sessions/sessions.h"

namespace espect {
namespace {

// Prints what the datagram holds, when its frame is wanted: as it is, and what keys open of it.
class DumpListener : public DatagramListener {
 public:
  DumpListener(const options::Dump& settings, bool colour, const keys::KeyRing* keys)
      : settings_(settings), colour_(colour), sessions_(events_, keys) {
    events_.to<sessions::IkeMessageOpened>(
        [this](const auto& opened) { opened_.push_back(opened_item(opened)); });
    events_.to<sessions::EspOpened>(
        [this](const auto& opened) { opened_.push_back(opened_item(opened)); });
    events_.to<sessions::InnerPacket>(
        [this](const auto& inner) { opened_.push_back(inner_item(inner)); });
  }

  void on(const Datagram& datagram) override {
    opened_.clear();
    if (!settings_.keys.empty()) sessions_.on(datagram);
    if (!settings_.frames.empty() && std::ranges::count(settings_.frames, datagram.frame) == 0)
      return;
    if (const auto* ike = std::get_if<Ike>(&datagram.content))
      write("ike", datagram, wire::print_ike(ike->message));
    else if (const auto* esp = std::get_if<Esp>(&datagram.content))
      write_esp(datagram, *esp);
    else if (const auto* ah = std::get_if<Ah>(&datagram.content))
      write("ah", datagram, wire::print_ah(ah->header_and_payload));
  }

 private:
  void write_esp(const Datagram& datagram, const Esp& esp) {
    if (const auto echo = sessions::echo_spi(esp.spi))
      opened_.push_back(clear_echo_item(*echo == sessions::EchoSpi::reply, esp.packet.subspan(8)));
    write("esp", datagram, wire::print_esp(esp.packet));
  }
  void write(const char* protocol, const Datagram& datagram, wire::Printed printed) {
    for (auto& item : opened_) printed.items.push_back(std::move(item));
    if (settings_.json)
      report::write_dump_json(std::cout, protocol, datagram, printed);
    else
      report::write_dump_text(std::cout, protocol, datagram, printed, colour_);
  }

  const options::Dump& settings_;
  bool colour_;
  sessions::Subscriptions events_;
  sessions::Sessions sessions_;
  std::vector<wire::Item> opened_;
};

}  // namespace

int dump(const options::Dump& settings, bool colour) {
  const auto keys = load_keys(settings.keys);
  if (!keys) return 2;
  int status = 0;
  for (const Input& input : expand_inputs(settings.inputs)) {
    auto reader = capture::CaptureReader::open(input.path);
    if (!reader) {
      if (!input.named) continue;
      std::cerr << "espect: " << capture::to_text(reader.error()) << '\n';
      status = 3;
      continue;
    }
    DumpListener listener(settings, colour, &keys->ring);
    network::Stack stack(listener);
    capture::Packet packet;
    while (!interrupted() && reader->next(packet)) stack.on(packet);
    stack.finish();
    if (reader->fault() != nullptr) {
      std::cerr << "espect: " << capture::to_text(*reader->fault()) << '\n';
      status = 3;
    }
  }
  return interrupted() ? 130 : status;
}

}  // namespace espect
