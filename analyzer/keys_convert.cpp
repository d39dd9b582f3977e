// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/keys_convert.h"

#include <fstream>
#include <iostream>

#include <sys/stat.h>

#include "analyzer/key_loading.h"
#include "ipsec/keys/convert.h"

namespace espect {
namespace {

keys::WiresharkVersion version_of(const std::string& text) {
  if (text == "4.6") return keys::WiresharkVersion::v4_6;
  return text == "4.4" ? keys::WiresharkVersion::v4_4 : keys::WiresharkVersion::v4_0;
}

keys::Converted convert(const keys::KeyRing& ring, const options::KeysConvert& settings) {
  if (settings.to == "espect") return keys::to_espect_jsonl(ring);
  const auto version = version_of(settings.wireshark);
  return settings.to == "esp_sa" ? keys::to_wireshark_esp_sa(ring, version)
                                 : keys::to_wireshark_ikev2_table(ring, version);
}

}  // namespace

int keys_convert(const options::KeysConvert& settings) {
  const auto files = load_keys(settings.inputs);
  if (!files) return 2;
  const auto converted = convert(files->ring, settings);
  for (const auto& warning : converted.warnings)
    std::cerr << "espect: " << to_text(warning) << '\n';
  if (settings.output == "-") {
    std::cout << converted.text;
    return std::cout.flush() ? 0 : 4;
  }
  const auto mask = umask(S_IRWXG | S_IRWXO);  // it holds keys: readable by its owner only
  std::ofstream file(settings.output, std::ios::binary);
  umask(mask);
  file << converted.text;
  if (file.flush()) return 0;
  std::cerr << "espect: cannot write " << settings.output << '\n';
  return 4;
}

}  // namespace espect
