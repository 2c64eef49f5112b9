#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "authority/certificate_builder.hpp"

namespace orcamo::mock {

struct SubjectName;

inline constexpr std::string_view kTestOnly = "TEST ONLY - DO NOT TRUST";  // O of every authority

// 126 random bits, of full length and positive in DER.
pki::Bytes unguessable_serial(const pki::Randomness& randomness);

// authority_plan is a certificate authority's, with room for so many others between it and a leaf.
CertificatePlan authority_plan(std::string common_name, int path_length, const std::vector<std::string>& served_names,
                               pki::Validity validity, const pki::Randomness& randomness);

// leaf_plan is for who identifies himself by TLS; `usage` is the extended key usage.
CertificatePlan leaf_plan(pki::Bytes serial, std::vector<CertificatePlan::Entry> subject, pki::Validity validity,
                          std::string_view usage);

// client_plan is a client's certificate as it is issued as a rule. Fails with kRequestBadValue for a serial that is not
// of six decimal digits.
pki::Result<CertificatePlan> client_plan(const SubjectName& subject, pki::Validity validity, std::string_view serial);

// set_extension gives the first extension of that name another value, or adds one; drop_extension takes all out.
void set_extension(CertificatePlan& plan, std::string_view name, std::string value);
void drop_extension(CertificatePlan& plan, std::string_view name);

// check_validity fails with kIssueValidityEmpty, and with kIssueOutlivesIssuer for dates outside the issuer's.
pki::Result<void> check_validity(const pki::Validity& asked, const pki::Validity& issuer);

// without_star is the name that a wildcard stands below: clinic.test for *.clinic.test.
std::string_view without_star(std::string_view name) noexcept;

}  // namespace orcamo::mock
