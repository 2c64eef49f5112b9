#include "cli/issue.hpp"

#include <charconv>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>
#include <vector>

#include "authority/p12_text.hpp"
#include "cli/chosen_password.hpp"
#include "cli/files.hpp"
#include "orcamo/pki/in_quotes.hpp"
#include "world/sandbox.hpp"

namespace orcamo::mock {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

pki::Result<std::optional<pki::TimePoint>> read_time(const char* option, const std::string& text,
                                                     const pki::TimeAnchors& anchors) {
  if (text.empty()) return std::optional<pki::TimePoint>();
  const auto time = pki::evaluate_time(text, anchors);
  if (!time) return pki::Error(time.error()).while_doing(std::string("reading ") + option);
  return std::optional<pki::TimePoint>(*time);
}

pki::Result<IssueRequest> read_request(const IssueOptions& options, const pki::TimeAnchors& anchors) {
  IssueRequest request;
  auto not_before = read_time("--not-before", options.not_before, anchors);
  if (!not_before) return std::move(not_before).error();
  request.not_before = *not_before;
  auto not_after = read_time("--not-after", options.not_after, anchors);
  if (!not_after) return std::move(not_after).error();
  request.not_after = *not_after;
  if (!options.facility.empty()) {
    auto facility = parse_facility(options.facility);
    if (!facility) return std::move(facility).error();
    request.identity.facility = std::move(*facility);
  }
  if (!options.client.empty()) {
    auto client = parse_client(options.client);
    if (!client) return std::move(client).error();
    request.identity.client = std::move(*client);
  }
  if (!options.key.empty()) {
    auto key = pki::parse_key_type(options.key);
    if (!key) return std::move(key).error();
    request.key = *key;
  }
  if (!options.profile.empty()) {
    auto profile = parse_p12_profile(options.profile);
    if (!profile) return std::move(profile).error();
    request.profile = *profile;
  }
  if (!options.shape.empty()) {
    const auto shape = parse_certificate_shape(options.shape);
    if (!shape) return shape.error();
    request.shape = *shape;
  }
  if (!options.password_file.empty()) {
    auto password = read_chosen_password(options.password_file);
    if (!password) return std::move(password).error();
    request.password = std::move(*password);
  }
  return request;
}

// Batch writes several files or none: what is there already stays, what it wrote goes when it is not kept.
class Batch {
 public:
  Batch() = default;
  ~Batch() {
    std::error_code ignored;
    for (const fs::path& path : written_) fs::remove(path, ignored);
  }
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;

  pki::Result<void> write(const fs::path& path, std::string_view content, Access access) {
    auto written = write_file(path, content, access, Existing::kUntouched);
    if (written) written_.push_back(path);
    return written;
  }
  void keep() noexcept { written_.clear(); }

 private:
  std::vector<fs::path> written_;
};

// make issues what was asked for; a file that is not to be broken is a file of no kind.
pki::Result<BrokenFile> make(Sandbox& sandbox, const IssueOptions& options, IssueRequest request) {
  if (options.broken.empty()) {
    auto issued = sandbox.issue(std::move(request));
    if (!issued) return std::move(issued).error();
    pki::Bytes p12 = (*issued)->p12;
    return BrokenFile{{}, *std::move(issued), std::move(p12)};
  }
  const auto kind = parse_broken_kind(options.broken);
  if (!kind) return kind.error();
  return sandbox.issue_broken(*kind, std::move(request));
}

}  // namespace

std::string check_seed(const std::string& text) {
  std::uint64_t seed = 0;
  const char* const end = text.data() + text.size();
  const auto [read_to, fault] = std::from_chars(text.data(), end, seed);
  if (fault == std::errc() && read_to == end) return {};
  return "a seed is a whole number from 0 to 18446744073709551615, not " + pki::in_quotes(text);
}

pki::Result<std::string> issue(const IssueOptions& options) {
  const pki::SystemClock real;
  auto sandbox = Sandbox::create({.id = "default", .seed = options.seed}, real);
  if (!sandbox) return std::move(sandbox).error();
  const auto now = read_time("--now", options.now, {.now = real.now()});
  if (!now) return now.error();
  if (*now) (*sandbox)->clock().start_at(**now, ClockMode::kFrozen);
  auto request = read_request(options, (*sandbox)->anchors());
  if (!request) return std::move(request).error();
  const auto issued = make(**sandbox, options, std::move(*request));
  if (!issued) return issued.error();
  const Generation& generation = *issued->generation;

  std::error_code ec;
  fs::create_directories(options.out, ec);
  if (ec) {
    return pki::Error(pki::Errc::kFileUnwritable,
                      "the folder " + options.out.string() + " cannot be made: " + ec.message(),
                      "name a folder that this user may write to");
  }
  const fs::path folder = fs::absolute(options.out);
  const fs::path ca = folder / "ca.pem";
  const fs::path p12 = folder / generation.file_name;
  const fs::path password = fs::path(p12).replace_extension(".password.txt");
  Batch batch;
  if (auto done = batch.write(ca, (*sandbox)->authority().ca_pem(), Access::kPublic); !done) return done.error();
  if (auto done = batch.write(p12, pki::as_text(issued->p12), Access::kPrivate); !done) return done.error();
  if (auto done = batch.write(password, generation.password.reveal(), Access::kPrivate); !done) return done.error();
  batch.keep();

  const pki::Certificate& certificate = generation.credential.certificate;
  Json line{{"p12", p12.string()},
            {"password_file", password.string()},
            {"ca", ca.string()},
            {"serial", certificate.serial()},
            {"not_before", pki::format_rfc3339(certificate.validity().not_before)},
            {"not_after", pki::format_rfc3339(certificate.validity().not_after)}};
  if (!options.broken.empty()) {
    line["broken"] = issued->kind.name;
    line["verdict"] = {{"lenient", issued->kind.lenient}, {"strict", issued->kind.strict}};
  }
  const auto warnings = password_warnings(generation.password.reveal());
  if (!warnings.empty()) line["warnings"] = warnings;
  return line.dump();
}

}  // namespace orcamo::mock
