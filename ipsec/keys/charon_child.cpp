// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/keys/charon_child.h"

#include "ipsec/keys/algorithm_names.h"

namespace espect::keys {

void CharonChild::dump(std::string_view name, crypto::Secret&& octets, const Origin& origin) {
  if (name == "key exchange secret" || name == "shared Diffie Hellman secret" ||
      name == "DH secret") {
    secret_ = std::move(octets);
    additional_.clear();
  } else if (name == "additional key exchange secret") {
    additional_ = std::move(octets);
  } else if (name == "encryption initiator key" || name == "integrity initiator key") {
    // Either may be the first: AEAD has no integrity key, AH no encryption key.
    if (!keyed_ || name.starts_with("encryption")) {
      encr_i_.clear(), encr_r_.clear(), integ_i_.clear(), integ_r_.clear();
      origin_ = origin;
      keyed_ = true;
    }
    (name.starts_with("encryption") ? encr_i_ : integ_i_) = std::move(octets);
  } else if (name == "encryption responder key") {
    encr_r_ = std::move(octets);
  } else if (name == "integrity responder key") {
    integ_r_ = std::move(octets);
  }
}

void CharonChild::forget_secrets() {
  secret_.clear();
  additional_.clear();
}

void CharonChild::line(std::string_view text, const CharonTask& task, KeyRing& ring,
                       Complaints& complaints) {
  if (text.ends_with("state change: CREATED => INSTALLING")) {
    *this = {};
  } else if (const auto name = between(text, "  using ", " for ")) {
    algorithm(text);
  } else if (const auto what = between(text, "bound ", " SA");
             what && (text.starts_with("adding ") || text.starts_with("registering "))) {
    inbound_ = text.find(" inbound ") != std::string_view::npos;
    protocol_ = *what == "AH" ? SaProtocol::ah : SaProtocol::esp;
  } else if (text.starts_with("  SPI 0x") && keyed_) {
    install(text, task, ring, complaints);
  } else if (const auto window = between(text, "using replay window of ", " packets")) {
    if (inbound_ && inbound_sa_) {
      inbound_sa_->window = number_from<std::uint32_t>(*window);
      ring.add(std::move(*inbound_sa_));
      inbound_sa_.reset();
    }
  }
}

// "  using AES_GCM_16 for encryption"
void CharonChild::algorithm(std::string_view text) {
  const auto name = between(text, "  using ", " for ").value_or("");
  if (text.ends_with(" for encryption")) {
    encr_ = daemon_encryption(name);
    integ_.reset();
    icv_octets_.reset();
  } else if (text.ends_with(" for integrity")) {
    if (const auto integrity = daemon_integrity(name)) {
      integ_ = integrity->integ;
      icv_octets_ = integrity->icv_octets;
    }
  }
}

// "  SPI 0xcb17561b, src 10.2.0.10 dst 10.1.0.10"
void CharonChild::install(std::string_view text, const CharonTask& task, KeyRing& ring,
                          Complaints& complaints) {
  const auto spi = number_from<std::uint32_t>(between(text, "SPI ", ",").value_or(""));
  const auto source = address_from(between(text, " src ", " dst ").value_or(""));
  const auto destination = address_from(trimmed(between(text, " dst ", "").value_or("")));
  if (!spi || !source || !destination)
    return complaints.add(origin_.line, "the SA of these keys has no SPI or no addresses");
  SaKeys keys;
  keys.origin = origin_;
  keys.protocol = protocol_;
  keys.spi = *spi;
  keys.source = exactly(*source);
  keys.destination = exactly(*destination);
  keys.encr = protocol_ == SaProtocol::esp ? encr_ : std::nullopt;
  keys.integ = integ_;
  keys.icv_octets = icv_octets_;
  if (task.esp_proposal.ends_with("/EXT_SEQ") ||
      task.esp_proposal.find("/EXT_SEQ/") != std::string::npos)
    keys.esn = true;
  else if (task.esp_proposal.find("/NO_EXT_SEQ") != std::string::npos)
    keys.esn = false;

  if (!secret_.empty()) ring.add(ChildSecret{*spi, *destination, 0, {}, secret_, origin_});
  if (additional_.size() == 32)
    ring.add(ChildSecret{*spi, *destination, 1, {}, additional_, origin_});

  // Who asked is responder of the message it got. When the log does not say which, both keys are
  // offered, and the ICV decides.
  const bool this_host_asked = task.exchange_known && !task.request;
  if (task.exchange_known) {
    add(std::move(keys), this_host_asked != inbound_, ring, complaints);
  } else {
    add(keys, true, ring, complaints);
    add(std::move(keys), false, ring, complaints);
  }
}

void CharonChild::add(SaKeys keys, bool initiator_sends, KeyRing& ring, Complaints& complaints) {
  keys.encr_key = initiator_sends ? encr_i_ : encr_r_;
  keys.integ_key = initiator_sends ? integ_i_ : integ_r_;
  if (auto fault = fault_of(keys); !fault.empty()) return complaints.add(origin_.line, fault);
  if (inbound_) inbound_sa_ = keys;
  ring.add(std::move(keys));
}

}  // namespace espect::keys
