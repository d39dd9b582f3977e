// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>

#include "ipsec/sessions/said/proposal.h"
#include "ipsec/sessions/said/traffic_selector.h"
#include "ipsec/wire/ike/authentication.h"
#include "ipsec/wire/ike/identification.h"
#include "ipsec/wire/ike/security_association.h"

// Names as short as a column wants them.
namespace espect::plugin {

// "AES-GCM-256", "AES-CBC-128/HMAC-SHA2-256-128", "Curve25519", "ML-KEM-768": what differs between
// peers in practice; PRF and sequence numbers stand in the tree.
std::string short_text(const wire::ike::ProposalSubstructure& proposal);
std::string short_text(const sessions::Proposal& proposal);
std::string short_key_exchange(registry::KeyExchangeMethod method);

// "alice.example", "192.0.2.1", "CN=alice", "key id 0a0b0c".
std::string short_text(const wire::ike::Identification& identity);

// "ECDSA", "PSK", "RSA", "ML-DSA-65": by the method, or the AlgorithmIdentifier of method 14.
std::string short_text(const wire::ike::Authentication& authentication);

// "192.168.1.0/24", "VPN-ID 7001,7002", "DSCP 46,10".
std::string short_text(const sessions::TrafficSelector& selector);

// A name of the registry without what stands behind it in parentheses, and the number of one that
// has no name of its own: "SM4_CBC" (that it is experimental is noted in the tree), "Unassigned 9",
// "sntrup761x25519 1035" of a private number in use.
std::string short_label(std::string name);

// Octets as text; what is no printable ASCII is escaped.
std::string printable(Bytes octets, std::size_t most = 64);

}  // namespace espect::plugin
