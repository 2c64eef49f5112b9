#pragma once
#include <map>
#include <string>
#include <string_view>

#include "net/message.hpp"
#include "surfaces/visit.hpp"

namespace orcamo::mock {

// PageValues are what a template may name. Values are HTML-escaped; a section shows when its name is there.
using PageValues = std::map<std::string, std::string>;

// page renders `page_template` (mustache, see pages/) with `values` and what every page tells of the visit.
// Nobody keeps a page, and nothing but our own stylesheet and script runs in it.
Response page(const Visit& visit, std::string_view page_template, PageValues values, unsigned status = 200);

}  // namespace orcamo::mock
