#include "authority/certificate_form.hpp"

#include <algorithm>

namespace orcamo::mock {
namespace {

constexpr std::size_t kCentury = 2;  // digits
constexpr std::size_t kSeconds = 2;

// 20310203040506
std::string digits(pki::TimePoint time) {
  std::string text = pki::format_rfc3339(time);
  std::erase_if(text, [](char c) { return c < '0' || c > '9'; });
  return text;
}

}  // namespace

bool is_generalized(TimeForm form) noexcept {
  return form == TimeForm::kGeneralizedTime || form == TimeForm::kGeneralizedTimeWithoutSeconds ||
         form == TimeForm::kGeneralizedTimeWithFraction;
}

std::string time_text(pki::TimePoint time, TimeForm form) {
  const bool is_local = form == TimeForm::kUtcTimeWithOffset;
  std::string text = digits(is_local ? time + pki::kJst.offset : time);
  if (!is_generalized(form)) text.erase(0, kCentury);
  if (form == TimeForm::kUtcTimeWithoutSeconds || form == TimeForm::kGeneralizedTimeWithoutSeconds) {
    text.resize(text.size() - kSeconds);
  }
  if (form == TimeForm::kGeneralizedTimeWithFraction) text += ".5";
  return text + (is_local ? "+0900" : "Z");
}

}  // namespace orcamo::mock
