#pragma once
#include "orcamo/pki/time_expression.hpp"
#include "surfaces/json.hpp"
#include "world/sandbox.hpp"

namespace orcamo::mock {

// read_issue_order reads what a certificate is to be like: "not_before", "not_after", "facility", "client", "key",
// "p12_profile", "password", "shape", all optional. Fails with kRequestBadValue, kIssueFacilityMalformed,
// kKeyUnsupported and as evaluate_time does.
pki::Result<IssueRequest> read_issue_order(const Members& members, const pki::TimeAnchors& anchors);

}  // namespace orcamo::mock
