#include "surfaces/spoilt_answer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "net/response_text.hpp"
#include "orcamo/pki/bytes.hpp"
#include "surfaces/base64.hpp"
#include "surfaces/gzip.hpp"
#include "surfaces/json.hpp"
#include "surfaces/utf16.hpp"

namespace orcamo::mock {
namespace {

constexpr std::string_view kBom = "\xef\xbb\xbf";
constexpr std::string_view kLength = "Content-Length: ";

void drop_header(Headers& headers, std::string_view name) {
  std::erase_if(headers, [&](const auto& field) { return !header({field}, name).empty(); });
}

// filled puts `by` in the place of `{name}`.
std::string filled(std::string text, std::string_view name, std::string_view by) {
  const auto place = "{" + std::string(name) + "}";
  for (auto at = text.find(place); at != std::string::npos; at = text.find(place, at + by.size())) {
    text.replace(at, place.size(), by);
  }
  return text;
}

// set_member changes one member of the answer's JSON object, where it is one.
void set_member(Response& answer, std::string_view name, const Json& value) {
  auto body = parse_json(answer.body);
  if (!body || !body->is_object() || !body->contains(name)) return;
  (*body)[std::string(name)] = value;
  answer.body = json_text(*body);
}

Json as_json(const std::string& text) {
  const auto value = parse_json(text);
  return value ? *value : Json(text);
}

std::string faulty_uri(const std::string& pattern, const Response& answer, const Request& request) {
  const auto body = parse_json(answer.body);
  const auto right = body && body->is_object() ? body->value("uri", "") : std::string();
  const auto token = right.substr(right.rfind('/') + 1);
  return filled(filled(pattern, "token", token), "host", header(request.headers, "Host"));
}

bool is_plain(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

// A name beyond ASCII comes in the extended form alone (RFC 8187).
std::string disposition(const std::string& name) {
  if (std::ranges::all_of(name, [](char c) { return c >= ' ' && c <= '~'; })) {
    std::string quoted;
    for (const char c : name) quoted.append(c == '"' || c == '\\' ? "\\" : "").push_back(c);
    return "attachment; filename=\"" + quoted + "\"";
  }
  std::string encoded;
  for (const char c : name) {
    encoded += is_plain(c) ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return "attachment; filename*=UTF-8''" + encoded;
}

std::string stem_in(std::string_view disposition) {
  const auto begin = disposition.find('"');
  const auto end = disposition.rfind(".p12\"");
  if (begin == std::string_view::npos || end == std::string_view::npos || end <= begin) return {};
  return std::string(disposition.substr(begin + 1, end - begin - 1));
}

// Parts are an answer as octets; the head ends with the empty line.
struct Parts {
  std::string head;
  std::string body;
};

Parts parts_of(const Response& answer, const Request& request, pki::TimePoint now) {
  auto text = response_text(answer, request.method, now, Persistence::kClose);
  const auto end = text.find("\r\n\r\n") + 4;
  return {text.substr(0, end), text.substr(end)};
}

// length_line replaces the line with Content-Length; the answer has one.
void replace_length(std::string& head, const std::string& line) {
  const auto at = head.find(kLength);
  if (at != std::string::npos) head.replace(at, head.find("\r\n", at) + 2 - at, line);
}

std::string in_chunks(std::string_view body, std::size_t size) {
  std::string text;
  for (std::size_t at = 0; at < body.size(); at += size) {
    const auto chunk = body.substr(at, size);
    text += fmt::format("{:x}\r\n{}\r\n", chunk.size(), chunk);
  }
  return text + "0\r\n\r\n";
}

RawBytes raw(const Response& answer, std::string octets) {
  RawBytes bytes;
  bytes.octets = std::move(octets);
  bytes.status = answer.status;
  bytes.deed = answer.deed;
  return bytes;
}

RawBytes cut_short(const Response& answer, const Parts& parts, const Fault& fault) {
  auto bytes = raw(answer, parts.head + parts.body.substr(0, fault.share.of_size(parts.body.size())));
  if (fault.kind == FaultKind::kReset) bytes.end = RawBytes::End::kReset;
  return bytes;
}

// delivered is for the kinds that leave the answer as it is, and are about its way to the client.
Delayed::Late delivered(Response answer, const Fault& fault, const Request& request, pki::TimePoint now) {
  auto parts = parts_of(answer, request, now);
  switch (fault.kind) {
    case FaultKind::kLoseAnswer:
      return Drop{std::move(answer.deed)};
    case FaultKind::kTruncate:
    case FaultKind::kReset:
      return cut_short(answer, parts, fault);
    case FaultKind::kDrip: {
      auto bytes = raw(answer, parts.head + parts.body);
      bytes.per_second = fault.per_second;
      return bytes;
    }
    case FaultKind::kChunked:
      replace_length(parts.head, "Transfer-Encoding: chunked\r\n");
      return raw(answer, parts.head + in_chunks(parts.body, static_cast<std::size_t>(fault.octets)));
    case FaultKind::kContentLength: {
      const auto said = std::max<std::int64_t>(0, static_cast<std::int64_t>(parts.body.size()) + fault.octets);
      replace_length(parts.head, std::string(kLength) + std::to_string(said) + "\r\n");
      return raw(answer, parts.head + parts.body);
    }
    default:
      return answer;
  }
}

}  // namespace

void set_header(Headers& headers, std::string_view name, std::string value) {
  drop_header(headers, name);
  headers.emplace_back(name, std::move(value));
}

Delayed::Late spoilt(Response answer, const Fault& fault, const Request& request, pki::TimePoint now) {
  switch (fault.kind) {
    case FaultKind::kStatus:
      answer.status = fault.status.value_or(answer.status);
      for (const auto& [name, value] : fault.headers) set_header(answer.headers, name, value);
      break;
    case FaultKind::kPass:
      set_member(answer, "pass", as_json(fault.value));
      break;
    case FaultKind::kUri:
      set_member(answer, "uri", faulty_uri(fault.value, answer, request));
      break;
    case FaultKind::kBom:
      answer.body.insert(0, kBom);
      break;
    case FaultKind::kUtf16:
      answer.body = utf16(answer.body);
      break;
    case FaultKind::kGzip:
      answer.body = gzip(answer.body);
      set_header(answer.headers, "Content-Encoding", "gzip");
      break;
    case FaultKind::kBase64:
      answer.body = encode_base64(pki::as_bytes(answer.body));
      break;
    case FaultKind::kContentType:
      drop_header(answer.headers, "Content-Type");
      if (!fault.value.empty()) set_header(answer.headers, "Content-Type", fault.value);
      break;
    case FaultKind::kFileName: {
      const auto stem = stem_in(header(answer.headers, "Content-Disposition"));
      set_header(answer.headers, "Content-Disposition", disposition(filled(fault.value, "stem", stem)));
      break;
    }
    default:
      return delivered(std::move(answer), fault, request, now);
  }
  return answer;
}

}  // namespace orcamo::mock
