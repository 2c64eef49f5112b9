#pragma once
#include <map>
#include <string>
#include <string_view>

namespace orcamo::mock {

using Form = std::map<std::string, std::string, std::less<>>;

// parse_form reads application/x-www-form-urlencoded, as in form bodies and queries. Of a name that comes twice the
// first counts; a pair with a malformed escape is left out.
Form parse_form(std::string_view text);

// form_field is the empty text where there is no such field.
std::string form_field(const Form& form, std::string_view name);

}  // namespace orcamo::mock
