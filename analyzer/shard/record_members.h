// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "analyzer/shard/archive.h"
#include "analyzer/shard/records.h"

// How many members the records have. Where the compiler says that a record decomposes into another
// number: put that number here, and raise `form` in records.cpp.
namespace espect::shard {

template <>
inline constexpr std::size_t members_of<Time> = 1;
template <>
inline constexpr std::size_t members_of<Address> = 2;
template <>
inline constexpr std::size_t members_of<Endpoint> = 2;
template <>
inline constexpr std::size_t members_of<Path> = 5;

template <>
inline constexpr std::size_t members_of<sessions::Transform> = 4;
template <>
inline constexpr std::size_t members_of<sessions::Proposal> = 4;
template <>
inline constexpr std::size_t members_of<sessions::TrafficSelector> = 10;
template <>
inline constexpr std::size_t members_of<sessions::Lifetime> = 2;
template <>
inline constexpr std::size_t members_of<sessions::Ikev1Offer> = 5;
template <>
inline constexpr std::size_t members_of<sessions::KeyExchangeRefusal> = 4;
template <>
inline constexpr std::size_t members_of<sessions::NatDetection::Side> = 2;
template <>
inline constexpr std::size_t members_of<sessions::PeerAuthentication> = 8;
template <>
inline constexpr std::size_t members_of<sessions::Opening> = 4;
template <>
inline constexpr std::size_t members_of<sessions::Ikev1Peer> = 4;
template <>
inline constexpr std::size_t members_of<sessions::Ikev1Refusal> = 7;
template <>
inline constexpr std::size_t members_of<sessions::Ikev1Sa> = 13;
template <>
inline constexpr std::size_t members_of<sessions::Exchange> = 26;
template <>
inline constexpr std::size_t members_of<sessions::SetAside> = 3;
template <>
inline constexpr std::size_t members_of<sessions::IkeSa> = 49;
template <>
inline constexpr std::size_t members_of<wire::ike::VpnIdMode> = 4;
template <>
inline constexpr std::size_t members_of<sessions::ChildSa> = 34;
template <>
inline constexpr std::size_t members_of<sessions::SequenceCounters> = 15;
template <>
inline constexpr std::size_t members_of<sessions::EspAlgorithms> = 6;
template <>
inline constexpr std::size_t members_of<sessions::ClearPayload> = 2;
template <>
inline constexpr std::size_t members_of<sessions::IcvFailureCounters> = 5;
template <>
inline constexpr std::size_t members_of<sessions::LinuxReceiverCounters> = 3;
template <>
inline constexpr std::size_t members_of<sessions::VpnIdCounters> = 2;
template <>
inline constexpr std::size_t members_of<sessions::EespFacts> = 5;
template <>
inline constexpr std::size_t members_of<sessions::EspFlow> = 52;
template <>
inline constexpr std::size_t members_of<sessions::PathMtu> = 2;
template <>
inline constexpr std::size_t members_of<sessions::RecordedFlow> = 3;
template <>
inline constexpr std::size_t members_of<sessions::EchoPath> = 15;
template <>
inline constexpr std::size_t members_of<sessions::InnerNotRead> = 3;
template <>
inline constexpr std::size_t members_of<sessions::CaptureFacts> = 16;
template <>
inline constexpr std::size_t members_of<sessions::Recorded> = 5;

template <>
inline constexpr std::size_t members_of<report::FileIdentity> = 4;
template <>
inline constexpr std::size_t members_of<report::CaptureFile> = 16;
template <>
inline constexpr std::size_t members_of<report::RecordPlace> = 2;
template <>
inline constexpr std::size_t members_of<EvidenceRecord> = 4;
template <>
inline constexpr std::size_t members_of<FindingRecord> = 13;
template <>
inline constexpr std::size_t members_of<NetworkRecord> = 9;
template <>
inline constexpr std::size_t members_of<FullTableRecord> = 4;
template <>
inline constexpr std::size_t members_of<ShardRecords> = 21;

template <>
inline constexpr std::size_t members_of<report::MessageStep> = 15;
template <>
inline constexpr std::size_t members_of<report::MessageHistory> = 2;
template <>
inline constexpr std::size_t members_of<report::OddPacket> = 4;
template <>
inline constexpr std::size_t members_of<report::MissingNumbers> = 3;
template <>
inline constexpr std::size_t members_of<report::NumberHistory::Point> = 2;
template <>
inline constexpr std::size_t members_of<report::NumberHistory> = 8;
template <>
inline constexpr std::size_t members_of<report::Histories> = 2;

// Which values are one. Another is damage.
template <>
inline constexpr auto last_of<Encapsulation> = Encapsulation::tcp;
template <>
inline constexpr auto last_of<Protocol> = Protocol::eesp;
template <>
inline constexpr auto last_of<rules::Certainty> = rules::Certainty::inferred;
template <>
inline constexpr auto last_of<rules::Severity> = rules::Severity::high;
template <>
inline constexpr auto last_of<sessions::AuthVerdict> = sessions::AuthVerdict::failed;
template <>
inline constexpr auto last_of<sessions::ChildSaMode> = sessions::ChildSaMode::iptfs;
template <>
inline constexpr auto last_of<sessions::ChildSaState> = sessions::ChildSaState::dead;
template <>
inline constexpr auto last_of<sessions::EchoForm> = sessions::EchoForm::g;
template <>
inline constexpr auto last_of<sessions::EespForm> = sessions::EespForm::linux_prototype;
template <>
inline constexpr auto last_of<sessions::FailureLooks> = sessions::FailureLooks::forged;
template <>
inline constexpr auto last_of<sessions::IkeSaState> = sessions::IkeSaState::dead;
template <>
inline constexpr auto last_of<sessions::Ikev1Mode> = sessions::Ikev1Mode::base;
template <>
inline constexpr auto last_of<sessions::PathMtuBy> = sessions::PathMtuBy::largest_packet;
template <>
inline constexpr auto last_of<sessions::SequenceVerdict> = sessions::SequenceVerdict::duplicate;
template <>
inline constexpr auto last_of<sessions::StateCertainty> = sessions::StateCertainty::inferred;
template <>
inline constexpr auto last_of<sessions::Transcript> = sessions::Transcript::both_messages;

// Rules have judged what these say; reports do not read them.
template <>
inline constexpr bool left_out<sessions::MessageFragments> = true;
template <>
inline constexpr bool left_out<sessions::SeenDigests> = true;

}  // namespace espect::shard
