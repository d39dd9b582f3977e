// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/crypto/signature.h"

#include "ipsec/registry/tables.h"
#include "tests/support/catch.h"
#include "tests/unit/crypto/octets.h"

namespace espect::crypto {
namespace {

namespace methods = registry::authentication_method;

constexpr std::string_view message = "octets that an IKE_AUTH would sign";

// openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out rsa.key
//   (-algorithm EC -pkeyopt ec_paramgen_curve:P-256 or P-384, -algorithm ED25519)
// openssl req -x509 -new -key rsa.key -subj /CN=alice -days 3650 -outform DER -out rsa.der
constexpr std::string_view rsa_certificate =
    "30820301308201e9a003020102021416f590d556a57047ff2ab120b265c918c3188ef5300d06092a864886f70d"
    "01010b05003010310e300c06035504030c05616c696365301e170d3236313132343139353835315a170d333631"
    "3132313139353835315a3010310e300c06035504030c05616c69636530820122300d06092a864886f70d010101"
    "05000382010f003082010a0282010100bf3082315b252ab4e9988339931c5ec1c249f6d5834e7faf543a01d2a8"
    "363e385f19d4c46577d43f90a40adf29b5bd4b394036ee099069e060a0ecd7a30703456a18bcab4dadf297a290"
    "6f14d5cc45d0b236a30af14d7b775526142864744019a1a97d3fa99c987f83f0a381e8bb8bed856ea5b0cab38a"
    "82edb77800ba02225f9f256c6b34dff7d6af9552f491f7d37e02fdd49b01b53e0ae9c1e9d30d01b6c3cf37cd6b"
    "86c97205970dfa9a8aaa0924690f1963369216f5aa4b61f4689101931ab0ed3d1450049651b30a3bf45d59f001"
    "54fefedce1c4311c6599cd16c2a2e839d73bb3c6b280f5a4b51a595d6db89232622b77bfbc58b40120466952bd"
    "849b0203010001a3533051301d0603551d0e0416041459ed961f9f163a8983c2de0bd9aa76a4d5649d97301f06"
    "03551d2304183016801459ed961f9f163a8983c2de0bd9aa76a4d5649d97300f0603551d130101ff0405300301"
    "01ff300d06092a864886f70d01010b0500038201010006eb328d56cdacaff01f0d65bca773537b6bbe9a8a23e0"
    "8c0390f52673ac6b40b5a8db3d1a0f8b57a62573d34910e72c02ac0c0813980c540ed3331e51e205cdd4c7c000"
    "3227f2f1939fc9ef7fcfc406e5958bafe19b5cd6a56708ec6eaa98219495f4ad22d3fa86ce31ea749f90a7bc24"
    "96f216c76b306bb670a5c8f972a76de68a0008cca9419cc2d477237cdb72f4bf1aaa81cbc68c6966f47e245db5"
    "88e2dec3bdac1ec8133e7654de80863678f39e8f71d6a82ae9ad2e428082b79b1078adfd62550ba84c1333019b"
    "3f3952353bd7d637d2599657a158afdc01de01eac09f5a66c2bc0028c0887cec22b08b28eb7d6fb8ceec3fbea1"
    "2d430b390e64a776";
constexpr std::string_view p256_certificate =
    "308201743082011ba003020102021451300fa61e0ab8080bba4a3ec4687afbc040bc9c300a06082a8648ce3d04"
    "03023010310e300c06035504030c05616c696365301e170d3236313132343139353835315a170d333631313231"
    "3139353835315a3010310e300c06035504030c05616c6963653059301306072a8648ce3d020106082a8648ce3d"
    "03010703420004d08a36a50cc438f53cb94f466e2ee8b5a6b2a5236b9e260abfbfe0d5b87cf03b1e001931eeb6"
    "e038d503e0624a58aa5a51b58e57b86caa29ddab43744a630e15a3533051301d0603551d0e041604140cd38087"
    "e407937f9f03de7f708fc2f5754ede2a301f0603551d230418301680140cd38087e407937f9f03de7f708fc2f5"
    "754ede2a300f0603551d130101ff040530030101ff300a06082a8648ce3d0403020347003044022079ac7328df"
    "d10906a33fa9fe6e9bea964339186e1d6732a059c57f63703436cf02207bb93f4af58153f8e04b81187e75dc33"
    "0fd86387d6f978d2e2ae6755ecb17c2f";
constexpr std::string_view p384_certificate =
    "308201b330820138a003020102021452de9cc502020c2ed6d1153ebe538a9a87a2b90a300a06082a8648ce3d04"
    "03023010310e300c06035504030c05616c696365301e170d3236313132343139353835315a170d333631313231"
    "3139353835315a3010310e300c06035504030c05616c6963653076301006072a8648ce3d020106052b81040022"
    "03620004a5fdec43e75e708015806bdcb3187348ccdcefa4cefee3ce127ac3842e57bff6861856a7cadca7fbd2"
    "aac2e25443e3b2fbed89fc6818aaa41569ed7031894d0567c7e7ebed419d8f35713a4618b1e7f9ac74cc7f067c"
    "b4a7616cb42dce3bd9d9a3533051301d0603551d0e0416041470fa1cc4236512106cbf2c04265bea86ac285950"
    "301f0603551d2304183016801470fa1cc4236512106cbf2c04265bea86ac285950300f0603551d130101ff0405"
    "30030101ff300a06082a8648ce3d0403020369003066023100f18800b518c810629d99570d270ada85082aea4f"
    "b4deb99d4e05d88903c1403890345f809b5c6b91be2cc533c7ff3097023100ba9515ece72c8f92e7e7f6cf4089"
    "7b5de435adc6b5ff193d2eb58139b5d523a1af5e2d3a3b5a0e4f6794554191252650";
constexpr std::string_view ed25519_certificate =
    "308201343081e7a00302010202144c379395d3e550c3326b0edb99ab7b1275677dda300506032b65703010310e"
    "300c06035504030c05616c696365301e170d3236313132343139353835315a170d333631313231313935383531"
    "5a3010310e300c06035504030c05616c696365302a300506032b657003210063f11385c3360cab2fdaab282ad0"
    "eacac91dd0a24fc3213cd8f30fe0be3f4e1aa3533051301d0603551d0e0416041424c7bea2832f1a59d0c237a0"
    "9eef118733e6352b301f0603551d2304183016801424c7bea2832f1a59d0c237a09eef118733e6352b300f0603"
    "551d130101ff040530030101ff300506032b65700341006419bcb13c31404a1920e712c2d4a8bb9891840b03b0"
    "251839e4848a48e8d497de10b039acc43d8174a1e13d81dcc1ef41367a7f49c83177eafbc73f24057607";

// openssl dgst -sha1 -sign rsa.key message, and with -sha256
constexpr std::string_view rsa_sha1 =
    "23d45f37cc381ab5bdf66a41d94f91d323ce4ca4e6da79340882b79af0ab6a19c48cad2bd6f4f051b1fbc4ae74"
    "82ac1e7ece1424d1b33b85fa81ea899fe917b2e9cc17418c5f237aa2bd2ad873f7de646612516695537c8d2ff5"
    "b93c649adfddd0d568643417432f032f2db382cb7567939d265bf4c9736e58deb6294457104d4b6a04e5e150ea"
    "3992cf3ce71e2ae0e8106f91a25b689bf1219167daf99a084fc9d0cc23534f4acd27c689761521e3cccdadca8f"
    "8c19a6d18abff035dece62445254efc8b00f768307bda59991b86b6fd650e7809739a09edd2ad32597f959a97d"
    "52bf330576053c842a1b66ca735b9571f6c48b9be9767eb50e6419fed39aee";
constexpr std::string_view rsa_sha256 =
    "1338cd6f1754fd5cdcb6c4668c4642035c3da8445bc9b5aca6f70ee3978afe1951c13e5c94d952f8cbfe27c14a"
    "436bf251f35216116ea89b85f03131eee830d690755c7b4463ae19adfe8709fc417b31272b9fd5589875941d16"
    "5fe5599e6ef96bd03cc440e753a2bf9daa974dd804996e575b400c0f66c64ba1585120599bb19adf3804e3cbe0"
    "2082b572ad4e8be8470995a7fc6a12e43bf3d68c49f76737cbaa49fba21409c117686102693355b2b997b2ff54"
    "fc55c246df1d2554a1beb59d83afa95b984c9f0a8b48986b9beaafd553ba40a31e14c47a9e7c46e4221fcb5171"
    "b1f566748b44e0256384053607c1cc9d2388a9589d15b5d66752846eb23dae";
// openssl dgst -sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32 -sign rsa.key
// message
constexpr std::string_view rsa_pss =
    "bd2b15214e6035aec126369240a63dbf4a30ca15423abcb190c43b1af39d69cd268bcfbe42623533d00b54b6ce"
    "ef1b8a5f8327625126674d4a8571dfc0c373db496bc22ee9e5b6a23da8269b91acc45a2453c133737deb40ede3"
    "a6371bc4b74ac1f9e5721f63120d8133325177b1a834ab0c48245a07ad60f8489b50c2fdc62d94fddab5027f93"
    "538c1c45d9015b56c25a01ec6e719098c6865013e24e84a038b231da1f1931b2313c8a558edb85f63534f24d8e"
    "e8738838345576451f8e93c53a2b47788a2f818ad39e9dd12957c5c5dbb584886952e80e5d5939cf90374138a4"
    "59d633bd1531ec3a2863867354753f2020be4278db7722fe5c7c714186f37e";
// openssl dgst -sha256 -sign p256.key message; -sha384 -sign p384.key. Raw: r and s of it side by
// side.
constexpr std::string_view p256_der =
    "304402200202c0209861b7013bd5695f8cbd2b1393f2963ff24ef46f66e9bb1b8bccb26302205184e97ed186a7"
    "808373181ee2fc60ccf1e3fb0ad2ca3926227128ae6b5c997a";
constexpr std::string_view p256_raw =
    "0202c0209861b7013bd5695f8cbd2b1393f2963ff24ef46f66e9bb1b8bccb2635184e97ed186a7808373181ee2"
    "fc60ccf1e3fb0ad2ca3926227128ae6b5c997a";
constexpr std::string_view p384_der =
    "3066023100fde2ff991cf44ca808289066f0edca22d1da347c06dbbd344034e7d6cac03003a786051e6f1dd935"
    "0ca03516119b304c023100e63700c758ee257d4238e0931b1e6247731175fc45d6fa80f185852f2d9214f4fb0d"
    "97167588d51f100bf77298f08c52";
constexpr std::string_view p384_raw =
    "fde2ff991cf44ca808289066f0edca22d1da347c06dbbd344034e7d6cac03003a786051e6f1dd9350ca0351611"
    "9b304ce63700c758ee257d4238e0931b1e6247731175fc45d6fa80f185852f2d9214f4fb0d97167588d51f100b"
    "f77298f08c52";
// openssl pkeyutl -sign -rawin -inkey ed25519.key -in message
constexpr std::string_view ed25519_signature =
    "74a47559f082e13e82f23b6b26d38490336366b24e513e202154ba651a0cfcd054cc3d4261854bebf38080c652"
    "8270c10b692a04ea20d5ef638de97cc5601c0b";

// RFC 7427 appendix A: AlgorithmIdentifiers.
constexpr std::string_view sha256_with_rsa = "300d06092a864886f70d01010b0500";
constexpr std::string_view pss_with_sha256 =
    "304106092a864886f70d01010a3034a00f300d06096086480165030402010500a11c301a06092a864886f70d010108"
    "300d06096086480165030402010500a203020120";
constexpr std::string_view ecdsa_with_sha256 = "300a06082a8648ce3d040302";
constexpr std::string_view ecdsa_with_sha384 = "300a06082a8648ce3d040303";
constexpr std::string_view ed25519 = "300506032b6570";

Octets with_algorithm(std::string_view algorithm, std::string_view signature) {
  const Octets identifier = hex(algorithm);
  return joined({{static_cast<std::uint8_t>(identifier.size())}, identifier, hex(signature)});
}

struct Signed {
  const char* what;
  std::uint8_t method;
  std::string_view certificate;
  Octets auth_data;
};

std::vector<Signed> all() {
  constexpr auto digital = methods::digital_signature;
  return {
      {"RSA, method 1", methods::rsa_digital_signature, rsa_certificate, hex(rsa_sha1)},
      {"P-256, method 9", methods::ecdsa_with_sha_256_on_the_p_256_curve, p256_certificate,
       hex(p256_raw)},
      {"P-384, method 10", methods::ecdsa_with_sha_384_on_the_p_384_curve, p384_certificate,
       hex(p384_raw)},
      {"RSA PKCS #1", digital, rsa_certificate, with_algorithm(sha256_with_rsa, rsa_sha256)},
      {"RSA PSS", digital, rsa_certificate, with_algorithm(pss_with_sha256, rsa_pss)},
      {"P-256", digital, p256_certificate, with_algorithm(ecdsa_with_sha256, p256_der)},
      {"P-384", digital, p384_certificate, with_algorithm(ecdsa_with_sha384, p384_der)},
      {"Ed25519", digital, ed25519_certificate, with_algorithm(ed25519, ed25519_signature)},
  };
}

std::optional<bool> verified(const Signed& one, const Octets& auth_data,
                             std::string_view octets = message) {
  return verify_signature(one.method, hex(one.certificate), auth_data, ascii(octets));
}

TEST_CASE("signatures of every method verify") {
  for (const auto& one : all()) {
    INFO(one.what);
    CHECK(verified(one, one.auth_data) == true);
    CHECK(verified(one, one.auth_data, "octets that an IKE_AUTH would sigN") == false);
  }
}

TEST_CASE("a flipped bit of a signature is not verified") {
  for (const auto& one : all()) {
    const std::size_t algorithm =
        one.method == methods::digital_signature ? 1U + one.auth_data[0] : 0U;
    for (std::size_t at = algorithm; at < one.auth_data.size(); at += 7) {
      Octets flipped = one.auth_data;
      flipped[at] ^= 0x10;
      INFO(one.what << ", octet " << at);
      CHECK(verified(one, flipped) == false);
    }
  }
}

TEST_CASE("a shorter or longer signature is not verified") {
  for (const auto& one : all()) {
    INFO(one.what);
    Octets shorter = one.auth_data;
    shorter.pop_back();
    CHECK(verified(one, shorter) == false);
    Octets longer = one.auth_data;
    longer.push_back(0);
    CHECK(verified(one, longer) == false);
  }
}

TEST_CASE("the certificate of somebody else does not verify") {
  const auto signatures = all();
  for (const auto& one : signatures)
    for (const auto& other : signatures) {
      if (one.certificate == other.certificate) continue;
      INFO(one.what << " with the certificate of " << other.what);
      CHECK(verify_signature(one.method, hex(other.certificate), one.auth_data, ascii(message)) !=
            true);
    }
}

TEST_CASE("what is not understood is neither verified nor failed") {
  const auto rsa = all()[3];
  for (const auto method : {methods::shared_key_message_integrity_code,
                            methods::dss_digital_signature, methods::null_authentication})
    CHECK_FALSE(verify_signature(method, hex(rsa.certificate), rsa.auth_data, ascii(message)));
  CHECK_FALSE(verified(rsa, {}));
  CHECK_FALSE(verified(rsa, {200, 1, 2, 3}));                                  // cut short
  CHECK_FALSE(verified(rsa, with_algorithm("300506032b6578", rsa_sha256)));    // no such OID
  CHECK_FALSE(verified(rsa, with_algorithm("deadbeefdeadbeef", rsa_sha256)));  // no ASN.1
}

TEST_CASE("a damaged certificate is never a verdict for the signer, and never a crash") {
  const auto rsa = all()[3];
  const Octets whole = hex(rsa.certificate);
  for (std::size_t size = 0; size < whole.size(); ++size)
    CHECK_FALSE(verify_signature(rsa.method, Octets(whole.begin(), whole.begin() + size),
                                 rsa.auth_data, ascii(message)));
  CHECK_FALSE(verify_signature(rsa.method, Octets(900, 0x30), rsa.auth_data, ascii(message)));
  // What is signed by somebody else (subject, dates) may change, the key of 256 octets may not.
  std::size_t still_verified = 0;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    Octets damaged = whole;
    damaged[at] ^= 0x01;
    if (verify_signature(rsa.method, damaged, rsa.auth_data, ascii(message)) == true)
      ++still_verified;
  }
  CHECK(still_verified <= whole.size() - 256);
}

}  // namespace
}  // namespace espect::crypto
