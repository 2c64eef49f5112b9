#include "serve_process.hpp"

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <stdexcept>

#include "plain_http.hpp"

namespace orcamo::e2e {
namespace {

std::vector<std::string> command(const std::vector<std::string>& more) {
  std::vector<std::string> out{kMockProgram, "serve"};
  out.insert(out.end(), more.begin(), more.end());
  return out;
}

std::string decode_base64(const std::string& text) {
  std::string out(text.size(), '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  if (size < 0) throw std::runtime_error("not base64: " + text.substr(0, 40));
  const auto padding = text.size() - text.find_last_not_of('=') - 1;
  out.resize(static_cast<std::size_t>(size) - padding);
  return out;
}

}  // namespace

ServeProcess::ServeProcess(const std::vector<std::string>& more_arguments) : process_(command(more_arguments)) {
  ready_ = Json::parse(process_.read_line(), nullptr, false);
  if (!ready_.is_object()) throw std::runtime_error("orcamo-mock serve did not get ready: " + process_.wait().err);
}

Json ServeProcess::ask(std::string_view method, std::string_view path, const Json& body) {
  const PlainAnswer answer = plain_http(admin(), method, "/__admin/sandboxes/default" + std::string(path),
                                        body.is_null() ? std::string() : body.dump());
  if (answer.status < 200 || answer.status > 299) {
    ADD_FAILURE() << method << " " << path << ": status " << answer.status << "\n" << answer.body;
  }
  return Json::parse(answer.body, nullptr, false);
}

IssuedFiles ServeProcess::issue(const testing::TemporaryDirectory& folder, const Json& order) {
  Json answer = ask("POST", "/certificates", order);
  const std::string name = answer.at("file_name");
  const auto p12 = folder.write(name, decode_base64(answer.at("p12_base64")));
  const auto password_file = folder.write(name + ".password", answer.at("password").get<std::string>());
  return {std::move(answer), p12, password_file};
}

}  // namespace orcamo::e2e
