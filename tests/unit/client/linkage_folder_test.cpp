#include <gmock/gmock.h>

#include <ostream>

#include "orcamo/client/directory_store.hpp"
#include "orcamo/testing/temporary_directory.hpp"

namespace orcamo::testing {
namespace {

using client::DirectoryStore;
using client::Linkage;
using pki::Errc;

struct FolderName {
  const char* path;
  bool alphabetic;
};
void PrintTo(const FolderName& folder, std::ostream* out) { *out << folder.path; }

class LinkageFolder : public ::testing::TestWithParam<FolderName> {};

TEST_P(LinkageFolder, MustBeAlphabetic) {
  const TemporaryDirectory temporary;
  const auto store = DirectoryStore::open(temporary / GetParam().path, Linkage::kYes);

  EXPECT_EQ(store.has_value(), GetParam().alphabetic);
  if (!store) {
    EXPECT_EQ(store.error().code(), Errc::kStoreFolderNotAlphabetic);
  }
  EXPECT_TRUE(DirectoryStore::open(temporary / GetParam().path, Linkage::kNo).has_value());
}

INSTANTIATE_TEST_SUITE_P(Names, LinkageFolder,
                         ::testing::Values(FolderName{"certificates", true}, FolderName{"ORCA", true},
                                           FolderName{"certificates/", true}, FolderName{"x/../certificates/.", true},
                                           FolderName{"証明書", false}, FolderName{"orca2031", false},
                                           FolderName{"my certificates", false}, FolderName{"a-b", false},
                                           FolderName{"ＡＢＣ", false}));

}  // namespace
}  // namespace orcamo::testing
