// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
// Every presenter, and the TreeBuilder that asks them. To be included wherever a description is
// walked with a TreeBuilder.
#include "plugin/show/presenters/certificate_request.h"
#include "plugin/show/presenters/configuration.h"
#include "plugin/show/presenters/digital_signature.h"
#include "plugin/show/presenters/header.h"
#include "plugin/show/presenters/identification.h"
#include "plugin/show/presenters/ikev1_delete.h"
#include "plugin/show/presenters/ikev1_proposal.h"
#include "plugin/show/presenters/key_exchange.h"
#include "plugin/show/presenters/notify.h"
#include "plugin/show/presenters/proposal.h"
#include "plugin/show/presenters/transform.h"
#include "plugin/show/presenters/vendor_id.h"
#include "plugin/show/presenters/vpn_id.h"

namespace espect::plugin {

template <class Owner, class N, class Int>
void TreeBuilder::number(wire::Label, Int value, const registry::Registry* names,
                         wire::Place place) {
  proto_item* item = Presenter<Owner>::number(*this, N{}, value, place);
  if (names != nullptr) note_experimental(item, *names, static_cast<std::uint32_t>(value));
}

template <class Owner, class N>
void TreeBuilder::octets(wire::Label, Bytes octets, std::uint32_t at) {
  Presenter<Owner>::octets(*this, N{}, octets, at);
}

template <class Owner, class N>
void TreeBuilder::open(const char* label, wire::Place place) {
  Presenter<Owner>::open(*this, N{}, label, place);
}

template <class Owner, class N, class Int>
void TreeBuilder::open_bits(wire::Label, Int value, wire::Place place) {
  Presenter<Owner>::open_bits(*this, N{}, value, place);
}

}  // namespace espect::plugin
