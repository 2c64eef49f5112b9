#include "identity/read_file.hpp"

#include <gtest/gtest.h>

#include <string>

#include "orcamo/testing/matchers.hpp"
#include "orcamo/testing/temporary_directory.hpp"

namespace orcamo::client {
namespace {

using testing::FailsWith;

TEST(ReadFile, ReturnsEveryOctetHoweverManyThereAre) {
  const testing::TemporaryDirectory folder;
  for (const std::size_t size : {0u, 1u, 16'384u, 16'385u, 100'000u}) {
    std::string text;
    for (std::size_t i = 0; i < size; ++i) text += static_cast<char>('a' + i % 23);
    folder.write("file", text);

    EXPECT_EQ(pki::as_text(read_file(folder / "file", size).value()), text) << size;
  }
}

TEST(ReadFile, StopsAtItsLimit) {
  const testing::TemporaryDirectory folder;
  folder.write("file", std::string(101, 'x'));

  EXPECT_THAT(read_file(folder / "file", 100), FailsWith(pki::Errc::kFileTooLarge));
}

}  // namespace
}  // namespace orcamo::client
