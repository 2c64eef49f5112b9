#include "surfaces/issue_order.hpp"

#include <string>
#include <utility>

namespace orcamo::mock {
namespace {

using pki::Result;

// read_member stores what `parse` makes of the member `name` in `into`; where there is no such member, nothing.
template <class Parse, class Into>
Result<void> read_member(const Members& members, std::string_view name, Parse parse, Into& into) {
  auto text = members.text(name);
  if (!text) return std::move(text).error();
  if (!*text) return {};
  auto value = parse(**text);
  if (!value) return std::move(value).error().while_doing("reading \"" + std::string(name) + "\"");
  into = *std::move(value);
  return {};
}

}  // namespace

Result<IssueRequest> read_issue_order(const Members& members, const pki::TimeAnchors& anchors) {
  const auto time = [&](const std::string& text) { return pki::evaluate_time(text, anchors); };
  const auto secret = [](std::string& text) { return Result<pki::Secret>(pki::Secret::take(text)); };

  IssueRequest order;
  auto read = read_member(members, "not_before", time, order.not_before);
  if (read) read = read_member(members, "not_after", time, order.not_after);
  if (read) read = read_member(members, "facility", parse_facility, order.identity.facility);
  if (read) read = read_member(members, "client", parse_client, order.identity.client);
  if (read) read = read_member(members, "key", pki::parse_key_type, order.key);
  if (read) read = read_member(members, "p12_profile", parse_p12_profile, order.profile);
  if (read) read = read_member(members, "password", secret, order.password);
  if (read) read = read_member(members, "shape", parse_certificate_shape, order.shape);
  if (!read) return std::move(read).error();
  return order;
}

}  // namespace orcamo::mock
