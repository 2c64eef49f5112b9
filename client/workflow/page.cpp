#include "workflow/page.hpp"

#include <gumbo.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <utility>

#include "identity/letters.hpp"

namespace orcamo::client {
namespace {

// What the parser allocates may hold a password: each block has its size in front of it and is wiped in the end.
constexpr std::size_t kInFront = alignof(std::max_align_t);

void* allocate(void*, std::size_t size) {
  auto* block = static_cast<char*>(std::malloc(kInFront + size));
  if (block == nullptr) std::abort();  // the parser looks at no null
  std::memcpy(block, &size, sizeof size);
  return block + kInFront;
}

void wipe_and_free(void*, void* given) {
  if (given == nullptr) return;
  char* block = static_cast<char*>(given) - kInFront;
  std::size_t size = 0;
  std::memcpy(&size, block, sizeof size);
  explicit_bzero(block, kInFront + size);
  std::free(block);
}

GumboOptions parser_options() {
  GumboOptions options = kGumboDefaultOptions;
  options.allocator = allocate;
  options.deallocator = wipe_and_free;
  options.max_errors = 0;
  return options;
}

struct FreeTree {
  void operator()(GumboOutput* output) const noexcept {
    const GumboOptions options = parser_options();
    gumbo_destroy_output(&options, output);
  }
};

// Octets of the white space at the front of `text`: ASCII's, U+00A0 and U+3000.
std::size_t space_at(std::string_view text) noexcept {
  if (text.empty()) return 0;
  if (std::string_view(" \t\r\n\f").find(text.front()) != std::string_view::npos) return 1;
  if (text.starts_with("\xC2\xA0")) return 2;
  return text.starts_with("\xE3\x80\x80") ? 3 : 0;
}

enum class Space { kFolded, kLeftOut };

// append_text appends `text` with its white space as one blank, or without.
void append_text(std::string& out, std::string_view text, Space space) {
  while (!text.empty()) {
    if (const std::size_t blank = space_at(text); blank > 0) {
      if (space == Space::kFolded && !out.empty() && out.back() != ' ') out += ' ';
      text.remove_prefix(blank);
    } else {
      out += text.front();
      text.remove_prefix(1);
    }
  }
}

std::string_view attribute(const GumboNode& node, const char* name) noexcept {
  const GumboAttribute* found = gumbo_get_attribute(&node.v.element.attributes, name);
  return found == nullptr ? std::string_view() : found->value;
}

bool has_attribute(const GumboNode& node, const char* name) noexcept {
  return gumbo_get_attribute(&node.v.element.attributes, name) != nullptr;
}

bool is_unseen(const GumboNode& node) noexcept {
  if (node.type == GUMBO_NODE_TEMPLATE) return true;
  const GumboTag tag = node.v.element.tag;
  return tag == GUMBO_TAG_SCRIPT || tag == GUMBO_TAG_STYLE || tag == GUMBO_TAG_SELECT || has_attribute(node, "hidden");
}

constexpr std::string_view kTagSpace = " \t\r\n\f";

// formatting_name is the name, in small letters, in a start tag without its "<" of those elements that a page may leave
// open: the parser makes them anew in each paragraph that follows (HTML, 13.2.4.3). Empty: it is another's.
std::string formatting_name(std::string_view tag) {
  constexpr std::string_view kNames = " a b big code em font i nobr s small strike strong tt u ";
  constexpr std::size_t kLongest = 6;
  const std::size_t end = tag.substr(0, kLongest + 1).find_first_of(" \t\r\n\f/>");
  if (end == std::string_view::npos || end == 0) return {};
  std::string name = lower(tag.substr(0, end));
  return kNames.find(" " + name + " ") != std::string_view::npos ? name : std::string();
}

// skip_attributes takes plain attributes off the front of `text`: NAME, NAME=word, NAME="…" and NAME='…'. What is left
// begins with ">" where the tag ends there beyond doubt.
void skip_attributes(std::string_view& text) noexcept {
  const auto skip = [&](std::string_view signs) {
    text.remove_prefix(std::min(text.find_first_not_of(signs), text.size()));
  };
  const auto skip_to = [&](std::string_view signs) {
    text.remove_prefix(std::min(text.find_first_of(signs), text.size()));
  };
  while (!text.empty() && kTagSpace.find(text.front()) != std::string_view::npos) {
    skip(kTagSpace);
    const std::size_t before = text.size();
    skip_to(" \t\r\n\f\"'=<>/`");
    if (text.size() == before) return;
    if (!text.starts_with('=')) continue;
    text.remove_prefix(1);
    if (!text.starts_with('"') && !text.starts_with('\'')) {
      skip_to(" \t\r\n\f\"'=<>`");
      continue;
    }
    const std::string_view quote = text.substr(0, 1);
    text.remove_prefix(1);
    skip_to(quote);
    text.remove_prefix(std::min<std::size_t>(1, text.size()));
  }
}

// is_closed tells whether text alone stands between a start tag, without its "<", and its end tag: then nothing of it
// is left open. Of what is not written plainly it does not.
bool is_closed(std::string_view tag, const std::string& name) {
  tag.remove_prefix(name.size());
  skip_attributes(tag);
  if (!tag.starts_with('>')) return false;
  tag.remove_prefix(std::min(tag.find('<'), tag.size()));
  const std::string_view end = tag.substr(0, name.size() + 3);
  return lower(end) == "</" + name + ">";
}

// may_explode tells a page of which a tree far larger than itself might grow: so often, at most, something is made
// anew, and a tenth of a kilobyte each time.
bool may_explode(std::string_view html) {
  constexpr std::size_t kMostRepeats = 1'000'000;
  std::size_t tags = 0;
  std::size_t left_open = 0;
  for (std::size_t at = html.find('<'); at != std::string_view::npos; at = html.find('<', at + 1)) {
    ++tags;
    const std::string_view tag = html.substr(at + 1);
    const std::string name = formatting_name(tag);
    if (!name.empty() && !is_closed(tag, name)) ++left_open;
  }
  return tags * left_open > kMostRepeats;
}

}  // namespace

// Reader fills in a page, node by node. Depth is the sender's choice: the way down is a list, not the call stack.
class Page::Reader {
 public:
  Reader(Page& page, std::size_t octets) : page_(page) { collected_.reserve(3 * octets); }

  void read(const GumboNode& root) {
    std::vector<Place> way{{&root, 0}};
    enter(root);
    while (!way.empty()) {
      Place& here = way.back();
      const GumboVector* children = children_of(*here.node);
      if (children == nullptr || here.next == children->length) {
        leave(*here.node);
        way.pop_back();
        continue;
      }
      const auto* child = static_cast<const GumboNode*>(children->data[here.next++]);
      if (child->type == GUMBO_NODE_TEXT) {
        add_words(child->v.text.text);
      } else if (child->type == GUMBO_NODE_WHITESPACE) {
        if (collecting_ != nullptr) append_text(collected_, " ", Space::kFolded);
      } else if (child->type == GUMBO_NODE_ELEMENT && !is_unseen(*child)) {
        enter(*child);
        way.push_back({child, 0});
      }
    }
  }

 private:
  struct Place {
    const GumboNode* node;
    unsigned next;
  };

  static const GumboVector* children_of(const GumboNode& node) noexcept {
    return node.type == GUMBO_NODE_ELEMENT ? &node.v.element.children : nullptr;
  }

  std::string_view keep(std::string_view text) {
    page_.texts_.push_back(pki::Secret::copy_of(text));
    return page_.texts_.back().reveal();
  }
  std::string_view keep_lower(std::string_view text) { return keep(lower(text)); }

  // folded keeps a text with its white space folded, and with none at its ends.
  std::string_view folded(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    append_text(out, text, Space::kFolded);
    if (out.ends_with(' ')) out.pop_back();
    page_.texts_.push_back(pki::Secret::take(out));
    return page_.texts_.back().reveal();
  }

  void add_words(std::string_view text) {
    if (collecting_ != nullptr) {
      append_text(collected_, text, Space::kFolded);
      return;
    }
    const std::string_view words = folded(text);
    if (!words.empty()) page_.items_.push_back({.kind = PageItem::Kind::kWords, .text = words});
  }

  void enter(const GumboNode& node) {
    switch (node.v.element.tag) {
      case GUMBO_TAG_TITLE:
        collect(node);
        break;
      case GUMBO_TAG_BASE:
        if (page_.base_.empty()) page_.base_ = keep(attribute(node, "href"));
        break;
      case GUMBO_TAG_FORM:
        form_ = page_.forms_.size();
        page_.forms_.push_back({keep_lower(attribute(node, "method")), keep(attribute(node, "action"))});
        break;
      case GUMBO_TAG_A:
        if (has_attribute(node, "href")) collect(node);
        break;
      case GUMBO_TAG_BUTTON:
      case GUMBO_TAG_TEXTAREA:
        if (!has_attribute(node, "disabled")) collect(node);
        break;
      case GUMBO_TAG_INPUT:
        if (!has_attribute(node, "disabled")) add_input(node);
        break;
      case GUMBO_TAG_IMG:
        if (collecting_ != nullptr) append_text(collected_, attribute(node, "alt"), Space::kFolded);
        break;
      default:
        break;
    }
  }

  void leave(const GumboNode& node) {
    if (node.v.element.tag == GUMBO_TAG_FORM) form_ = PageItem::kNoForm;
    if (collecting_ != &node) return;
    collecting_ = nullptr;
    const std::string_view text = folded(collected_);
    (void)pki::Secret::take(collected_);  // wipes it
    PageItem item{.kind = PageItem::Kind::kLink, .text = text, .form = form_};
    switch (node.v.element.tag) {
      case GUMBO_TAG_TITLE:
        page_.title_ = text;
        return;
      case GUMBO_TAG_A:
        item.address = keep(attribute(node, "href"));
        break;
      case GUMBO_TAG_BUTTON:
        item.kind = PageItem::Kind::kButton;
        item.type = keep_lower(has_attribute(node, "type") ? attribute(node, "type") : "submit");
        item.name = keep(attribute(node, "name"));
        item.value = keep(attribute(node, "value"));
        break;
      default:
        item.kind = PageItem::Kind::kField;
        item.type = "textarea";
        item.name = keep(attribute(node, "name"));
        item.value = text;
        break;
    }
    page_.items_.push_back(item);
  }

  void add_input(const GumboNode& node) {
    const std::string type = has_attribute(node, "type") ? lower(attribute(node, "type")) : "text";
    if ((type == "checkbox" || type == "radio") && !has_attribute(node, "checked")) return;
    const bool presses = type == "submit" || type == "image" || type == "button" || type == "reset";
    const std::string_view value = keep(attribute(node, "value"));
    page_.items_.push_back({.kind = presses ? PageItem::Kind::kButton : PageItem::Kind::kField,
                            .text = folded(type == "image" ? attribute(node, "alt") : value),
                            .type = keep(type == "image" ? "submit" : type),
                            .name = keep(attribute(node, "name")),
                            .value = value,
                            .form = form_});
  }

  // collect takes all text up to the end of `node` for its label.
  void collect(const GumboNode& node) {
    if (collecting_ != nullptr) return;
    collecting_ = &node;
  }

  Page& page_;
  std::size_t form_ = PageItem::kNoForm;
  const GumboNode* collecting_ = nullptr;
  std::string collected_;
};

pki::Result<Page> Page::read(std::string_view html) {
  if (html.size() > kMostOctets) {
    return pki::Error(pki::Errc::kAnswerTooLarge,
                      "the page has more than the " + std::to_string(kMostOctets) + " octets that are read of one",
                      "this does not look like the service; check the address");
  }
  if (may_explode(html)) {
    return pki::Error(pki::Errc::kAnswerTooLarge, "the page has more tags, open into one another, than are read of one",
                      "this does not look like the service; check the address");
  }
  const GumboOptions options = parser_options();
  const std::unique_ptr<GumboOutput, FreeTree> tree(gumbo_parse_with_options(&options, html.data(), html.size()));
  Page page;
  Reader(page, html.size()).read(*tree->root);
  return page;
}

std::optional<std::size_t> Page::behind(std::string_view words) const {
  std::string wanted;
  append_text(wanted, words, Space::kLeftOut);
  std::size_t size = 0;
  for (const PageItem& item : items_) size += item.text.size();
  std::string said;
  said.reserve(size);
  std::optional<std::size_t> place;
  for (std::size_t i = 0; i < items_.size() && !place; ++i) {
    if (items_[i].kind == PageItem::Kind::kField) continue;
    const std::size_t read = said.size() - std::min(said.size(), wanted.size());  // they may begin before this item
    append_text(said, items_[i].text, Space::kLeftOut);
    if (said.find(wanted, read) != std::string::npos) place = i + 1;
  }
  (void)pki::Secret::take(said);  // wipes it
  return place;
}

const PageItem* Page::find(PageItem::Kind kind, std::string_view text, std::size_t from) const {
  for (std::size_t i = from; i < items_.size(); ++i) {
    if (items_[i].kind == kind && items_[i].text == text) return &items_[i];
  }
  return nullptr;
}

const PageItem* Page::password_field() const {
  const auto found = std::find_if(items_.begin(), items_.end(), [](const PageItem& item) {
    return item.kind == PageItem::Kind::kField && item.type == "password";
  });
  return found == items_.end() ? nullptr : &*found;
}

}  // namespace orcamo::client
