// SPDX-License-Identifier: GPL-2.0-or-later
#include <optional>

#include <fmt/format.h>

#include "analyzer/commands/inputs.h"
#include "analyzer/options/command.h"
#include "analyzer/options/shared.h"
#include "analyzer/run/capture_run.h"
#include "analyzer/run/codepoints.h"
#include "analyzer/run/coverage.h"
#include "analyzer/run/inner_capture.h"
#include "analyzer/run/interruption.h"
#include "analyzer/run/key_loading.h"
#include "analyzer/run/messages.h"
#include "analyzer/run/opening_balance.h"
#include "analyzer/run/output_file.h"
#include "ipsec/sessions/coverage.h"
#include "ipsec/sessions/sessions.h"

namespace espect::commands::decrypt {
namespace {

struct Settings {
  std::string input;
  std::string output;
  std::vector<std::string> keys;
  std::string codepoints;
  options::Ports ports;
  options::Confinement confinement;
};

// What is not in the new capture, and why.
void tell_what_stayed_closed(const run::CaptureRun& capture, const sessions::Sessions& sessions) {
  if (capture.file().ipsec_packets == 0) run::tell("no packet was recognised as IPsec");
  auto notes = sessions::coverage_of(sessions, true);
  run::note_network(notes, capture.network());
  for (const auto& note : notes) run::tell(note);
}

int decrypt_capture(run::CaptureRun& capture, const Settings& settings, const keys::KeyRing& keys,
                    const registry::ExperimentalProfile& profile) {
  return run::write_output(
      settings.output, options::all_inputs({settings.input}, settings.keys, {settings.codepoints}),
      run::Readers::as_usual, [&](std::ostream& out) {
        sessions::Subscriptions events;
        run::InnerCapture inner(out, events);
        const run::OpeningBalance balance(events);
        sessions::Sessions sessions(events, &keys, &profile);
        capture.into(sessions);
        sessions.finish(capture.file().last_time);
        run::tell(fmt::format("{} inner packets and {} IKE messages written", inner.packets(),
                              inner.messages()));
        for (const auto& text : balance.sentences(sessions, inner)) run::tell(text);
        tell_what_stayed_closed(capture, sessions);
      });
}

int run_decrypt(const Settings& settings) {
  confine(settings.confinement,
          {options::all_inputs({settings.input}, settings.keys, {settings.codepoints}),
           {settings.output}});
  const auto profile = run::load_codepoints(settings.codepoints);
  if (!profile) return run::exit_usage;
  const auto keys = run::load_keys(settings.keys, {settings.input});
  if (!keys) return run::exit_usage;
  if (run::given(settings.keys, *keys) == nullptr) {
    run::tell("no keys: --keys is missing, and the capture holds none");
    return run::exit_usage;
  }
  run::ask_before_interruption();
  int written = run::exit_success;
  const run::Inputs inputs{{settings.input}, false, ports_of(settings.ports)};
  const auto read = run::each_capture(inputs, [&](run::CaptureRun& capture) {
    if (capture.opened()) written = decrypt_capture(capture, settings, keys->ring, *profile);
  });
  const int status = read.status();
  return status != run::exit_interrupted && written != run::exit_success ? written : status;
}

options::Action declare(options::Arguments& arguments) {
  const auto settings = std::make_shared<Settings>();
  arguments.positional("FILE", settings->input, "Capture, or - for standard input");
  options::add(arguments, settings->ports);
  options::add(arguments, settings->confinement);
  options::add_keys(arguments, settings->keys);
  options::add_codepoints(arguments, settings->codepoints);
  arguments.value("--output,-o", settings->output, "pcapng to write, or -",
                  {.placeholder = "FILE", .required = true});
  return [settings] { return run_decrypt(*settings); };
}

}  // namespace

extern const options::Command command{
    "decrypt", "Write what travelled inside ESP, AH and IKE as a new capture", declare, false,
    "espect decrypt --keys keys/ capture.pcap -o inner.pcapng"};

}  // namespace espect::commands::decrypt
