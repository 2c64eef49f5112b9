#include <string>
#include <utility>

#include "world/sandbox.hpp"

// What a sandbox hands out to whoever tries how a broken file is read.
namespace orcamo::mock {
namespace {

pki::Result<void> check_profile(const IssueRequest& request) {
  if (!request.profile || *request.profile == P12Profile::kModern2023) return {};
  const std::string_view name = request.profile->name;
  return pki::Error(pki::Errc::kRequestBadValue,
                    "a broken file is AES-256 and SHA-256 but for its fault, and not " +
                        std::string(name.empty() ? "of another profile" : name),
                    "leave the profile out, or use Modern2023");
}

}  // namespace

pki::Result<BrokenFile> Sandbox::issue_broken(const BrokenKind& kind, IssueRequest request) {
  if (auto checked = check_profile(request); !checked) return checked.error();
  auto generation = issue(std::move(request));
  if (!generation) return std::move(generation).error();
  const Generation& sound = **generation;
  const SubjectName subject{.organization = sound.identity.facility, .common_name = sound.identity.client};
  const auto randomness = randomness_.of("broken").of(kind.name).of(sound.credential.certificate.serial());
  auto p12 = mint_broken(kind,
                         {.authority = authority_,
                          .credential = sound.credential,
                          .subject = subject,
                          .password = sound.password.reveal()},
                         randomness);
  if (!p12) return std::move(p12).error();
  return BrokenFile{kind, *std::move(generation), *std::move(p12)};
}

}  // namespace orcamo::mock
