#include <utility>

#include "world/sandbox.hpp"

// What a sandbox hands out to whoever tries how a broken file is read.
namespace orcamo::mock {

pki::Result<BrokenFile> Sandbox::issue_broken(const BrokenKind& kind, IssueRequest request) {
  if (request.shape) {
    return pki::Error(pki::Errc::kRequestBadValue,
                      "a file is broken, or its certificate has a shape of its own, and not both",
                      "leave one of the two out: the verdict would be that of the other");
  }
  const P12Profile profile = request.profile.value_or(policy()->p12_profile.value_or(P12Profile::kModern2023));
  const auto judged = with_profile(kind, profile);
  if (!judged) return judged.error();
  request.profile = profile;
  auto generation = issue(std::move(request));
  if (!generation) return std::move(generation).error();
  const Generation& sound = **generation;
  const SubjectName subject{.organization = sound.identity.facility, .common_name = sound.identity.client};
  const pki::Credential credential = authority_.with_root(sound.credential);
  const auto randomness = randomness_.of("broken").of(kind.name).of(sound.credential.certificate.serial());
  auto p12 = mint_broken(kind,
                         {.authority = authority_,
                          .credential = credential,
                          .subject = subject,
                          .password = sound.password.reveal(),
                          .profile = profile},
                         randomness);
  if (!p12) return std::move(p12).error();
  return BrokenFile{*judged, *std::move(generation), *std::move(p12)};
}

}  // namespace orcamo::mock
