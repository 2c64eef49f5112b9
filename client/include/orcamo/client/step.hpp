#pragma once
#include <string_view>

namespace orcamo::client {

// Step is one of those that a renewal takes, in this order.
enum class Step { kCheck, kRequest, kDownload, kValidate, kTrialLogin, kCommit, kConfirmOld };

std::string_view step_name(Step step) noexcept;  // "trial_login"

}  // namespace orcamo::client
