// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/wire/ikev1/payload_chain.h"

// As samples.h, for the structures of IKEv1, from the figures of RFC 2407, 2408, 3706 and 3947.
namespace espect::test {

template <class Use>
void for_each_ikev1_sample(Use&& use) {
  using namespace wire::ikev1;
  use(Header{},
      "0102030405060708090a0b0c0d0e0f10"
      "01100201"
      "00000000"
      "0000001c");
  use(PayloadHeader{}, "04000010");
  use(Phase1Attribute{}, "80010007");          // AES-CBC
  use(Phase1Attribute{}, "800e0100");          // key length 256
  use(Phase1Attribute{}, "80020004");          // SHA2-256
  use(Phase1Attribute{}, "80030001");          // pre-shared key
  use(Phase1Attribute{}, "8004000e");          // group 14
  use(Phase1Attribute{}, "800b0001");          // seconds
  use(Phase1Attribute{}, "800c7080");          // 28800, short
  use(Phase1Attribute{}, "000c000400015180");  // 86400, long
  use(Phase1Attribute{}, "00060003aabbcc");    // a prime
  use(Phase1Attribute{}, "80140002");          // GM/T 0022: SM2
  use(Phase1Attribute{}, "c0010007");          // a type nobody knows, short
  use(Phase1Attribute{}, "4001000107");        // and long
  use(Phase2Attribute{}, "80010002");
  use(Phase2Attribute{}, "0002000400465000");
  use(Phase2Attribute{}, "80040003");  // UDP-Encapsulated-Tunnel
  use(Phase2Attribute{}, "80050005");  // HMAC-SHA2-256
  use(Phase2Attribute{}, "800b0001");  // 64-bit sequence numbers
  use(Phase2Attribute{}, "000d000101");
  use(Phase1Transform{}, "0300001001010000800100078004000e");
  use(AhTransform{}, "0000000c0102000080050001");
  use(EspTransform{}, "000000120114000080060100000400020001");
  use(IpcompTransform{}, "0000000c0102000080040001");
  use(Situation{}, "00000001");
  use(Situation{},
      "00000007"
      "0000002a"
      "00020000"
      "01020000"
      "00090000"
      "ff800000"
      "00040000"
      "01020304"
      "00000000");
  use(Proposal{},
      "0000002001010002"
      "0300000c0101000080010007"
      "0000000c0201000080010005");
  use(Proposal{},
      "0000001801010001"
      "0000001001010000800100078004000e");
  use(Proposal{},
      "020000180003040102030405"
      "0000000c0114000080040001");
  use(Proposal{},
      "0000001c00020401c0ffee00"
      "000000100102000080040001"
      "80050001");
  use(Proposal{},
      "0000001600040201cafe"
      "0000000c0102000080040001");
  use(Proposal{}, "0000000a010900010102");  // a protocol nobody knows
  use(SecurityAssociation{},
      "00000001"
      "00000001"
      "0200001801010001"
      "0000001001010000800100078004000e"
      "0000001402010001"
      "0000000c0101000080010005");
  use(SecurityAssociation{}, "00000002000000050102");  // GDOI, kept as octets
  use(KeyExchange{}, "aabbcc");
  use(Nonce{}, "000102030405060708090a0b0c0d0e0f");
  use(Identification{}, "010000000a010203");
  use(Identification{}, "021101f46578616d706c652e6f7267");
  use(Identification{}, "03000000614062");
  use(Identification{}, "040000000a010000ffff0000");
  use(Identification{}, "0500000020010db8000000000000000000000001");
  use(Identification{},
      "06000000"
      "20010db8000000000000000000000000"
      "ffffffff000000000000000000000000");
  use(Identification{}, "070600500a0100000a0100ff");
  use(Identification{},
      "08000000"
      "20010db8000000000000000000000000"
      "20010db80000000000000000000000ff");
  use(Identification{}, "090000003003020100");
  use(Identification{}, "0b000000ff00");
  use(Certificate{}, "043082");
  use(CertificateRequest{}, "04");
  use(CertificateRequest{}, "043000");
  use(Hash{}, "000102030405060708090a0b0c0d0e0f10111213");
  use(Signature{}, "a1a2a3");
  use(Notify{}, "000000010100000e");  // NO-PROPOSAL-CHOSEN
  use(Notify{},
      "0000000101106002"  // INITIAL-CONTACT with both cookies
      "0102030405060708090a0b0c0d0e0f10");
  use(Notify{},
      "0000000101108d28"  // R-U-THERE
      "0102030405060708090a0b0c0d0e0f10"
      "00000a01");
  use(Notify{}, "0000000103046001cafebabe00000001");          // REPLAY-STATUS
  use(Notify{}, "00000001030460000102030480010001800200e1");  // RESPONDER-LIFETIME
  use(Notify{}, "0000000101006000800b0001000c000400015180");
  use(DpdSequence{}, "00000001");
  use(ReplayStatus{}, "00000001");
  use(ResponderLifetime<Phase1LifetimeKind>{}, "800b0001000c000400015180");
  use(ResponderLifetime<Phase2LifetimeKind>{}, "80010001800200e1");
  use(DeletedSpi{}, "cafebabe");
  use(DeletedCookies{}, "0102030405060708090a0b0c0d0e0f10");
  use(Delete{}, "00000001030400020102030405060708");
  use(Delete{}, "00000001011000010102030405060708090a0b0c0d0e0f10");
  use(Delete{}, "0000000104020001cafe");
  use(VendorId{}, "afcad71368a1f1c96b8696fc77570100");
  use(NatDiscovery{}, "000102030405060708090a0b0c0d0e0f10111213");
  use(NatOriginalAddress{}, "010000000a010203");
  use(NatOriginalAddress{}, "0500000020010db8000000000000000000000001");
  use(NatOriginalAddress{}, "02000000616263");
  use(Configuration{},
      "0100002a"
      "00010000"
      "40880000");
  use(Configuration{}, "03000007c08f0001");  // XAUTH_STATUS OK
  use(Configuration{},
      "02000007408900036a6f6500010004"  // XAUTH_USER_NAME and an address
      "0a010203");
  use(ConfigurationAttribute{}, "000a001020010db8000000000000000000000001");
  use(ConfigurationAttribute{}, "000500040000003c");
  use(ConfigurationAttribute{}, "00070003612e62");
  use(Fragment{}, "00010201aabbcc");
  use(EncryptedPayloads{}, "0011223344556677");
  use(Padding{}, "0000");
  use(UnknownPayload{}, "0102");
}

}  // namespace espect::test
