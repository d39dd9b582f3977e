// SPDX-License-Identifier: GPL-2.0-or-later
// Writes the captures of samples/ that no implementation could send, and their keys.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "ipsec/keys/convert.h"
#include "samples/make/broken.h"
#include "samples/make/scenarios.h"

namespace {

using namespace espect::samples;  // NOLINT(google-build-using-namespace): this program is that room
namespace files = std::filesystem;

bool write(const files::path& path, std::string_view octets) {
  files::create_directories(path.parent_path());
  std::ofstream out(path, std::ios::binary);
  out.write(octets.data(), static_cast<std::streamsize>(octets.size()));
  out.close();
  if (!out) std::fprintf(stderr, "%s: cannot be written\n", path.c_str());
  return bool(out);
}

// Tables that no row fits into are not written: Wireshark would have nothing to read.
bool write_table(const files::path& path, const espect::keys::Converted& table) {
  return table.text.empty() || write(path, table.text);
}

bool make(const files::path& folder, const Scenario& scenario) {
  using namespace espect::keys;  // NOLINT(google-build-using-namespace): the converters
  Sample sample(scenario.name);
  scenario.play(sample);
  const Octets capture = sample.wire.release();
  const auto place = folder / scenario.name;
  const auto& full = sample.keys.full;
  return write(place / "capture.pcap", {reinterpret_cast<const char*>(capture.data()),
                                        capture.size()}) &&  // NOLINT: octets
         write(place / "keys/full.jsonl", to_espect_jsonl(full).text) &&
         write(place / "keys/secrets.jsonl", to_espect_jsonl(sample.keys.secrets).text) &&
         write_table(place / "keys/wireshark/ikev2_decryption_table",
                     to_wireshark_ikev2_table(full, WiresharkVersion::v4_0)) &&
         write_table(place / "keys/wireshark/ikev1_decryption_table",
                     to_wireshark_ikev1_table(full)) &&
         write_table(place / "keys/wireshark/esp_sa",
                     to_wireshark_esp_sa(full, WiresharkVersion::v4_0));
}

}  // namespace

int main(int count, char** arguments) {
  if (count > 3 && std::string_view(arguments[1]) == "--broken") {
    break_with(std::strtoull(arguments[2], nullptr, 10));
    count -= 2;
    arguments += 2;
  }
  if (count < 2) {
    std::fprintf(stderr, "usage: espect_make_samples [--broken SEED] FOLDER [SAMPLE...]\n");
    return 2;
  }
  const auto wanted = [&](std::string_view name) {
    if (count == 2) return true;
    for (int i = 2; i < count; ++i)
      if (name == arguments[i]) return true;
    return false;
  };
  for (const auto& scenario : scenarios)
    if (wanted(scenario.name) && !make(arguments[1], scenario)) return 1;
  return 0;
}
