#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "orcamo/pki/result.hpp"
#include "orcamo/pki/secret.hpp"

namespace orcamo::client {

// PageItem is one thing on a page: something to read, to press or to fill in. Its texts live as long as the page.
struct PageItem {
  enum class Kind { kWords, kLink, kButton, kField };
  static constexpr std::size_t kNoForm = static_cast<std::size_t>(-1);

  Kind kind = Kind::kWords;
  std::string_view text = {};     // what is read there: words, the label of a link or a button, the value of a field
  std::string_view address = {};  // of a link, as the page has it
  std::string_view type = {};     // of a field or a button, in small letters: text, password, hidden, submit, …
  std::string_view name = {};     // of a field or a button: what its form sends it as
  std::string_view value = {};    // of a field or a button
  std::size_t form = kNoForm;
};

struct PageForm {
  std::string_view method;  // in small letters; empty: get
  std::string_view action;  // as the page has it; empty: the page itself
};

// Page is an HTML page as a person without scripts sees it, from top to bottom. White space is folded, what is hidden
// is left out, but for hidden fields. It may show a password: its texts are wiped with it.
class Page {
 public:
  static constexpr std::size_t kMostOctets = 128 << 10;

  // read parses HTML in UTF-8. Fails with kAnswerTooLarge.
  static pki::Result<Page> read(std::string_view html);

  const std::vector<PageItem>& items() const noexcept { return items_; }
  const std::vector<PageForm>& forms() const noexcept { return forms_; }
  std::string_view title() const noexcept { return title_; }
  std::string_view base() const noexcept { return base_; }  // what relative addresses hang on; empty: the page's own

  // behind is where the page goes on after `words`, read without regard to white space and to what they are made of;
  // unset: it does not say them.
  std::optional<std::size_t> behind(std::string_view words) const;

  // find is the first item of that kind whose text is exactly `text`, from the item numbered `from`; null: none.
  const PageItem* find(PageItem::Kind kind, std::string_view text, std::size_t from = 0) const;

  // password_field is where a password is to be filled in; null: nowhere.
  const PageItem* password_field() const;

 private:
  class Reader;

  std::vector<pki::Secret> texts_;
  std::vector<PageItem> items_;
  std::vector<PageForm> forms_;
  std::string_view title_;
  std::string_view base_;
};

}  // namespace orcamo::client
