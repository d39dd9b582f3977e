// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

namespace espect::rules {

// What rules could not remember, and so not judge, for the notes on coverage.
class FullTables {
 public:
  static constexpr std::size_t usual_limit = 65'536;

  // Of each table for which its rule does not say another one. Before the rules are installed.
  void set_limit(std::size_t limit) { limit_ = limit; }
  std::size_t limit() const { return limit_; }

  void add(std::string_view rule, std::string_view things, std::size_t limit,
           std::uint64_t times = 1) {
    auto& table = tables_[{rule, things}];
    table.limit = limit;
    table.turned_away += times;
  }
  struct Table {
    std::size_t limit = 0;
    std::uint64_t turned_away = 0;  // times that something found no place
  };
  // By rule and what it remembers.
  const std::map<std::pair<std::string_view, std::string_view>, Table>& all() const {
    return tables_;
  }

 private:
  std::size_t limit_ = usual_limit;
  std::map<std::pair<std::string_view, std::string_view>, Table> tables_;  // static texts
};

// A table that a rule keeps. It never holds more than `limit` entries, because a capture can make
// any number of SAs and addresses; what finds no place is not remembered, and coverage says so. A
// rule that concludes from what is not there asks complete() first.
template <class Key, class Value>
class Capped {
 public:
  Capped(FullTables& full, std::string_view rule, std::string_view things,
         std::optional<std::size_t> limit = {})
      : full_(full), rule_(rule), things_(things), limit_(limit.value_or(full.limit())) {
    newest_.fill(entries_.end());
  }
  Capped(const Capped&) = delete;  // newest_ would point into the other one
  Capped& operator=(const Capped&) = delete;

  using Entries = std::map<Key, Value>;
  using Iterator = typename Entries::iterator;

  // The entry, made on first use. When the table is full it is one that nobody finds again, there
  // until the next that finds no place.
  Value& operator[](const Key& key) {
    const auto found = find(key);
    return found != entries_.end() ? found->second : try_emplace(key, Value{}).first->second;
  }
  // True: it is new.
  std::pair<Iterator, bool> try_emplace(const Key& key, Value value) {
    if (const auto found = find(key); found != entries_.end()) return {found, false};
    if (entries_.size() < limit_) {
      const auto added = entries_.try_emplace(key, std::move(value));
      newest_[++turn_ % newest_.size()] = added.first;
      return added;
    }
    turn_away();
    lost_.clear();
    return lost_.try_emplace(key, std::move(value));
  }
  // The entry, made on first use; null when there is no place for it.
  Value* place(const Key& key) {
    if (const auto found = find(key); found != entries_.end()) return &found->second;
    if (entries_.size() < limit_) return &try_emplace(key, Value{}).first->second;
    turn_away();
    return nullptr;
  }
  // False: something found no place, so what is not there may have been all the same.
  bool complete() const { return complete_; }
  // As of a std::map.
  Iterator find(const Key& key) {
    for (const auto at : newest_)
      if (at != entries_.end() && at->first == key) return at;
    const auto found = entries_.find(key);
    if (found != entries_.end()) newest_[++turn_ % newest_.size()] = found;
    return found;
  }
  auto find(const Key& key) const { return entries_.find(key); }
  // Null when it is not there.
  const Value* get(const Key& key) const {
    const auto found = entries_.find(key);
    return found != entries_.end() ? &found->second : nullptr;
  }
  void emplace(const Key& key, Value value) { try_emplace(key, std::move(value)); }
  void insert_or_assign(const Key& key, Value value) { (*this)[key] = std::move(value); }
  // Of a table that only remembers keys.
  void insert(const Key& key) { emplace(key, Value{}); }
  bool contains(const Key& key) const { return entries_.contains(key); }
  void erase(const Key& key) {
    if (const auto found = entries_.find(key); found != entries_.end()) erase(found);
  }
  void erase(Iterator at) {
    std::ranges::replace(newest_, at, entries_.end());
    entries_.erase(at);
  }
  void clear() {
    newest_.fill(entries_.end());
    entries_.clear();
  }
  std::size_t size() const { return entries_.size(); }
  bool empty() const { return entries_.empty(); }
  auto begin() { return entries_.begin(); }
  auto end() { return entries_.end(); }
  auto begin() const { return entries_.begin(); }
  auto end() const { return entries_.end(); }

 private:
  void turn_away() {
    full_.add(rule_, things_, limit_);
    complete_ = false;
  }

  FullTables& full_;
  std::string_view rule_;
  std::string_view things_;
  std::size_t limit_;
  Entries entries_;
  Entries lost_;
  // Those that were looked for last: a request and its response ask for the same two.
  std::array<Iterator, 2> newest_;
  std::uint8_t turn_ = 0;
  bool complete_ = true;
};

}  // namespace espect::rules
