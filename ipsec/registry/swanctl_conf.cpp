// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <cctype>
#include <filesystem>
#include <memory>

#include <fmt/format.h>

#include "ipsec/bytes/text_file.h"
#include "ipsec/registry/configuration.h"

namespace espect::registry {
namespace {

constexpr unsigned most_deep = 32;
constexpr unsigned most_references = 4;  // that follow one another

struct Section {
  Settings settings;
  std::map<std::string, Section> sections;
  std::vector<std::string> references;  // "conn-defaults", "a.b"
  std::vector<std::string> order;       // of its sections

  Section& at(const std::string& name) {
    if (!sections.contains(name)) order.push_back(name);
    return sections[name];
  }
};

class SwanctlParser {
 public:
  explicit SwanctlParser(std::vector<std::string>& errors) : errors_(errors) {}

  void read(const std::string& text, const std::string& path, Section& into) {
    if (++files_ > most_files) {
      add_error(errors_, fmt::format("{}: too many files are included", path));
      return;
    }
    const auto before = std::tuple(text_, path_, at_, line_);
    text_ = &text, path_ = &path, at_ = 0, line_ = 1;
    body(into, 0);
    std::tie(text_, path_, at_, line_) = before;
  }

 private:
  bool ended() const { return at_ >= text_->size(); }
  char now() const { return (*text_)[at_]; }
  void step() {
    if (now() == '\n') ++line_;
    ++at_;
  }
  void pass_blanks(bool lines) {
    while (!ended()) {
      if (now() == '#')
        while (!ended() && now() != '\n') step();
      else if (now() == ' ' || now() == '\t' || now() == '\r' || (lines && now() == '\n'))
        step();
      else
        return;
    }
  }
  std::string until(std::string_view ends) {
    std::string word;
    while (!ended() && ends.find(now()) == std::string_view::npos) word += now(), step();
    while (!word.empty() && std::isspace(static_cast<unsigned char>(word.back())) != 0)
      word.pop_back();
    return word;
  }
  std::string value() {
    pass_blanks(false);
    if (ended() || now() != '"') return until("\n#}");
    step();
    std::string quoted;
    while (!ended() && now() != '"') {
      if (now() == '\\' && at_ + 1 < text_->size()) step();
      quoted += now();
      step();
    }
    if (!ended()) step();
    return quoted;
  }
  void complain(const std::string& what) {
    add_error(errors_, fmt::format("{}: line {}: {}", *path_, line_, what));
  }

  void include(Section& into) {
    for (const auto& file : included_files(value(), *path_)) {
      const auto text = read_text_file(file);
      if (text)
        read(*text, file, into);
      else if (std::error_code error; std::filesystem::exists(file, error))
        complain(fmt::format("include {}: {}", file, text.error()));
    }
  }

  void body(Section& into, unsigned depth) {
    while (true) {
      pass_blanks(true);
      if (ended()) {
        if (depth != 0) complain("a section is not closed with }");
        return;
      }
      if (now() == '}') {
        if (depth == 0) complain("a } closes no section");
        step();
        if (depth != 0) return;
        continue;
      }
      const auto name = until("={}:#\n \t");
      pass_blanks(false);
      if (name == "include" && !ended() && now() != '=' && now() != '{') {
        include(into);
        continue;
      }
      entry(into, name, depth);
    }
  }

  void entry(Section& into, const std::string& name, unsigned depth) {
    if (!ended() && now() == '=') {
      const auto line = line_;
      step();
      auto said = value();
      // An empty value takes back what an include or a reference says.
      into.settings[name] = {std::move(said), *path_, line};
      return;
    }
    std::vector<std::string> references;
    if (!ended() && now() == ':') {
      step();
      const auto list = until("{");
      for (std::size_t at = 0; at < list.size();) {
        const auto comma = std::min(list.find(',', at), list.size());
        auto one = list.substr(at, comma - at);
        std::erase_if(one, [](unsigned char c) { return std::isspace(c) != 0; });
        references.push_back(one);
        at = comma + 1;
      }
    }
    pass_blanks(true);
    if (ended() || now() != '{' || depth > most_deep) {
      // What stands there may be a secret, or any line of a file that was included.
      complain("neither KEY = VALUE nor a section");
      if (!ended()) step();
      return;
    }
    step();
    auto& section = into.at(name);
    section.references.insert(section.references.end(), references.begin(), references.end());
    if (section.references.size() > most_references * most_references)
      complain("the section has too many references");
    if (name.size() > longest_name) complain("the name of the section is too long");
    body(section, depth + 1);
  }

  std::vector<std::string>& errors_;
  const std::string* text_ = nullptr;
  const std::string* path_ = nullptr;
  std::size_t at_ = 0;
  unsigned line_ = 1;
  std::size_t files_ = 0;
};

const Section* named(const Section& root, const std::string& path) {
  const auto* section = &root;
  std::string rest = path;
  while (!rest.empty()) {
    const auto dot = std::min(rest.find('.'), rest.size());
    const auto at = section->sections.find(rest.substr(0, dot));
    if (at == section->sections.end()) return nullptr;
    section = &at->second;
    rest.erase(0, dot + 1);
  }
  return section;
}

class Resolver {
 public:
  explicit Resolver(const Section& root) : root_(root) {}

  // With what its references say.
  Section resolved(Section section, unsigned depth = 0) {
    const auto references = section.references;
    if (depth < most_references)
      for (const auto& reference : references)
        if (const auto* other = named(root_, reference); other != nullptr && !too_many())
          inherit(section, resolved(*other, depth + 1));
    return section;
  }
  bool too_many() const { return copied_ > most_copied; }

 private:
  // What `into` does not say itself, in all its sections.
  void inherit(Section& into, const Section& from, unsigned depth = 0) {
    constexpr std::size_t of_section = 256;
    copied_ += of_section + octets_of(from.settings);
    for (const auto& reference : from.references) copied_ += of_section + reference.size();
    if (too_many()) return;
    into.settings.merge(Settings(from.settings));
    if (depth >= most_deep) return;
    for (const auto& name : from.order) inherit(into.at(name), from.sections.at(name), depth + 1);
    into.references.insert(into.references.end(), from.references.begin(), from.references.end());
  }

  const Section& root_;
  std::size_t copied_ = 0;  // octets
};

const Setting* find(const Section& section, const std::string& key) {
  const auto at = section.settings.find(key);
  return at == section.settings.end() || at->second.value.empty() ? nullptr : &at->second;
}

ConfiguredConnection connection(const std::string& name, const std::string& path,
                                const Section& section, Resolver& resolver) {
  ConfiguredConnection made;
  made.name = name;
  made.file = std::filesystem::path(path).filename().string();
  const auto* version = find(section, "version");
  made.versions = version != nullptr && version->value == "1"   ? std::vector<std::uint16_t>{1}
                  : version != nullptr && version->value == "2" ? std::vector<std::uint16_t>{2}
                                                                : std::vector<std::uint16_t>{1, 2};
  if (const auto* ike = find(section, "proposals"))
    made.proposals.push_back({PolicyScope::ike, *ike});
  made.settings = section.settings;
  for (const auto& side : section.order)
    for (const std::string whose : {"local", "remote"}) {
      if (!side.starts_with(whose)) continue;
      const auto said = resolver.resolved(section.sections.at(side));
      if (const auto* id = find(said, "id")) made.settings.try_emplace(whose + ".id", *id);
    }
  const auto children = section.sections.find("children");
  if (children == section.sections.end()) return made;
  for (const auto& child_name : children->second.order) {
    const auto child = resolver.resolved(children->second.sections.at(child_name));
    made.child_sas = true;
    const auto* ah = find(child, "ah_proposals");
    const auto* esp = find(child, "esp_proposals");
    if (ah != nullptr) made.proposals.push_back({PolicyScope::ah, *ah});
    if (esp != nullptr)
      made.proposals.push_back({PolicyScope::esp, *esp});
    else if (ah == nullptr)
      made.proposals.push_back({PolicyScope::esp, {"default", "", 0}});
    made.children.push_back({child_name, child.settings});
  }
  return made;
}

}  // namespace

Configured parse_swanctl_conf(const std::string& text, const std::string& path) {
  std::vector<std::string> errors;
  Section root;
  SwanctlParser(errors).read(text, path, root);
  if (!errors.empty()) return tl::unexpected(std::move(errors));
  Resolver resolver(root);
  std::vector<ConfiguredConnection> connections;
  if (const auto at = root.sections.find("connections"); at != root.sections.end())
    for (const auto& name : at->second.order)
      connections.push_back(
          connection(name, path, resolver.resolved(at->second.sections.at(name)), resolver));
  if (resolver.too_many()) return tl::unexpected(std::vector{path + ": references copy too much"});
  return connections;
}

}  // namespace espect::registry
