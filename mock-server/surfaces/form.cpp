#include "surfaces/form.hpp"

#include <algorithm>
#include <utility>

#include "net/router.hpp"

namespace orcamo::mock {
namespace {

bool decode(std::string_view text, std::string& decoded) {
  std::string spaced(text);
  std::replace(spaced.begin(), spaced.end(), '+', ' ');
  return percent_decode(spaced, decoded);
}

}  // namespace

Form parse_form(std::string_view text) {
  Form form;
  while (!text.empty()) {
    const auto end = text.find('&');
    const auto pair = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    const auto equals = pair.find('=');
    std::string name;
    std::string value;
    const auto value_text = equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1);
    if (decode(pair.substr(0, equals), name) && decode(value_text, value)) {
      form.emplace(std::move(name), std::move(value));
    }
  }
  return form;
}

std::string form_field(const Form& form, std::string_view name) {
  const auto found = form.find(name);
  return found == form.end() ? std::string() : found->second;
}

}  // namespace orcamo::mock
