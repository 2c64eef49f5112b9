#include "net/chunked_body.hpp"

#include <gmock/gmock.h>

#include <tuple>

namespace orcamo::mock {
namespace {

using State = ChunkedBody::State;

constexpr Limits kLimits{.max_body = 20, .max_header = 40};

struct Outcome {
  State state;
  std::string text;
  std::string rest;  // what the body left for the next request

  friend bool operator==(const Outcome&, const Outcome&) = default;
  friend void PrintTo(const Outcome& outcome, std::ostream* out) {
    *out << "state " << static_cast<int>(outcome.state) << " text '" << outcome.text << "' rest '" << outcome.rest
         << "'";
  }
};

Outcome read_in_pieces(std::string_view octets, std::size_t piece) {
  ChunkedBody body(kLimits);
  std::string waiting;
  while (!octets.empty()) {
    waiting += octets.substr(0, piece);
    octets.remove_prefix(std::min(piece, octets.size()));
    waiting.erase(0, body.take(waiting));
  }
  const bool is_complete = body.state() == State::kComplete;
  return {body.state(), is_complete ? body.release() : "", is_complete ? waiting : ""};
}

struct Row {
  std::string name;
  std::string octets;
  Outcome expected;
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class ChunkedBodyTable : public testing::TestWithParam<std::tuple<Row, std::size_t>> {};

TEST_P(ChunkedBodyTable, SaysTheSameHoweverItIsCut) {
  const auto& [row, piece] = GetParam();

  EXPECT_EQ(read_in_pieces(row.octets, piece), row.expected);
}

Row read(std::string name, std::string octets, std::string text, std::string rest = "") {
  return {std::move(name), std::move(octets), {State::kComplete, std::move(text), std::move(rest)}};
}

Row ends(std::string name, std::string octets, State state) {
  return {std::move(name), std::move(octets), {state, "", ""}};
}

INSTANTIATE_TEST_SUITE_P(
    Table, ChunkedBodyTable,
    testing::Combine(
        testing::Values(
            read("Empty", "0\r\n\r\n", ""), read("Chunks", "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", "abcde"),
            read("Hexadecimal", "0A\r\n0123456789\r\n0\r\n\r\n", "0123456789"), read("Zeros", "000\r\n\r\n", ""),
            read("ExactlyTheLimit", "14\r\n01234567890123456789\r\n0\r\n\r\n", "01234567890123456789"),
            read("LineEndsInData", "4\r\n\r\n\r\n\r\n0\r\n\r\n", "\r\n\r\n"),
            read("NextRequest", "1\r\na\r\n0\r\n\r\nGET / HTTP/1.1\r\n", "a", "GET / HTTP/1.1\r\n"),
            read("Extensions", "1;n;m=\"x y\" ; k=v\r\na\r\n0 ;e\r\n\r\n", "a"),
            read("Trailer", "1\r\na\r\n0\r\nX-Sum: 1\r\nY:\r\n\r\n", "a"),
            read("TrailerOfExactlyTheLimit", "0\r\nX: " + std::string(33, 'a') + "\r\n\r\n", ""),
            ends("NothingOfASize", "", State::kUnfinished), ends("HalfASize", "1", State::kUnfinished),
            ends("HalfALineEnd", "1\r", State::kUnfinished), ends("HalfOfTheData", "3\r\nab", State::kUnfinished),
            ends("NoLastChunk", "1\r\na\r\n", State::kUnfinished), ends("NoEmptyLine", "0\r\n", State::kUnfinished),
            ends("NoSize", "\r\n", State::kMalformed), ends("NotHexadecimal", "g\r\n", State::kMalformed),
            ends("Prefixed", "0x1\r\na\r\n", State::kMalformed), ends("Negative", "-1\r\n", State::kMalformed),
            ends("SpaceAhead", " 1\r\na\r\n", State::kMalformed), ends("TwoSizes", "1 1\r\na\r\n", State::kMalformed),
            ends("BareLineFeed", "1\na\r\n", State::kMalformed),
            ends("BareReturn", "1;\r;\r\na\r\n", State::kMalformed),
            ends("ControlInExtension", "1;\x17\r\na\r\n", State::kMalformed),
            ends("DataTooLong", "1\r\nab\r\n", State::kMalformed),
            ends("DataEndsHalf", "1\r\na\r2\r\n", State::kMalformed),
            ends("TrailerWithoutName", "0\r\n: 1\r\n\r\n", State::kMalformed),
            ends("TrailerWithoutColon", "0\r\nX\r\n\r\n", State::kMalformed),
            ends("TrailerFolded", "0\r\nX: 1\r\n y: 2\r\n\r\n", State::kMalformed),
            ends("TrailerWithControl", std::string("0\r\nX: \0\r\n\r\n", 11), State::kMalformed),
            ends("OneTooMany", "15\r\n", State::kBodyTooLarge),
            ends("OneTooManyInAll", "14\r\n01234567890123456789\r\n1\r\n", State::kBodyTooLarge),
            ends("MoreThan64Bits", "10000000000000001\r\n", State::kBodyTooLarge),
            ends("ExtensionTooLong", "1;" + std::string(38, 'a') + "\r\n", State::kHeadTooLarge),
            ends("ExtensionWithoutEnd", "1;" + std::string(38, 'a'), State::kHeadTooLarge),
            ends("ExtensionsTooLongInAll",
                 "1;" + std::string(20, 'a') + "\r\na\r\n1;" + std::string(20, 'a') + "\r\na\r\n",
                 State::kHeadTooLarge),
            ends("ZerosTooLongInAll", std::string(35, '0') + "1\r\na\r\n" + std::string(35, '0') + "1\r\na\r\n",
                 State::kHeadTooLarge),
            ends("TrailerTooLong", "0\r\nX: " + std::string(34, 'a') + "\r\n\r\n", State::kHeadTooLarge)),
        testing::Values(1, 2, 3, 7, 1000)),
    [](const auto& row) { return std::get<0>(row.param).name + "By" + std::to_string(std::get<1>(row.param)); });

}  // namespace
}  // namespace orcamo::mock
