#include <algorithm>

#include "claims.hpp"
#include "workflow/page.hpp"

// A page of the console, as the client reads it.
namespace orcamo::testing {
namespace {

using client::Page;
using client::PageItem;

// octets_of reads every octet of a text: what is not there any more is found by the sanitizer.
std::size_t octets_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return c != '\0'; }));
}

void claim_item(const Page& page, const PageItem& item) {
  for (const std::string_view text : {item.text, item.address, item.type, item.name, item.value}) {
    claim(octets_of(text) == text.size(), "a text has no zero octets");
  }
  claim(item.form == PageItem::kNoForm || item.form < page.forms().size(), "an item is in a form that there is");
  claim(!item.text.starts_with(' ') && !item.text.ends_with(' '), "a text has no blanks around it", item.text);
  claim(item.text.find("  ") == std::string_view::npos, "white space is folded", item.text);

  const PageItem* found = page.find(item.kind, item.text);
  claim(found != nullptr && found <= &item && found->text == item.text, "what is there is found");
  if (item.kind == PageItem::Kind::kField) return;
  const auto behind = page.behind(item.text);
  claim(behind && *behind <= static_cast<std::size_t>(&item - page.items().data()) + 1, "what is said is said there");
}

void read_page(std::string_view html) {
  const auto page = Page::read(html);
  claim(page.has_value() == (html.size() <= Page::kMostOctets), "a page is read unless it is too large");
  if (!page) return claim_sentence(page.error());
  const auto& items = page->items();
  // Each of them looks through the whole page: the first are enough.
  std::for_each(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(items.size(), 64)),
                [&](const PageItem& item) { claim_item(*page, item); });
  for (const auto& form : page->forms()) claim(octets_of(form.method) == form.method.size(), "a method has no zeros");
  (void)octets_of(page->title());
  (void)octets_of(page->base());
  const PageItem* field = page->password_field();
  claim(field == nullptr || field->type == "password", "a password field is one");
}

}  // namespace
}  // namespace orcamo::testing

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  orcamo::testing::read_page(orcamo::testing::text_of(data, size));
  return 0;
}
