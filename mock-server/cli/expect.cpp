#include "cli/expect.hpp"

#include <cstddef>
#include <nlohmann/json.hpp>
#include <utility>

#include "cli/admin_client.hpp"
#include "cli/files.hpp"

namespace orcamo::mock {
namespace {

using Json = nlohmann::ordered_json;
using pki::Errc;
using pki::Error;
using pki::Result;

constexpr std::size_t kLargest = 1 << 20;  // as much as the server takes

Result<Json> read_order(const std::filesystem::path& path) {
  const auto text = read_text_file(path, kLargest);
  if (!text) return text.error();
  auto order = Json::parse(*text, nullptr, false);
  if (order.is_array()) return Json{{"expect", std::move(order)}};
  if (order.is_object()) return order;
  return Error(Errc::kRequestMalformed, path.string() + " is not a list of expectations",
               R"(write [{"event":"login_accepted","count":1}])");
}

std::string dump(const Json& value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace); }

// What people read of an entry: where it stands and what it was, without the properties that say nothing.
std::string entry_line(const Json& entry) {
  std::string line = "#" + dump(entry.value("id", Json()));
  for (const char* const name :
       {"event", "verdict", "reason", "method", "path", "status", "user", "serial", "issued", "tls_version", "clock"}) {
    const auto found = entry.find(name);
    if (found == entry.end() || found->is_null()) continue;
    line += std::string(" ") + name + "=" + (found->is_string() ? found->get<std::string>() : dump(*found));
  }
  return line;
}

std::string finding_lines(const Json& finding) {
  const bool met = finding.value("ok", false);
  std::string lines = (met ? "ok      " : "NOT MET ") + dump(finding.value("expected", Json())) + ": " +
                      finding.value("detail", "") + "\n";
  for (const Json& entry : finding.value("nearest", Json::array()))
    lines += "        nearest: " + entry_line(entry) + "\n";
  return lines;
}

Error refused(const AdminAnswer& answer, const Json& body) {
  const bool worded = body.is_object() && body.value("detail", Json()).is_string();
  return Error(answer.status == 400 ? Errc::kRequestBadValue : Errc::kServerRefused,
               worded ? body["detail"].get<std::string>()
                      : "the admin API answered with the status " + std::to_string(answer.status),
               worded ? body.value("hint", "") : "check that the URL is that of a mock's admin port");
}

}  // namespace

Result<ExpectReport> expect(const ExpectOptions& options) {
  const auto order = read_order(options.file);
  if (!order) return order.error();
  pki::Secret token;
  if (!options.admin_token_file.empty()) {
    auto read = read_secret_file(options.admin_token_file);
    if (!read) return std::move(read).error().while_doing("reading --admin-token-file");
    token = *std::move(read);
  }
  const auto answer =
      post_to_admin(options.admin, "/__admin/sandboxes/" + options.sandbox + "/verify", dump(*order), token);
  if (!answer) return answer.error();
  const auto body = Json::parse(answer->body, nullptr, false);
  const bool known = body.is_object() && body.value("ok", Json()).is_boolean() && body.contains("findings");
  if (!known) return refused(*answer, body);

  ExpectReport report{.met = body["ok"].get<bool>()};
  if (options.json) {
    report.text = dump(body) + "\n";
  } else {
    for (const Json& finding : body["findings"]) report.text += finding_lines(finding);
  }
  return report;
}

}  // namespace orcamo::mock
