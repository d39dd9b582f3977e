// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>
#include <variant>
#include <vector>

namespace espect::options {

// "json" to standard output, or "json=report.json" to a file.
struct Output {
  std::string format;  // text, json, jsonl, sarif, junit
  std::string path;    // empty = standard output
};

enum class Colour { automatic, always, never };

struct Audit {
  std::string codepoints;  // file that replaces numbers of the experimental profile; empty = none
  std::vector<std::string> keys;    // files and folders
  std::vector<std::string> inputs;  // files, folders, "-" for standard input
  std::vector<Output> outputs;      // never empty
  std::string fail_on = "high";
  std::string policy = "default";  // name or file
  bool same_traffic = false;       // two inputs: before and after a hop
  Colour colour = Colour::automatic;
};
struct Dump {
  std::string codepoints;  // file that replaces numbers of the experimental profile; empty = none
  std::vector<std::string> keys;
  std::vector<std::string> inputs;
  bool json = false;
  std::vector<unsigned> frames;  // only these; empty = all
  Colour colour = Colour::automatic;
};
struct Decrypt {
  std::string codepoints;  // file that replaces numbers of the experimental profile; empty = none
  std::string input;
  std::string output;  // pcapng; "-" = standard output
  std::vector<std::string> keys;
};
struct KeysConvert {
  std::vector<std::string> inputs;  // key files and folders
  std::string to;                   // espect, ikev2_decryption_table, esp_sa
  std::string wireshark = "4.0";    // version that will read a table
  std::string output = "-";
};
struct Inventory {
  std::string codepoints;  // as in Audit
  std::vector<std::string> keys;
  std::vector<std::string> inputs;
  std::string format = "text";  // text, json, cyclonedx
  std::string output = "-";
  Colour colour = Colour::automatic;
};
struct PolicyList {};
struct PolicyShow {
  std::string policy;  // name or file
};
struct PolicyFromCapture {
  std::string codepoints;  // as in Audit
  std::vector<std::string> keys;
  std::vector<std::string> inputs;  // captures that are known to be right
  std::string output = "-";
};
struct Rules {
  bool markdown = false;
};
struct Explain {
  std::string rule;
  bool markdown = false;
};
struct Lookup {
  std::string codepoints;  // file that replaces numbers of the experimental profile; empty = none
  std::string text;
};

using Settings = std::variant<Audit, Dump, Decrypt, KeysConvert, Inventory, PolicyList, PolicyShow,
                              PolicyFromCapture, Rules, Explain, Lookup>;

}  // namespace espect::options
