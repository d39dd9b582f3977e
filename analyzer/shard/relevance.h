// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <set>

#include "analyzer/network/stack.h"
#include "analyzer/shard/pair.h"

// Which packets may matter to an audit beyond those that give a datagram at once.
namespace espect::shard {

bool usual_ports(const Path& path);  // 500 or 4500
bool is_tcp_4500(const ip::IpView& view);

// ESP, AH, UDP and TCP on the ports of IPsec or such ends. What is encrypted or fragmented inside
// of tunnels is asked of its own header.
bool may_matter(const ip::IpView& view, const ip::IpsecPorts& ports, const std::set<End>& ends);

}  // namespace espect::shard
