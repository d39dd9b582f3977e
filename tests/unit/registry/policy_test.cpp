// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/registry/policy.h"

#include <string>

#include "tests/support/catch.h"

namespace espect::registry {
namespace {

const std::string header = "kind,id,name,key_bits,scope,verdict,reason,reference,note\n";

std::string error_of(const std::string& rows) {
  const auto policy = parse_policy(header + rows, "mine.csv");
  return policy ? "no error" : policy.error();
}

}  // namespace

TEST_CASE("exact key bits win over every key length, the scope of the SA over any") {
  const auto policy = parse_policy(header +
                                       "encr,20,ENCR_AES_GCM_16,,any,acceptable,a,r,\n"
                                       "encr,20,ENCR_AES_GCM_16,256,any,required,b,r,\n"
                                       "encr,20,ENCR_AES_GCM_16,,esp,discouraged,c,r,\n"
                                       "encr,12,ENCR_AES_CBC,128,ike,forbidden,d,r,\n",
                                   "test");
  REQUIRE(policy.has_value());
  const auto reason = [&](std::uint16_t id, std::optional<unsigned> bits, PolicyScope scope) {
    const PolicyRow* row = policy->rate(PolicyKind::encr, id, bits, scope);
    return row != nullptr ? row->reason : std::string("unrated");
  };
  CHECK(reason(20, 128, PolicyScope::ike) == "a");
  CHECK(reason(20, std::nullopt, PolicyScope::ike) == "a");
  CHECK(reason(20, 256, PolicyScope::ike) == "b");
  CHECK(reason(20, 128, PolicyScope::esp) == "c");
  CHECK(reason(20, 256, PolicyScope::esp) == "b");
  CHECK(reason(12, 128, PolicyScope::ike) == "d");
  CHECK(reason(12, 128, PolicyScope::esp) == "unrated");
  CHECK(reason(12, 256, PolicyScope::ike) == "unrated");
  CHECK(reason(12, std::nullopt, PolicyScope::ike) == "unrated");
  CHECK(reason(28, std::nullopt, PolicyScope::ike) == "unrated");
  CHECK(policy->rate(PolicyKind::integ, 12, 128, PolicyScope::ike) == nullptr);
}

TEST_CASE("fields are quoted as RFC 4180 says, and lines are counted through them") {
  const auto policy = parse_policy(
      "\xEF\xBB\xBFkind,id,name,key_bits,scope,verdict,reason,reference,note\r\n"
      "\r\n"
      "prf,5,PRF_HMAC_SHA2_256,,ike,required,\"one, \"\"two\"\"\nthree\",\"\",last\r\n"
      "prf,6,PRF_HMAC_SHA2_384,,ike,acceptable,x,y,\"z\"",
      "test");
  REQUIRE(policy.has_value());
  REQUIRE(policy->rows().size() == 2);
  const PolicyRow& row = policy->rows()[0];
  CHECK(row.reason == "one, \"two\"\nthree");
  CHECK(row.reference.empty());
  CHECK(row.note == "last");
  CHECK(row.line == 3);
  CHECK(policy->rows()[1].line == 5);
  CHECK(policy->rows()[1].note == "z");
}

TEST_CASE("an error names the file, the line and the reason") {
  CHECK(error_of("encr,20,ENCR_AES_GCM_16,,any,great,,,\n") ==
        "mine.csv: line 2: bad verdict 'great'; allowed: required, recommended, acceptable, "
        "offer-only, discouraged, forbidden");
  CHECK(error_of("\nencr,x,ENCR_AES_GCM_16,,any,required,,,\n") ==
        "mine.csv: line 3: bad id 'x'; allowed: a number from 0 to 65535, *");
  CHECK(error_of("encr,65536,ENCR_AES_GCM_16,,any,required,,,\n") ==
        "mine.csv: line 2: bad id '65536'; allowed: a number from 0 to 65535, *");
  CHECK(error_of("cipher,20,ENCR_AES_GCM_16,,any,required,,,\n") ==
        "mine.csv: line 2: bad kind 'cipher'; allowed: ike_version, encr, prf, integ, ke, "
        "auth, hash, sn");
  CHECK(error_of("encr,20,ENCR_AES_GCM_16,200,any,required,,,\n") ==
        "mine.csv: line 2: bad key_bits '200'; allowed: 128, 192, 256, nothing");
  CHECK(error_of("encr,20,ENCR_AES_GCM_16,,tcp,required,,,\n") ==
        "mine.csv: line 2: bad scope 'tcp'; allowed: any, ike, esp, ah");
  CHECK(error_of("encr,20,ENCR_AES_GCM_16\n") == "mine.csv: line 2: 3 fields, the header has 9");
  CHECK(error_of("encr,12,ENCR_AES_GCM_16,,any,required,,,\n") ==
        "mine.csv: line 2: encr 12 is 'ENCR_AES_CBC', not 'ENCR_AES_GCM_16'");
  CHECK(error_of("auth,300,X,,ike,required,,,\n") ==
        "mine.csv: line 2: id 300 does not fit 8 bits");
  CHECK(error_of("ike_version,3,IKEv3,,any,required,,,\n") ==
        "mine.csv: line 2: ike_version 3 is not 'IKEv3'");
  CHECK(error_of("sn,2,32-bit Unspecified Numbers,,any,required,,,\n"
                 "sn,2,32-bit Unspecified Numbers,,any,forbidden,,,\n") ==
        "mine.csv: line 3: sn 2 is already rated on line 2");
  CHECK(error_of("sn,2,\"32-bit,,any\n") == "mine.csv: line 2: quote is never closed");
  CHECK(error_of("sn,2,\"a\"b,,any\n") == "mine.csv: line 2: text after a closing quote");
  CHECK(error_of("sn,2,a\"b\",,any\n") ==
        "mine.csv: line 2: quote inside a field that does not begin with one");
  CHECK(parse_policy("", "empty.csv").error().starts_with("empty.csv: line 1: the header must be"));
}

TEST_CASE("private numbers may be rated") {
  CHECK(error_of("ke,1084,FRODO_AES_L3,,any,acceptable,,,\n") == "no error");
  CHECK(error_of("encr,61442,ENCR_SM4_GCM_16,,any,acceptable,,,\n") == "no error");
  CHECK(error_of("ke,60000,house curve,,any,acceptable,,,\n") == "no error");
}

TEST_CASE("a row for every other number yields to a row of the number itself") {
  const auto policy = parse_policy(header +
                                       "encr,*,every other,,esp,forbidden,a,r,\n"
                                       "encr,20,ENCR_AES_GCM_16,256,esp,acceptable,b,r,\n"
                                       "encr,12,ENCR_AES_CBC,,any,offer-only,c,r,\n",
                                   "test");
  REQUIRE(policy.has_value());
  const auto reason = [&](std::uint16_t id, std::optional<unsigned> bits, PolicyScope scope) {
    const PolicyRow* row = policy->rate(PolicyKind::encr, id, bits, scope);
    return row != nullptr ? row->reason : std::string("unrated");
  };
  CHECK(reason(20, 256, PolicyScope::esp) == "b");
  CHECK(reason(20, 128, PolicyScope::esp) == "a");
  CHECK(reason(20, 256, PolicyScope::ike) == "unrated");
  CHECK(reason(12, 256, PolicyScope::esp) == "c");
  CHECK(reason(65000, std::nullopt, PolicyScope::esp) == "a");
  CHECK(error_of("ke,*,x,,ike,forbidden,,,\nke,*,y,,ike,acceptable,,,\n") ==
        "mine.csv: line 3: ke * is already rated on line 2");
}

TEST_CASE("what to_csv() writes is read back the same") {
  const auto policy = parse_policy(header +
                                       "prf,5,PRF_HMAC_SHA2_256,,ike,required,\"one, \"\"two\"\"\n"
                                       "three\",baseline a.pcap,\n"
                                       "encr,*,every other,256,esp,offer-only,,r,last\n",
                                   "test");
  REQUIRE(policy.has_value());
  const auto text = to_csv(policy->rows());
  const auto again = parse_policy(text, "again");
  REQUIRE(again.has_value());
  CHECK(to_csv(again->rows()) == text);
  REQUIRE(again->rows().size() == 2);
  CHECK(again->rows()[0].reason == "one, \"two\"\nthree");
  CHECK(again->rows()[0].is_baseline());
  CHECK_FALSE(again->rows()[1].is_baseline());
  CHECK_FALSE(again->rows()[1].id.has_value());
  for (const PolicyText& builtin : builtin_policy_texts()) {
    const auto once = to_csv(builtin_policy(builtin.name)->rows());
    CHECK(to_csv(parse_policy(once, "again")->rows()) == once);
  }
}

TEST_CASE("the default policy forbids nothing that the RFCs allow or merely discourage") {
  const auto& ours = *builtin_policy("default");
  const auto& rfc = *builtin_policy("rfc8247-rfc8221");
  for (const auto& row : ours.rows()) {
    // NONE is judged by missing-integrity.
    if (row.verdict != Verdict::forbidden || row.id.value_or(0) == 0) continue;
    for (const auto scope : {PolicyScope::ike, PolicyScope::esp, PolicyScope::ah}) {
      if (row.scope != PolicyScope::any && row.scope != scope) continue;
      const auto* same = rfc.rate(row.kind, *row.id, row.key_bits, scope);
      INFO(row.name);
      CHECK((same == nullptr || same->verdict == Verdict::forbidden));
    }
  }
}

TEST_CASE("the built-in policies are there") {
  for (const PolicyText& text : builtin_policy_texts()) {
    const auto policy = parse_policy(text.csv, text.name);
    INFO((policy ? text.name : policy.error()));
    CHECK(policy.has_value());
    CHECK(builtin_policy(text.name) != nullptr);
  }
  CHECK(builtin_policy_texts().size() == 5);
  CHECK(builtin_policy("none") == nullptr);
  const Policy* policy = builtin_policy("default");
  REQUIRE(policy != nullptr);
  CHECK(policy->name() == "default");
  CHECK(policy == builtin_policy("default"));
  CHECK(policy->rate(PolicyKind::ke, 36, std::nullopt, PolicyScope::ike)->verdict ==
        Verdict::recommended);
  CHECK(policy->rate(PolicyKind::ke, 36, std::nullopt, PolicyScope::ike)->name == "ML-KEM-768");
  CHECK(policy->rate(PolicyKind::ike_version, 1, std::nullopt, PolicyScope::ike)->verdict ==
        Verdict::forbidden);
  CHECK(
      builtin_policy("cnsa2")->rate(PolicyKind::ke, 36, std::nullopt, PolicyScope::ike)->verdict ==
      Verdict::forbidden);
}

}  // namespace espect::registry
