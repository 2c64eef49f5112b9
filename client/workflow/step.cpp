#include "orcamo/client/step.hpp"

namespace orcamo::client {

std::string_view step_name(Step step) noexcept {
  switch (step) {
    case Step::kCheck:
      return "check";
    case Step::kRequest:
      return "request";
    case Step::kDownload:
      return "download";
    case Step::kValidate:
      return "validate";
    case Step::kTrialLogin:
      return "trial_login";
    case Step::kCommit:
      return "commit";
    case Step::kConfirmOld:
      return "confirm_old";
  }
  return "unknown";
}

}  // namespace orcamo::client
