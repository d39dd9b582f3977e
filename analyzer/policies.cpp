// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/policies.h"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include <fmt/format.h>

#include "analyzer/capture/capture_reader.h"
#include "analyzer/inputs.h"
#include "analyzer/interruption.h"
#include "analyzer/key_loading.h"
#include "analyzer/network/stack.h"
#include "analyzer/policy_baseline.h"
#include "ipsec/sessions/sessions.h"

namespace espect {
namespace {

namespace fs = std::filesystem;

// The exit status: 0, or 3 with a message.
int read_into(PolicyBaseline& baseline, const std::string& path, const keys::KeyRing* keys) {
  auto reader = capture::CaptureReader::open(path);
  if (!reader) {
    std::cerr << "espect: " << capture::to_text(reader.error()) << '\n';
    return 3;
  }
  sessions::Subscriptions events;
  baseline.listen(events);
  sessions::Sessions sessions(events, keys);
  network::Stack stack(sessions);
  capture::Packet packet;
  Time last{};
  while (!interrupted() && reader->next(packet)) {
    last = packet.time;
    stack.on(packet);
  }
  stack.finish();
  sessions.finish(last);
  if (reader->fault() == nullptr) return 0;
  std::cerr << "espect: " << capture::to_text(*reader->fault()) << '\n';
  return 3;
}

bool write_policy(const std::string& text, const std::string& output) {
  if (output == "-") {
    std::cout << text;
    return std::cout.flush().good();
  }
  std::ofstream file(output, std::ios::binary);
  file << text;
  if (file.flush()) return true;
  std::cerr << "espect: cannot write " << output << '\n';
  return false;
}

}  // namespace

tl::expected<registry::Policy, std::string> load_policy(const std::string& name_or_file) {
  if (const auto* builtin = registry::builtin_policy(name_or_file)) return *builtin;
  std::error_code error;
  if (!fs::exists(name_or_file, error))
    return tl::make_unexpected(fmt::format(
        "no policy and no file is named {}; espect policy list shows the policies", name_or_file));
  std::ifstream file;
  if (!fs::is_directory(name_or_file, error)) file.open(name_or_file, std::ios::binary);
  if (!file.is_open()) return tl::make_unexpected(fmt::format("{}: cannot be read", name_or_file));
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return registry::parse_policy(text, name_or_file);
}

int list_policies() {
  for (const auto& policy : registry::builtin_policy_texts()) std::cout << policy.name << '\n';
  return 0;
}

int show_policy(const options::PolicyShow& settings) {
  const auto policy = load_policy(settings.policy);
  if (!policy) {
    std::cerr << "espect: " << policy.error() << '\n';
    return 2;
  }
  std::cout << registry::to_csv(policy->rows());
  return 0;
}

int policy_from_capture(const options::PolicyFromCapture& settings) {
  const auto keys = load_keys(settings.keys);
  if (!keys) return 2;
  ask_before_interruption();
  PolicyBaseline baseline;
  for (const auto& path : settings.inputs)
    if (const int status = read_into(baseline, path, settings.keys.empty() ? nullptr : &keys->ring);
        status != 0)
      return status;
  if (interrupted()) return 130;
  std::string name;
  for (const auto& path : settings.inputs)
    name += (name.empty() ? "" : ", ") + fs::path(path).filename().string();
  const auto rows = baseline.rows(name);
  if (rows.empty()) {
    std::cerr << "espect: " << name << ": no negotiation of IKEv2 that could be read\n";
    return 1;
  }
  if (!baseline.saw_child_sas())
    std::cerr << "espect: no Child SA was opened, so the policy says nothing about ESP and AH; "
                 "--keys\n";
  return write_policy(registry::to_csv(rows), settings.output) ? 0 : 4;
}

}  // namespace espect
