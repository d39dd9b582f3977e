// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>

#include "ipsec/crypto/key_schedule.h"
#include "ipsec/registry/tables.h"

// Keys of two gateways (strongSwan 6, libreswan 5) in this project's own recordings. Each row names
// the scenario.
namespace espect::crypto {

namespace encr_id = registry::encryption_algorithm;
namespace integ_id = registry::integrity_algorithm;
namespace prf_id = registry::pseudorandom_function;

enum class Step { initial, intermediate, rekey };

struct RecordedGeneration {
  const char* scenario;
  Step step;
  std::uint16_t prf;
  SaAlgorithms algorithms;
  const char *previous_sk_d, *shared_secret, *additional;
  const char *ni, *nr;
  std::uint64_t spi_i, spi_r;
  const char* skeyseed;
  struct {
    const char *d, *ai, *ar, *ei, *er, *pi, *pr;
  } sk;
};

inline constexpr RecordedGeneration recorded_generations[] = {
    {"a_mlkem768, generation 0",
     Step::initial,
     prf_id::prf_hmac_sha2_256,
     {encr_id::encr_aes_gcm_16, 32, 0},
     "",
     "8a6bf4d448d7c48aab89f95c364ef3295fb0aff4ddcbfca3bfa8999aa192d27f",
     "",
     "4a87b9413d7df46a833ef2fd2403657871c1c6ebb004dacda1892bb0d7fa1815",
     "667cb796f9872cfb9320f44d16c46f4b91faa21abed5e7e1a9dffb2dd46025dd",
     0x578b4528739f3adc,
     0x89fbfbabd5d70a68,
     "36a63d04b8af98c4fc3dee33e7709a9c9f4fcc18f74f13ea1553086baf852116",
     {"4e32dd573b9e37a6f3f2b000fa4adeae556d45d04bdf703ffcb2f3a6878144c8", "", "",
      "de8d87b8ed5b0807d73baf99adebc969bc9db50f74e611b885ae17487441f9539a005b24",
      "84a9ecc5eb8d7a6ac03868d4db833ade1ba5c3bf55b8a097e74962d64b2ee94dd7bbd5cd",
      "78771fbafd95597428fa626aa25c178c803d40510813e2ef00e15ad06926738c",
      "b22eb6412e98b5bb485fdebab2193426110af9a0424479b6ab4ff8ea93f9c333"}},
    {"m3_ikev2_weak, generation 0",
     Step::initial,
     prf_id::prf_hmac_sha1,
     {encr_id::encr_3des, 0, integ_id::auth_hmac_sha1_96},
     "",
     "062bd486b5ff11872038dc0c4bf8bb8ca46ecae049a86d47a6ca9d6f1eaa53122ffebe48a45f98494f469c6e22923"
     "cec429899cec09410f7897bbbd10a4e675bfe8a56c5ee084937b9d6156ca29002f5ac927f1b18e2aef1cf2d0fed65"
     "c70f2327db3bb0ee2598e592f30a2952596b8367968ab320232bd043648f975a58247b",
     "",
     "f4e0597ccdf1de341620702ed3137f7207ab9ed43632b905cb9df21d0b3ca080",
     "03a4eeda2c9993c671ffc59ba045115d2396be322301218b180a21b20c68d444",
     0x157a8ea3ebcfcf1e,
     0xe172f5ceecff503b,
     "7c780f0e254ebe83d4bdd7e037dafad18d796df0",
     {"e79d478cb6d5be8298e6400ccdefa5fd56dd14d4", "423233f92a54258db6e00396e26777e71ffafcfe",
      "df085218aef9b1d00c72f85be1d25e55bb8ba6db",
      "6971678561507f8bf0094e5477755f1a49f649da9994b245",
      "b7575475c90a0d324a89697db837ca116999196571631b15",
      "b196fcaf4624955d855f951ee54704231656aaef", "d085b96ce9a3f68b7c4795b4d25972909e582ba7"}},
    {"a_mlkem768, generation 1",
     Step::intermediate,
     prf_id::prf_hmac_sha2_256,
     {encr_id::encr_aes_gcm_16, 32, 0},
     "4e32dd573b9e37a6f3f2b000fa4adeae556d45d04bdf703ffcb2f3a6878144c8",
     "98519dc3043f908d92a4e980e6859a3fef91d3b171089bc96320218db5795699",
     "",
     "4a87b9413d7df46a833ef2fd2403657871c1c6ebb004dacda1892bb0d7fa1815",
     "667cb796f9872cfb9320f44d16c46f4b91faa21abed5e7e1a9dffb2dd46025dd",
     0x578b4528739f3adc,
     0x89fbfbabd5d70a68,
     "8d5809016db872f66778268025e0a9ba55ee90e315178755736e6f0cf436f45e",
     {"d542d62d04ed48d98f4c3b2f15ba838ced772d3b3bc939d6c7772c2712cca5f9", "", "",
      "217860a206833795503fde2bc76de043ad1a37d22b04c91d075ff77976a08f8f9ae6d0c0",
      "48b719b2e8bdc2b7b1d8c119d4c335d800eb116bab074defbeb9630f05330056e2b328c0",
      "f9b78a98b3c9e265300c58825ca3053a9cd886a02cd9adac35c4de4d2e45c0b5",
      "1b961a191bb84ef53e503b9cc81c5973959554f763983cbf8c71b2545d8c507e"}},
    {"a_mlkem768, generation 2",
     Step::rekey,
     prf_id::prf_hmac_sha2_256,
     {encr_id::encr_aes_gcm_16, 32, 0},
     "d542d62d04ed48d98f4c3b2f15ba838ced772d3b3bc939d6c7772c2712cca5f9",
     "be1804946c37b53dbaf5970634dec5a65c5dc9d0c635b62884bc92be92e64021",
     "af8bb24d9b0622c79711dcf61d2dc7648b41cae4bb84b38c82d418093f346274",
     "9084731166d2c3fcb5e1ff065d83dc0a0fb7cc87017a4c9434eec9f251f0530e",
     "487c7cba74e3f47987bfaa3d5c5f3f80bc89f4f4249086cd200eac09cb619d12",
     0x4966048d523862f8,
     0x3a597900c180f57f,
     "d3b9d57b045497f06e9be31c66f38cf4ef4f11698d623bb282480aec240b89e9",
     {"2713420c5aa8530f1f0a315c9c85b445f2dd2deda055d1ab659b5ae66bb265f5", "", "",
      "a9751635198ea3e0373f1cc775abf5c0d29643c287f8da63fe2dbd6902baf911590d6d1c",
      "15af3844e6cf84ea1c32b0e68b32cbcfcac873e3ececea643439c1b2d4b0f764e5d93f60",
      "cfbf2c5c4f69a73a300d0e357559d3a7512d70fddd3eaaaf82b464cb850f1812",
      "4c2fc9c35dd0a122e2c7759dcbe8f2f8a909fdccfcca5f4067bc4c4509e2775f"}},
    {"l1_ppk_required, generation 2",
     Step::rekey,
     prf_id::prf_hmac_sha2_256,
     {encr_id::encr_aes_gcm_16, 32, 0},
     "0b2620c551f3408ec596ce9b5ebe2571cbef440219cffbc986be4c104999dfd8",
     "1046f6875e52df4a061efb7a6eb9f6146fb3cdaa1517537c2b4c91a0f1a45013",
     "",
     "a8a169a52f2e6fbd24cf796706551b0f98a84cb9a53401c7c61803553545c9c2",
     "90b10f1b15164fd3aec64a9ed7281120548516dd44dc862a656d761c219f04c4",
     0xf7dd6123099c9bb2,
     0xf3074fb5db724729,
     "f14a1bb28298f8eb34379bb9c6306c4c37572e1e348be49acf2b6b6475d81549",
     {"2d40ff9047005bbd2c8894df27d99c9b7ecb817c7f2cac8d7683ca65ae3063b1", "", "",
      "0aa600116274aaf4dcf83aca3478199a8e0e870604d452b051b92304479054397f1d1412",
      "3f50601b1d9bb23af963707fa3fc772a82d6f6699bda326d032f73034934ad86199293ad",
      "f9377212756a0fd99a1527c5cabe7f99cc9f5b5c096d88613b6903bcda89c92b",
      "3a7024b9f45a3921975770bcbc773ec10ccd35f7f47641e067c6d2bb3f153c14"}},
    {"a2_mlkem768_esn_psk, generation 2",
     Step::rekey,
     prf_id::prf_hmac_sha2_512,
     {encr_id::encr_aes_cbc, 32, integ_id::auth_hmac_sha2_512_256},
     "ae0bd7042af3c043b57f892ae451edeb40f1482ad350b2b972b5ccf5a0072e1e504da280e1941b0ab6b96df8b1baa"
     "3a7ffbd10eeddafeb8c9c878d3369bf2395",
     "6a9d60ce25add5a2192788067e5a0ede43164f8385ea4afc5cc0fff55e6f7a5a6ebdb696de3a47a32e6ad939ba3e5"
     "272",
     "27c9ec7e40ca31b4882188fefe828f337c4acc0d4c385cec3a34d4c2431414a7",
     "71ee7ab4729a6d068a38616598f270b57d21153cf43903dddcbb239003f849e4",
     "31e91bd8802c92b3d29a2d0f8fc0f34dc2bc3725589c559fe2c8d876f21e6aa8",
     0x8b360e8bdb3970fd,
     0xd9e319365a8c634f,
     "57418418b1364f2a02559886dfb28ec069e399c0987cc0c2c54418bdfcc73f8f1737b6be5e4fac49443f94de53422"
     "4dcce273b318bd0a2a0b4437cd8480494ce",
     {"f368e8bbc35fdb26043106b444770bc49a657c8b14efea2f169c4cc4faf37ef22182b0d472c8d736f96e0177a02b"
      "158f787c23b9349b3474b530aa3c2e6d9958",
      "ac96d1b4b022fab05f4cd236f525023e628c8ed708f5935909d22eb03729995ed1297148b4db3ddc7239f630feca"
      "151e516e2e39bb12c5c33b954f99c65d592e",
      "981a851077c126a812c7d03de07349f07401e6328db11bae4fa3bff6ddb1a65d3a2d8ff92809f12b4c39444a1305"
      "895a9b8007179df1d4022fc970395834679b",
      "46d2c88c6bd5263c3c273fe72afda2e501ebc369a684a419195dcb95fc2bd721",
      "8b999d37d8807ad98aa8b74ac323d191dc1148c05355b7a9f5c26cc989cbd5dc",
      "44a1486323944fbb31006ff7b3a31106bfdf42864d959a6a2e4763c696703c49af6a4e1e325b5292e364333b8cbe"
      "010bf3fb8f5423bd55daf697cc22c28377dd",
      "850b3dbed0df4b619dce739a987094a085138bd19d806256b30900e2a7abc802699de36dcb1727a98643ba458cfb"
      "0383b21212ede52523a95a6d6504c0e6a9f7"}},
};

struct RecordedChild {
  const char* scenario;
  std::uint16_t prf;
  SaAlgorithms algorithms;
  const char *sk_d, *shared_secret, *additional;
  const char *ni, *nr;
  struct {
    const char *encr_i, *integ_i, *encr_r, *integ_r;
  } keys;
};

inline constexpr RecordedChild recorded_children[] = {
    {"a_mlkem768, child 0: AES_GCM_16_256/NO_EXT_SEQ",
     prf_id::prf_hmac_sha2_256,
     {encr_id::encr_aes_gcm_16, 32, 0},
     "d542d62d04ed48d98f4c3b2f15ba838ced772d3b3bc939d6c7772c2712cca5f9",
     "",
     "",
     "4a87b9413d7df46a833ef2fd2403657871c1c6ebb004dacda1892bb0d7fa1815",
     "667cb796f9872cfb9320f44d16c46f4b91faa21abed5e7e1a9dffb2dd46025dd",
     {"510d7dd2ac566932ebb229c6d9867f0b86bc4b4aedb29dc5ab2ea4fa728ced8a7cfd8c39", "",
      "208d6fd73fe942b0b6520ad9cc8978b864c2e914deb4749494074d475b1a1e81024bb689", ""}},
    {"a_mlkem768, child 1: AES_GCM_16_256/CURVE_25519/NO_EXT_SEQ/KE1_ML_KEM_768",
     prf_id::prf_hmac_sha2_256,
     {encr_id::encr_aes_gcm_16, 32, 0},
     "d542d62d04ed48d98f4c3b2f15ba838ced772d3b3bc939d6c7772c2712cca5f9",
     "57486ac1ccb14132bd515a2cc1603ab66469d0d16ccc5b511a5f847753c6926a",
     "4c65f14b7f165dfc2e0e6b50c88d88d1630f863b8a9f0ca580e6a3b6f2d118a3",
     "e430d88b5365af4cabbd2550f25499c0d4f75ff40650a4ecc7d80a5b67d248b6",
     "162d84ae96e6e4c0772bab31b76dd64d099d76e7f1623df2ac89e6e322b65175",
     {"11a2ef285c0001b5037cbacbeb1dfa9a15e8651cc9ba3a5bc0937b76e8e9138ee96e1a0d", "",
      "022cf3bc26b74e882ea0492211094d94c8f754f6d2be3e1ce4c19d77a3aadb242620b6c8", ""}},
    {"l1_ppk_required, child 0: AES_GCM_16_256/NO_EXT_SEQ",
     prf_id::prf_hmac_sha2_256,
     {encr_id::encr_aes_gcm_16, 32, 0},
     "0b2620c551f3408ec596ce9b5ebe2571cbef440219cffbc986be4c104999dfd8",
     "",
     "",
     "3cd0503482fc03f3f046a41648568d93a2e3e04655ee470636627eca34fea816",
     "0ddf047d8ea78b069b1bc41c71b1e2e45aa99cfd5c31bc27d08e9e8887ebfebd",
     {"bdef93cba7b8d07949302ecad74d89a29259bf10d0c38ebfb1be292679e32399d01a3c91", "",
      "e4890ff5f7267fbb4e710d8ed2446461d393aebe6197e9b5963b5ba900f0ec47a75080f6", ""}},
    {"l1_ppk_required, child 1: AES_GCM_16_256/CURVE_25519/NO_EXT_SEQ",
     prf_id::prf_hmac_sha2_256,
     {encr_id::encr_aes_gcm_16, 32, 0},
     "0b2620c551f3408ec596ce9b5ebe2571cbef440219cffbc986be4c104999dfd8",
     "3019988b6e637338de36b4e33a804b27b454bfd2a6a816b5b29c48008dfaec18",
     "",
     "79ed3184b5a5d160cdd68539a69d175cb957ebb442563975d2efa94af0619a1c",
     "e5ba3c22b25ae5fefa0ada23fdb6ee9d3111314e753b6456c9c44f9fd318c873",
     {"b7bc78a6c7278a616f09418d9b1fc63eb419ada65fc8952020eef257d94fcad91429bd7a", "",
      "506de310211aa154ad1c86142bd148b2762cffba837bb9bc05ef66817d123f846e218e52", ""}},
    {"m3_ikev2_weak, child 0: 3DES_CBC/HMAC_MD5_96/NO_EXT_SEQ",
     prf_id::prf_hmac_sha1,
     {encr_id::encr_3des, 0, integ_id::auth_hmac_md5_96},
     "e79d478cb6d5be8298e6400ccdefa5fd56dd14d4",
     "",
     "",
     "f4e0597ccdf1de341620702ed3137f7207ab9ed43632b905cb9df21d0b3ca080",
     "03a4eeda2c9993c671ffc59ba045115d2396be322301218b180a21b20c68d444",
     {"7f0e9cee1b42a6533fb6c562a845b1da92d61975a3b632c8", "c761f6bb1c62ab1d231be5d76ee9788e",
      "1a37140c30bca0108ac55c88949e865b83d02a4f897a30d1", "c0be02ff9943ba0cebb303ae8b6ca9ce"}},
    {"h1_many_children_all_algorithms, child 5: AES_CTR_256/HMAC_SHA2_512_256/NO_EXT_SEQ",
     prf_id::prf_hmac_sha2_256,
     {encr_id::encr_aes_ctr, 32, integ_id::auth_hmac_sha2_512_256},
     "768c71e6b1d50f228f01f6fd4eb7b5585948986ec2f4fb895e52483f767c2b9c",
     "",
     "",
     "7f3f5c461f5b3b823818a5b680a7bde43f03e59e636b62e23e8ebcf87d2b335d",
     "b81235f6a8958f7d4d24c49bb9acc35b6cdd563ad1ccfba492f5032fd4ff3243",
     {"7b0a581b7aaa782b3968fe2bcba88ac5bd50f6568896e33e9cb2e32a72e43cfb20ee55eb",
      "55f2a03bbb8c1544f9f14370768e2ee77e759ed86296990a87ab8bbe09e83a3a8b13a9d56809541d6b875a794fb9"
      "9459fd9db7abc74eaba0c0c8d2e912ebc0ee",
      "eb0f03e86ca08f64bbd6c2463e0c4be0f3f6adf4ee72b0910fc9596e51362ecaaa17bda2",
      "ac47202ad2ee8c97c2b5a2ec5614d61b940735f903800cb34d8f954411d045d37c5062a143b6e2480717c9bf6376"
      "f11c37c49c10449d76791a892d3a02af5652"}},
    {"h1_many_children_all_algorithms, child 6: AES_CCM_8_128/NO_EXT_SEQ",
     prf_id::prf_hmac_sha2_256,
     {encr_id::encr_aes_ccm_8, 16, 0},
     "768c71e6b1d50f228f01f6fd4eb7b5585948986ec2f4fb895e52483f767c2b9c",
     "",
     "",
     "62773c67e59a8646ae8b846fcbab93fc6304f4fecd53f44fe30b664228becce5",
     "5168fcbd8f31b4f6811542f0d7b93e95cc9f360a7c27c1b3fe74d1b4cc34fd5b",
     {"28e6b918c17a0243d46768fcd688f70ff216c8", "", "c63b60da04902a2d394675e4e9e2c4512f8f92", ""}},
    {"h1_many_children_all_algorithms, child 12: CHACHA20_POLY1305/NO_EXT_SEQ",
     prf_id::prf_hmac_sha2_256,
     {encr_id::encr_chacha20_poly1305, 0, 0},
     "768c71e6b1d50f228f01f6fd4eb7b5585948986ec2f4fb895e52483f767c2b9c",
     "",
     "",
     "ea3b297117c9c64c256bdebcc8878b9ae4c98d28153968fea77eca74d80ed96a",
     "2fb83c2abb9807d31ce8c9fe16cc1a2b68335169df78e3ab6351376707a7bdbd",
     {"bc00fa8227fbd5c86eb595bdd97f81285671e7d7cdc1a703a3fd9edfeb121d1bb73b2ebf", "",
      "d453868b88082ffef0881cf8aa2e75b8253dc918330e409016d70a5e065e3a8ba25e7fe4", ""}},
    {"h1_many_children_all_algorithms, child 13: NULL/HMAC_SHA2_256_128/NO_EXT_SEQ",
     prf_id::prf_hmac_sha2_256,
     {encr_id::encr_null, 0, integ_id::auth_hmac_sha2_256_128},
     "768c71e6b1d50f228f01f6fd4eb7b5585948986ec2f4fb895e52483f767c2b9c",
     "",
     "",
     "78155b4b95ebef73448fdaf5d65cda1787a15f90fb99479d832d70a5d6f96d57",
     "69842628c668c18dc600f2ed7817981827ff34010b2953bbfc4bd4a03331887d",
     {"", "ceb3f894317de9d5b3673e2cead1f27ca985d3e914e32bbfc0c19c8cd02d2280", "",
      "5114a8789747d9916052b1bccd4e9438919d60dc7fa894d5f198ea38f00535fd"}},
    {"h1_many_children_all_algorithms, child 15: NULL_AES_GMAC_256/NO_EXT_SEQ",
     prf_id::prf_hmac_sha2_256,
     {encr_id::encr_null_auth_aes_gmac, 32, 0},
     "768c71e6b1d50f228f01f6fd4eb7b5585948986ec2f4fb895e52483f767c2b9c",
     "",
     "",
     "72591a664706057766e0f3c731b876e82f82f0d3d8034b02154b0b4112d87446",
     "34c5ade608e5dc62e11aa8ac37a9b027c635a3989e872c761e8774ab0e7b1c0c",
     {"9a86f5f0e4f87c12fc8b27c5121dad9b9a6fb4324beb28f38d7aa9444d42a15c4979a617", "",
      "7b083eb42157d1aead003e005aacfc89c8549e383da210955497a9130837c268275006d7", ""}},
    {"h1_many_children_all_algorithms, child 19: AES_CBC_128/AES_XCBC_96/NO_EXT_SEQ",
     prf_id::prf_hmac_sha2_256,
     {encr_id::encr_aes_cbc, 16, integ_id::auth_aes_xcbc_96},
     "768c71e6b1d50f228f01f6fd4eb7b5585948986ec2f4fb895e52483f767c2b9c",
     "",
     "",
     "c528d83457e17d16ee10a6c2bcd5a7f1270571d2fc3bb675e2239f28204b0b74",
     "e854d0a8b7d0c8a444350f984b7b023d0a664e0f6d181f106b2b9e42cc70d0b0",
     {"8728de0b66061f527fe9543a29c47c23", "1625b1b9c5c0fe91e76a99d93c2720c7",
      "01211d97be7d66ed4d1f34a24d6b034b", "3cffabb41fc9f4372ad3a24cc9a9b0bc"}},
    {"h1_many_children_all_algorithms, child 26: HMAC_SHA2_256_128/NO_EXT_SEQ",
     prf_id::prf_hmac_sha2_256,
     {0, 0, integ_id::auth_hmac_sha2_256_128},
     "768c71e6b1d50f228f01f6fd4eb7b5585948986ec2f4fb895e52483f767c2b9c",
     "",
     "",
     "b53865bee94201e520333537274c292d9bf6416477a686938adcdef9fb699f09",
     "042677df25f828b01abbd39ff2a5d2becb8fc441f13c788577deee74c72a453b",
     {"", "17347b8f0e3041b82849e9772d47c630a3d42887e88170bea6d9c2a81e2eee0f", "",
      "fffc4ba11a6063578620937d3fb92ba68130d85f34e659640e45a2c6eeb43630"}},
};

// l1_ppk_required, generations 0 and 1 (RFC 8784).
struct RecordedPpk {
  const char *ppk, *d, *pi, *pr, *ppk_d, *ppk_pi, *ppk_pr;
};
inline constexpr RecordedPpk recorded_ppk = {
    "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
    "29395e1ee222c1c8ded113e8e8cfea9c0429adf01892c5013390c1035d50ba4f",
    "89241009573193d24b0aeab337daf41ce057ad72df10e1b5faf2ced5ba51a7b4",
    "7b5c39acab2b88dfff3af0812d376f53febbfdb52381fd59895bbf02f26ed367",
    "0b2620c551f3408ec596ce9b5ebe2571cbef440219cffbc986be4c104999dfd8",
    "81a50ea8150135fda9cb51276d08678b8b1ab3787b16dbf7b80342c7bad0d7f1",
    "907f3e61edbc47280e0334a52d1a4ef84bafdc28110316568f0c76d4581174ef"};

}  // namespace espect::crypto
