// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/json/dump.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "analyzer/commands/inputs.h"
#include "analyzer/options/command.h"
#include "analyzer/options/shared.h"
#include "analyzer/report/text/dump.h"
#include "analyzer/report/words/opened_items.h"
#include "analyzer/run/capture_run.h"
#include "analyzer/run/codepoints.h"
#include "analyzer/run/interruption.h"
#include "analyzer/run/key_loading.h"
#include "analyzer/run/messages.h"
#include "analyzer/run/output_file.h"
#include "analyzer/run/vpn_names.h"
#include "ipsec/bytes/counted.h"
#include "ipsec/sessions/sessions.h"

namespace espect::commands::dump {
namespace {

struct Settings {
  options::Captures captures;
  std::vector<std::string> keys;
  bool json = false;
  std::vector<unsigned> frames;  // only these; empty = all
  std::string output = run::standard_output;
  std::string codepoints;
  std::string vpn_names;
  std::string colour = "auto";
};

// Prints what the datagram holds, when its frame is wanted: as it is, and what keys open of it.
class DumpListener : public DatagramListener {
 public:
  DumpListener(const Settings& settings, std::ostream& out, const keys::KeyRing* keys,
               const registry::ExperimentalProfile* profile, const registry::VpnNames& vpn_names)
      : settings_(settings),
        out_(out),
        colour_(settings.output == run::standard_output && options::colour_wanted(settings.colour)),
        profile_(profile),
        vpn_names_(vpn_names),
        keys_given_(keys != nullptr),
        sessions_(events_, keys, profile) {
    events_.to<sessions::IkeMessageOpened>(
        [this](const auto& opened) { opened_.push_back(report::opened_item(opened)); });
    events_.to<sessions::Ikev1MessageOpened>(
        [this](const auto& opened) { opened_.push_back(report::opened_item(opened)); });
    events_.to<sessions::EspOpened>(
        [this](const auto& opened) { opened_.push_back(report::opened_item(opened, profile_)); });
    events_.to<sessions::EspDecrypted>(
        [this](const auto& opened) { opened_.push_back(report::opened_item(opened, profile_)); });
    events_.to<sessions::InnerPacket>(
        [this](const auto& inner) { opened_.push_back(report::inner_item(inner)); });
  }

  void on(const Datagram& datagram) override {
    opened_.clear();
    if (keys_given_) sessions_.on(datagram);
    if (!settings_.frames.empty() && std::ranges::count(settings_.frames, datagram.frame) == 0)
      return;
    const auto* eesp = std::get_if<Eesp>(&datagram.content);
    const auto in_udp = sessions_.eesp_in(datagram);
    if (eesp != nullptr || in_udp)
      write_eesp(datagram, in_udp ? *in_udp : *eesp);
    else if (const auto* ike = std::get_if<Ike>(&datagram.content))
      write("ike", datagram, wire::print_ike(ike->message, profile_));
    else if (const auto* esp = std::get_if<Esp>(&datagram.content))
      write_esp(datagram, *esp);
    else if (const auto* ah = std::get_if<Ah>(&datagram.content))
      write("ah", datagram, wire::print_ah(ah->header_and_payload));
  }

  const std::set<std::uint32_t>& shown() const { return shown_; }
  std::optional<std::uint8_t> eesp_protocol() const override { return sessions_.eesp_protocol(); }

 private:
  // Of the form that was chosen, else of the one that the first octets show.
  void write_eesp(const Datagram& datagram, const Eesp& eesp) {
    auto form = sessions::eesp_form_of(profile_);
    if (!form) form = sessions::recognised_eesp(eesp.packet);
    const bool prototype = form == sessions::EespForm::linux_prototype;
    write("eesp", datagram,
          prototype ? wire::print_eesp_prototype(eesp.packet) : wire::print_eesp(eesp.packet));
  }
  void write_esp(const Datagram& datagram, const Esp& esp) {
    if (const auto echo = sessions::echo_spi(esp.spi, profile_))
      opened_.push_back(report::clear_echo_item(*echo == sessions::EchoSpi::reply,
                                                esp.packet.subspan(8), profile_));
    write("esp", datagram, wire::print_esp(esp.packet));
  }
  void write(const char* protocol, const Datagram& datagram, wire::Printed printed) {
    if (!settings_.frames.empty()) shown_.insert(datagram.frame);
    for (auto& item : opened_) printed.items.push_back(std::move(item));
    report::name_vpns(printed.items, vpn_names_);
    if (settings_.json)
      report::write_dump_json(out_, protocol, datagram, printed);
    else
      report::write_dump_text(out_, protocol, datagram, printed, colour_);
  }

  const Settings& settings_;
  std::ostream& out_;
  bool colour_;
  const registry::ExperimentalProfile* profile_;
  const registry::VpnNames& vpn_names_;
  bool keys_given_;
  sessions::Subscriptions events_;
  sessions::Sessions sessions_;
  std::vector<wire::Item> opened_;
  std::set<std::uint32_t> shown_;
};

// Tells which of the wanted frames no capture shows, and why. Whether there are any.
bool tell_missing(const std::vector<unsigned>& wanted, const std::set<std::uint32_t>& shown,
                  std::uint64_t most_packets) {
  bool missing = false;
  for (const auto frame : wanted) {
    if (shown.contains(frame)) continue;
    missing = true;
    run::tell(frame == 0 || frame > most_packets
                  ? fmt::format("there is no frame {}: {} in the capture", frame,
                                counted(most_packets, "packet"))
                  : fmt::format("frame {} holds no message of IKE, ESP or AH", frame));
  }
  return missing;
}

int run_dump(const Settings& settings) {
  const auto inputs = options::all_inputs(settings.captures.paths, settings.keys,
                                          {settings.codepoints, settings.vpn_names});
  confine(settings.captures.confinement, {inputs, {settings.output}});
  const auto profile = run::load_codepoints(settings.codepoints);
  if (!profile) return run::exit_usage;
  const auto vpn_names = run::load_vpn_names(settings.vpn_names);
  if (!vpn_names) return run::exit_usage;
  const auto keys = run::load_keys(settings.keys, settings.captures.paths);
  if (!keys) return run::exit_usage;
  run::ask_before_interruption();
  auto output = run::OutputFile::open(settings.output, inputs);
  if (!output) {
    run::tell(output.error().reason);
    return output.error().status;
  }
  bool any_opened = false;
  std::set<std::uint32_t> shown;
  std::uint64_t most_packets = 0;
  const auto read = run::each_capture(inputs_of(settings.captures), [&](run::CaptureRun& capture) {
    any_opened = any_opened || capture.opened();
    DumpListener listener(settings, output->stream(), run::given(settings.keys, *keys), &*profile,
                          *vpn_names);
    capture.into(listener);
    shown.insert(listener.shown().begin(), listener.shown().end());
    most_packets = std::max(most_packets, capture.file().packets);
  });
  const bool written = !any_opened || output->finish();
  int status = read.status();
  if (any_opened && status != run::exit_interrupted &&
      tell_missing(settings.frames, shown, most_packets) && status == run::exit_success)
    status = run::exit_findings;
  return status != run::exit_interrupted && !written ? run::exit_internal : status;
}

options::Action declare(options::Arguments& arguments) {
  const auto settings = std::make_shared<Settings>();
  options::add(arguments, settings->captures);
  arguments.flag("--json", settings->json, "One JSON object a line instead of text");
  arguments.values("--frame", settings->frames, "Only this frame; repeatable");
  options::add_output(arguments, settings->output);
  options::add_keys(arguments, settings->keys);
  options::add_codepoints(arguments, settings->codepoints);
  options::add_vpn_names(arguments, settings->vpn_names);
  options::add_colour(arguments, settings->colour);
  return [settings] { return run_dump(*settings); };
}

}  // namespace

extern const options::Command command{"dump", "Print the decoded messages of captures", declare,
                                      false,
                                      "espect dump capture.pcap\n"
                                      "espect dump --keys keys/ --frame 3 capture.pcap"};

}  // namespace espect::commands::dump
