// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <map>
#include <string>
#include <string_view>

#include "ipsec/keys/charon_child.h"
#include "ipsec/keys/charon_ike.h"
#include "ipsec/keys/charon_ikev1.h"
#include "ipsec/keys/charon_line.h"

namespace espect::keys {

// The lines of one log of charon. Threads write at the same time, so everything is kept by thread
// number; where a log says none, all is thread 0.
class CharonReading {
 public:
  CharonReading(KeyRing& ring, Complaints& complaints)
      : ring_(ring), complaints_(complaints), ike_(ring, complaints), ikev1_(ring, complaints) {}

  void line(const CharonLine& line, std::uint32_t number);
  // A line without a head: the journal has a dump of several lines in one message.
  void continuation(std::string_view text);
  void finish() {
    ike_.finish();
    ikev1_.finish();
  }

 private:
  struct Thread {
    CharonTask task;
    CharonChild child;
    bool dumping = false;
    std::string group;  // empty: the log says none
    std::string name;
    std::uint32_t line = 0;
    std::size_t wanted = 0;
    crypto::Secret octets;

    bool matters() const {
      return name.ends_with("secret") || name.ends_with(" key") || name.ends_with("PPK") ||
             CharonIkev1::is_dump(name);
    }
  };

  bool goes_on(Thread& thread, unsigned number, std::string_view text);
  void dump_begins(Thread& thread, const CharonLine& line, const DumpHeading& heading,
                   std::uint32_t number);
  void dump_ends(Thread& thread, unsigned number);
  void hand_over(Thread& thread, unsigned number);
  void spis(Thread& thread, unsigned number, Spis spis, bool initial);
  void task_ends(unsigned number);
  void read_text(Thread& thread, const CharonLine& line);
  void read_manager(Thread& thread, unsigned number, std::string_view text);

  KeyRing& ring_;
  Complaints& complaints_;
  CharonIke ike_;
  CharonIkev1 ikev1_;
  std::map<unsigned, Thread> threads_;
  unsigned last_ = 0;  // the thread that wrote last
};

}  // namespace espect::keys
