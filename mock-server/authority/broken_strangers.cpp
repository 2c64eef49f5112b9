// What people save under the name of a .p12.
#include <openssl/evp.h>

#include <array>
#include <string>

#include "authority/broken_making.hpp"

namespace orcamo::mock {
namespace {

using pki::Bytes;
using pki::BytesView;
using pki::Result;

Bytes text(std::string_view words) {
  const BytesView octets = pki::as_bytes(words);
  return {octets.begin(), octets.end()};
}

Result<Bytes> empty(const BrokenMaking&) { return Bytes(); }

Result<Bytes> zeros(const BrokenMaking&) { return Bytes(1024, 0); }

Result<Bytes> noise(const BrokenMaking& making) {
  Bytes octets = making.randomness().of("noise").bytes(1024);
  octets[0] = 0xfe;  // of no file that anybody knows
  octets[1] = 0x01;
  return octets;
}

Result<Bytes> pem(const BrokenMaking& making) {
  const auto key = making.credential().key.pem();
  if (!key) return key.error();
  return text(making.credential().certificate.pem() + std::string(key->reveal()));
}

Result<Bytes> html(const BrokenMaking&) {
  return text(
      "<!DOCTYPE html>\n<html><head><title>403 Forbidden</title></head>\n"
      "<body><h1>403 Forbidden</h1><p>NOT PERMITTED CERTIFICATE</p></body></html>\n");
}

// The answer that has the address of the file, saved in its place.
Result<Bytes> json(const BrokenMaking&) {
  return text("{\"uri\":\"https://127.0.0.1/api/cert/482913__JP_u00000001_client001.p12\",\"password\":\"\"}\n");
}

Result<Bytes> base64(const BrokenMaking& making) {
  const auto file = making.whole();
  if (!file) return file.error();
  std::string letters(4 * ((file->size() + 2) / 3) + 1, '\0');
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(letters.data()), file->data(), static_cast<int>(file->size()));
  letters.back() = '\n';
  return text(letters);
}

// One file, stored: its header (PKWARE APPNOTE, 4.3.7) without the directory, as a download that was cut.
Result<Bytes> zip(const BrokenMaking& making) {
  constexpr std::string_view kName = "client.p12";
  const auto file = making.whole();
  if (!file) return file.error();
  Bytes archive = text(std::string_view("PK\x03\x04\x0a\0\0\0\0\0\0\0\x21\0\0\0\0\0", 18));
  const auto put = [&archive](std::size_t value, int octets) {
    for (; octets > 0; --octets, value >>= 8) archive.push_back(static_cast<std::uint8_t>(value & 0xff));
  };
  put(file->size(), 4);
  put(file->size(), 4);
  put(kName.size(), 2);
  put(0, 2);
  const BytesView name = pki::as_bytes(kName);
  archive.insert(archive.end(), name.begin(), name.end());
  archive.insert(archive.end(), file->begin(), file->end());
  return archive;
}

Result<Bytes> certificate_alone(const BrokenMaking& making) { return making.credential().certificate.der(); }

constexpr std::array kMakers{
    MakerRow{"empty", empty},   MakerRow{"zeros", zeros}, MakerRow{"noise", noise},
    MakerRow{"pem", pem},       MakerRow{"html", html},   MakerRow{"json", json},
    MakerRow{"base64", base64}, MakerRow{"zip", zip},     MakerRow{"certificate-alone", certificate_alone},
};

}  // namespace

std::span<const MakerRow> makers_of_strangers() noexcept { return kMakers; }

}  // namespace orcamo::mock
