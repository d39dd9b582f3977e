// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/ike/ike_sas.h"

#include <algorithm>

namespace espect::sessions {
namespace {

std::uint32_t hash_of(std::uint64_t spi_i, std::uint64_t spi_r) {
  return hash_words(spi_i, spi_r);
}

}  // namespace

bool between_its_addresses(const IkeSa& sa, const Path& path) {
  const auto& a = sa.initiator.address;
  const auto& b = sa.responder.address;
  return (path.source == a && path.destination == b) || (path.source == b && path.destination == a);
}

IkeSa* IkeSas::find(std::uint64_t spi_i, std::uint64_t spi_r) {
  return table_.find(hash_of(spi_i, spi_r), [&](const IkeSa& sa) {
    return sa.spi_i == spi_i &&
           (spi_r == 0 ? sa.seen_from_start && !sa.given_up : sa.spi_r == spi_r);
  });
}

IkeSa& IkeSas::add(std::uint64_t spi_i, std::uint64_t spi_r, const Datagram& datagram,
                   std::uint8_t version, bool from_initiator) {
  IkeSa& sa = table_.add(hash_of(spi_i, spi_r));
  sa.id = sa.lineage = table_.size();
  sa.spi_i = spi_i;
  sa.spi_r = spi_r;
  sa.version = version;
  sa.seen_from_start = spi_r == 0;
  const Path& path = datagram.path;
  const Endpoint from{path.source, path.source_port};
  const Endpoint to{path.destination, path.destination_port};
  sa.initiator = from_initiator ? from : to;
  sa.responder = from_initiator ? to : from;
  sa.first_frame = datagram.frame;
  sa.first_time = datagram.time;
  if (spi_r != 0) {
    sa.see(IkeSaSeen::running);
    auto& newest = without_start_[spi_i];
    std::ranges::rotate(newest, newest.end() - 1);
    newest.front() = sa.id;
  }
  sa.transport = path.encapsulation;
  between_.began(sa);
  peers_.ike_sa_began(sa.initiator, sa.responder, sa.seen_from_start);
  if (opening_ && (version == 1 || version == 2)) sa.opening = std::make_unique<Opening>();
  return sa;
}

IkeSa& IkeSas::begin_again(IkeSa& old, const Datagram& datagram) {
  old.given_up = true;
  IkeSa& sa = add(old.spi_i, 0, datagram, old.version, true);
  sa.given_up_before = static_cast<std::uint8_t>(old.given_up_before + 1);
  return sa;
}

void IkeSas::bind(IkeSa& sa, std::uint64_t spi_r) {
  sa.spi_r = spi_r;
  table_.index(hash_of(sa.spi_i, spi_r), sa.id - 1);
}

IkeSa* IkeSas::begun_late(const Path& path, std::uint64_t spi_i, std::uint8_t version) {
  const auto newest = without_start_.find(spi_i);
  if (newest == without_start_.end()) return nullptr;
  for (const auto id : newest->second) {
    if (id == 0) break;
    IkeSa& sa = table_[id - 1];
    if (sa.seen_from_start || sa.rekeyed_from || sa.version != version ||
        !between_its_addresses(sa, path))
      continue;
    sa.seen_from_start = true;
    sa.initiator = {path.source, path.source_port};
    sa.responder = {path.destination, path.destination_port};
    table_.index(hash_of(sa.spi_i, 0), sa.id - 1);
    peers_.ike_sa_start_known(sa.initiator, sa.responder);
    return &sa;
  }
  return nullptr;
}

void IkeSas::note_established(IkeSa& sa, const Datagram& datagram) {
  if (sa.state != IkeSaState::established || sa.established_frame != 0) return;
  sa.established_frame = datagram.frame;
  sa.established = datagram.time;
}

}  // namespace espect::sessions
