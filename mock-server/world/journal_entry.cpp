#include "world/journal_entry.hpp"

#include <initializer_list>

namespace orcamo::mock {
namespace {

constexpr std::size_t kLongestText = 512;

// A new string each: to cut one leaves its memory as it was.
void shorten(std::initializer_list<std::string*> texts) {
  for (std::string* const text : texts) {
    if (text->size() > kLongestText) *text = text->substr(0, kLongestText) + "...";
  }
}

}  // namespace

void shorten(HandshakeEntry& entry) { shorten({&entry.detail, &entry.server_name, &entry.serial, &entry.subject}); }

void shorten(RequestEntry& entry) { shorten({&entry.deed.user, &entry.method, &entry.path, &entry.serial}); }

}  // namespace orcamo::mock
