// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>
#include <vector>

#include "ipsec/bytes/hex.h"
#include "ipsec/wire/esp/aggfrag.h"
#include "ipsec/wire/esp/ah.h"
#include "ipsec/wire/esp/echo.h"
#include "ipsec/wire/esp/eesp.h"
#include "ipsec/wire/esp/esp.h"
#include "ipsec/wire/ike/payload_chain.h"

// One sample per structure, as hex written down by hand from the RFC's figure. Every structure with
// a describe() belongs here: round trip, truncation and length lies are tested over this list.
namespace espect::test {

// Calls use(T{}, hex) for every sample. Reserved octets are zero, lengths and counts are right.
template <class Use>
void for_each_sample(Use&& use) {
  using namespace wire::ike;
  using namespace wire::esp;
  use(Header{},
      "0102030405060708090a0b0c0d0e0f10"
      "21202208"
      "00000000"
      "0000001c");
  use(PayloadHeader{}, "22800010");
  use(Attribute{}, "800e0100");                              // key length 256, short form
  use(Attribute{}, "800f0102");                              // another short one
  use(Attribute{}, "000f0003aabbcc");                        // long form
  use(TransformSubstructure{}, "0300000c01000014800e0100");  // ENCR_AES_GCM_16 with a key length
  use(TransformSubstructure{}, "0300000802000005");
  use(TransformSubstructure{}, "030000080300000c");
  use(TransformSubstructure{}, "030000080400001f");
  use(TransformSubstructure{}, "0300000805000001");
  use(TransformSubstructure{}, "0000000806000024");  // ADDKE1 ML-KEM-768
  use(TransformSubstructure{}, "00000008f1000001");  // a type nobody knows
  use(ProposalSubstructure{},
      "0200001c0103040212345678"
      "0300000801000014"
      "0000000805000000");
  use(SecurityAssociation{},
      "0200001001010001"
      "000000080400001f"
      "0000001002010001"
      "0000000804000013");
  use(KeyExchange{}, "00240000aabbcc");
  use(Nonce{}, "000102030405060708090a0b0c0d0e0f");
  use(Identification{}, "010000000a010203");
  use(Identification{}, "020000006578616d706c652e6f7267");
  use(Identification{}, "03000000614062");
  use(Identification{}, "0500000020010db8000000000000000000000001");
  use(Identification{}, "0b000000ff00");
  use(Certificate{}, "043082");
  use(CertificateRequest{}, "04000102030405060708090a0b0c0d0e0f10111213");
  use(Authentication{}, "02000000a1a2a3");
  use(Authentication{}, "0e00000002300b010203");  // digital signature
  use(DigitalSignature{}, "02300b010203");
  use(Notify{}, "0000400c");          // MOBIKE_SUPPORTED
  use(Notify{}, "03044009cafebabe");  // REKEY_SA with an SPI
  use(Notify{}, "000000110013");      // INVALID_KE_PAYLOAD
  use(Notify{}, "0000402f00020003");  // SIGNATURE_HASH_ALGORITHMS
  use(Notify{}, "0000400300010202");  // IPCOMP_SUPPORTED
  use(AcceptedKeyExchange{}, "0024");
  use(UnsupportedPayload{}, "36");
  use(MessageIdValue{}, "00000007");
  use(WindowSize{}, "00000005");
  use(Lifetime{}, "00000e10");
  use(SignatureHashAlgorithm{}, "0005");
  use(SignatureHashAlgorithms{}, "000200030005");
  use(AuthMethodAnnouncement{}, "0202");
  use(AuthMethodAnnouncement{}, "030e01");
  use(AuthMethodAnnouncement{}, "0a0e00300506032b6570");  // Ed25519 by any CA
  use(SupportedAuthMethods{}, "02020a0e00300506032b6570");
  use(IpcompSupported{}, "000102");
  use(NatDetection{}, "000102030405060708090a0b0c0d0e0f10111213");
  use(AdditionalIp4Address{}, "0a010203");
  use(AdditionalIp6Address{}, "20010db8000000000000000000000001");
  use(UseAggfrag{}, "02");
  use(TrafficSelectorSubstructure{}, "070600100050005f0a0000000a0000ff");
  use(TrafficSelectorSubstructure{},
      "080000280000ffff"
      "fd010001000000000000000000000000"
      "fd01000100000000ffffffffffffffff");
  use(TrafficSelectorSubstructure{}, "0a00000bdeadbeefcafe01");  // TS_SECLABEL, kept as octets
  // Experimental profile sections 2, 3, 4, 6 and 7.
  use(TrafficSelectorSubstructure{}, "f100000c0000000700000009");  // TS_VPN_ID
  use(TrafficSelectorSubstructure{}, "f20000070a0c2e");            // TS_DSCP
  use(TrafficSelectorSubstructure{}, "f30000140000ffff000000070a0000000a0000ff");
  use(TrafficSelectorSubstructure{},
      "f400002c0000ffff00000007"
      "fd010001000000000000000000000000"
      "fd01000100000000ffffffffffffffff");
  use(VpnId{}, "00000007");
  use(VpnIdMode{}, "01200001");
  use(ReplayStatus{}, "01");
  use(PathMtuSupport{}, "03");
  use(PathMtuShort{}, "0500");
  use(PathMtuLong{}, "00000500");
  use(PathMtuObserved{}, "020000000500");
  use(DscpValue{}, "2e");
  use(DscpList{}, "0a0c2e");
  use(Notify{}, "0000f00001200001");      // VPN_ID_MODE
  use(Notify{}, "0304f001c000000100");    // REPLAY_PROT_AND_ESN_STATUS with an SPI
  use(Notify{}, "0000f00203");            // LMAP_PTB_SUPPORTED
  use(Notify{}, "0304f003c00000010500");  // LINK_MAX_ATOMIC_PACKET
  use(Notify{}, "0000f004020000000500");  // PTB for all Child SAs
  use(Notify{}, "0000f0050a0c2e");        // DSCP
  use(Notify{}, "0000f006");              // ESP_ECHO_SUPPORTED
  use(MaximumSubSaId{}, "0003");
  use(MaximumCryptOffset{}, "02");
  use(MissingFragments{}, "00020001");
  use(FragmentAck{}, "0002000100050000");
  use(EarlyDeleteReason{}, "0001");
  use(DeleteReason{}, "000902656e676f6e65");
  use(DietEspAttribute{}, "80040010");
  use(DietEspAttribute{}, "00040002aabb");
  use(HcpProposal{}, "0100000480040010");
  use(HcpProposals{}, "010000048004001002010000");
  use(Notify{}, "0000a000000902656e676f6e65");  // DELETE_REASON
  use(Notify{}, "0000a000ffffffffffffffff");    // NULL_AUTH under the same number
  use(Notify{}, "0000c48700020001");            // FRAGMENT_ACK_REQ
  use(EespOption{}, "00");
  use(EespOption{}, "0103000000");
  use(EespOption{}, "02021c20");
  use(EespHeader{}, "80040003c0ffee0102021c20aabbccdd");
  use(EespPrototypeHeader{}, "00010000c0ffee01aabbccdd");
  use(EespPayloadInfo{}, "00001104");
  use(EchoPlain{}, "0007000161626364");
  use(Echo{},
      "028000040007000100000008"
      "61626364");
  use(EchoShort{},
      "0200000400070001"
      "61626364");
  use(EchoShort{},
      "0280000400070001"
      "c0000001"
      "61626364");
  use(TrafficSelectors{},
      "02000000"
      "070000100000ffff0a0000000a0000ff"
      "071100100035003508080808"
      "08080808");
  use(ConfigurationAttribute{}, "000100040a010203");
  use(ConfigurationAttribute{}, "000a001020010db8000000000000000000000001");
  use(ConfigurationAttribute{}, "00070003612e62");
  use(ConfigurationAttribute{}, "00010000");
  use(Configuration{},
      "01000000"
      "00010000"
      "00030000");
  use(DeletedSpi{}, "cafebabe");
  use(Delete{}, "030400020102030405060708");
  use(Delete{}, "01000000");
  use(Eap{}, "0101000c1a0102030405ffff");
  use(Eap{}, "03010004");
  use(Encrypted{}, "0011223344");
  use(EncryptedFragment{}, "00010003aabbcc");
  use(VendorId{}, "882fe56d6fd20dbc2251613b2ebe5beb");
  use(UnknownPayload{}, "0102");
  use(EspHeader{}, "cb17561b00000001aabbccdd");
  use(AhHeader{},
      "04040000cb17561b00000001"
      "000102030405060708090a0b");
  use(Aggfrag{}, "0000000545000014aabb");
  use(Aggfrag{},
      "01030000"
      "00000100"
      "0000080000200001"
      "0000000a"
      "0000000b"
      "0000");
  use(Aggfrag{}, "02800000");  // an ESP echo, kept as octets
}

inline std::vector<std::uint8_t> octets(const char* hex) {
  return from_hex(hex).value();
}

}  // namespace espect::test
