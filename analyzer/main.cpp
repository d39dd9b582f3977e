// SPDX-License-Identifier: GPL-2.0-or-later
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iostream>
#include <utility>

#include <unistd.h>

#include "analyzer/audit.h"
#include "analyzer/decrypt.h"
#include "analyzer/dump.h"
#include "analyzer/interruption.h"
#include "analyzer/key_loading.h"
#include "analyzer/keys_convert.h"
#include "analyzer/options/command_line.h"
#include "analyzer/policies.h"
#include "analyzer/report/catalogue_text.h"
#include "analyzer/report/hop_names.h"
#include "analyzer/report/json.h"
#include "analyzer/report/junit.h"
#include "analyzer/report/sa_inventory.h"
#include "analyzer/report/sarif.h"
#include "analyzer/report/text.h"
#include "analyzer/same_traffic.h"
#include "ipsec/registry/profile_file.h"

namespace espect {
namespace {

enum Exit : int { exit_usage = 2, exit_input = 3, exit_internal = 4 };

bool colour_wanted(options::Colour colour) {
  if (colour != options::Colour::automatic) return colour == options::Colour::always;
  const char* no_color = std::getenv("NO_COLOR");  // NOLINT(concurrency-mt-unsafe)
  return isatty(STDOUT_FILENO) != 0 && (no_color == nullptr || *no_color == '\0');
}

void write_as(const std::string& format, const report::AuditReport& report, std::ostream& out,
              bool colour) {
  if (format == "json") return report::write_json(report, out);
  if (format == "jsonl") return report::write_jsonl(report, out);
  if (format == "sarif") return report::write_sarif(report, out);
  if (format == "junit") return report::write_junit(report, out);
  report::write_text(report, out,
                     report::TextStyle{.colour = colour, .width = report::terminal_width()});
}

// False, with a message, when an output could not be written.
bool write_outputs(const options::Audit& settings, const report::AuditReport& report) {
  bool written = true;
  for (const auto& output : settings.outputs) {
    if (output.path.empty()) {
      write_as(output.format, report, std::cout, colour_wanted(settings.colour));
      written = std::cout.flush().good() && written;
      continue;
    }
    std::ofstream file(output.path, std::ios::binary);
    write_as(output.format, report, file, false);
    if (!file.flush()) {
      std::cerr << "espect: cannot write " << output.path << '\n';
      written = false;
    }
  }
  return written;
}

// False, with a message, when the file cannot be read or says something that cannot be.
bool use_codepoints(const std::string& path) {
  if (path.empty()) return true;
  auto profile = registry::read_experimental_profile(path);
  if (!profile) {
    std::cerr << "espect: " << profile.error() << '\n';
    return false;
  }
  registry::put_in_force(std::move(*profile));
  return true;
}

// Nothing, with a message, when no input was a capture.
std::optional<report::AuditReport> ended(report::AuditReport report) {
  for (const auto& capture : report.captures)
    if (!capture.problem.empty()) std::cerr << "espect: " << capture.problem << '\n';
  report.interrupted = interrupted();
  if (!report.captures.empty() || report.interrupted) return report;
  std::cerr << "espect: none of the inputs is a capture\n";
  return std::nullopt;
}

std::optional<report::AuditReport> audit_captures(const std::vector<std::string>& inputs,
                                                  const registry::Policy& policy,
                                                  const keys::KeyRing* keys) {
  report::AuditReport report;
  report.keys_given = keys != nullptr;
  for (const Input& input : expand_inputs(inputs)) {
    if (interrupted()) break;
    if (auto capture = audit_capture(input, policy, keys))
      report.captures.push_back(std::move(*capture));
  }
  return ended(std::move(report));
}

std::optional<report::AuditReport> audit_inputs(const options::Audit& settings,
                                                const registry::Policy& policy,
                                                const keys::KeyRing* keys) {
  if (!settings.same_traffic) return audit_captures(settings.inputs, policy, keys);
  report::AuditReport report;
  report.keys_given = keys != nullptr;
  audit_same_traffic({settings.inputs[0]}, {settings.inputs[1]}, policy, keys, report);
  if (const auto nothing = report::nothing_shared(report); !nothing.empty())
    std::cerr << "espect: " << nothing << '\n';
  return ended(std::move(report));
}

int run(const options::Audit& settings) {
  if (!use_codepoints(settings.codepoints)) return exit_usage;
  const auto policy = load_policy(settings.policy);
  if (!policy) {
    std::cerr << "espect: " << policy.error() << '\n';
    return exit_usage;
  }
  const auto key_files = load_keys(settings.keys);
  if (!key_files) return exit_usage;
  ask_before_interruption();
  auto report = audit_inputs(settings, *policy, settings.keys.empty() ? nullptr : &key_files->ring);
  if (!report) return exit_input;
  report->policy = settings.policy;
  report->threshold = rules::severity_from(settings.fail_on);
  const bool written = write_outputs(settings, *report);
  return written || report->interrupted ? report::summarize(*report).exit : exit_internal;
}

void write_as(const options::Inventory& settings, const report::AuditReport& report,
              std::ostream& out, bool colour) {
  if (settings.format == "json") return report::write_inventory_json(report, out);
  if (settings.format == "cyclonedx") return report::write_cyclonedx(report, out);
  report::write_inventory_text(
      report, out, report::TextStyle{.colour = colour, .width = report::terminal_width()});
}

int run(const options::Inventory& settings) {
  if (!use_codepoints(settings.codepoints)) return exit_usage;
  const auto key_files = load_keys(settings.keys);
  if (!key_files) return exit_usage;
  ask_before_interruption();
  auto report = audit_captures(settings.inputs, *registry::builtin_policy("default"),
                               settings.keys.empty() ? nullptr : &key_files->ring);
  if (!report) return exit_input;
  report->threshold.reset();  // an inventory judges nothing
  bool written = true;
  if (settings.output == "-") {
    write_as(settings, *report, std::cout, colour_wanted(settings.colour));
    written = std::cout.flush().good();
  } else {
    std::ofstream file(settings.output, std::ios::binary);
    write_as(settings, *report, file, false);
    written = file.flush().good();
    if (!written) std::cerr << "espect: cannot write " << settings.output << '\n';
  }
  return written || report->interrupted ? report::summarize(*report).exit : exit_internal;
}

int run(const options::Dump& settings) {
  if (!use_codepoints(settings.codepoints)) return exit_usage;
  ask_before_interruption();
  return dump(settings, colour_wanted(settings.colour));
}

int run(const options::Decrypt& settings) {
  if (!use_codepoints(settings.codepoints)) return exit_usage;
  ask_before_interruption();
  return decrypt(settings);
}

int run(const options::KeysConvert& settings) {
  return keys_convert(settings);
}

int run(const options::PolicyList& /*settings*/) {
  return list_policies();
}

int run(const options::PolicyShow& settings) {
  return show_policy(settings);
}

int run(const options::PolicyFromCapture& settings) {
  if (!use_codepoints(settings.codepoints)) return exit_usage;
  return policy_from_capture(settings);
}

int run(const options::Rules& settings) {
  std::cout << (settings.markdown ? report::rules_table_markdown() : report::rules_table());
  return 0;
}

int run(const options::Explain& settings) {
  const auto* rule = rules::rule_named(settings.rule);
  if (rule == nullptr) {
    std::cerr << "espect: no rule is named " << settings.rule << "; espect rules lists them\n";
    return exit_usage;
  }
  std::cout << (settings.markdown ? report::explain_markdown(*rule) : report::explain_text(*rule));
  return 0;
}

int run(const options::Lookup& settings) {
  if (!use_codepoints(settings.codepoints)) return exit_usage;
  const auto matches = registry::lookup(settings.text);
  if (matches.empty()) {
    std::cerr << "espect: no registry knows " << settings.text << '\n';
    return 1;
  }
  std::cout << report::lookup_text(matches);
  return 0;
}

}  // namespace
}  // namespace espect

int main(int argc, char** argv) {
  try {
    const auto parsed = espect::options::parse(argc, argv);
    if (const auto* leave = std::get_if<espect::options::Leave>(&parsed)) {
      (leave->status == 0 ? std::cout : std::cerr) << leave->text;
      return leave->status;
    }
    return std::visit([](const auto& settings) { return espect::run(settings); },
                      std::get<espect::options::Settings>(parsed));
  } catch (const std::exception& error) {
    std::cerr << "espect: internal error: " << error.what() << '\n';
    return espect::exit_internal;
  }
}
