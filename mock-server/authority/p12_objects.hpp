#pragma once
#include <string_view>

// The names of RFC 7292, 8018, 9579 and 5652 that a PKCS#12 file is written with.
namespace orcamo::mock::p12_object {

inline constexpr std::string_view kData = "1.2.840.113549.1.7.1";
inline constexpr std::string_view kEncryptedData = "1.2.840.113549.1.7.6";

inline constexpr std::string_view kKeyBag = "1.2.840.113549.1.12.10.1.1";
inline constexpr std::string_view kShroudedKeyBag = "1.2.840.113549.1.12.10.1.2";
inline constexpr std::string_view kCertificateBag = "1.2.840.113549.1.12.10.1.3";
inline constexpr std::string_view kSafeContentsBag = "1.2.840.113549.1.12.10.1.6";
inline constexpr std::string_view kX509Certificate = "1.2.840.113549.1.9.22.1";
inline constexpr std::string_view kFriendlyName = "1.2.840.113549.1.9.20";
inline constexpr std::string_view kLocalKeyId = "1.2.840.113549.1.9.21";

inline constexpr std::string_view kTripleDesPbe = "1.2.840.113549.1.12.1.3";
inline constexpr std::string_view kRc2Pbe = "1.2.840.113549.1.12.1.6";
inline constexpr std::string_view kPbes2 = "1.2.840.113549.1.5.13";
inline constexpr std::string_view kPbkdf2 = "1.2.840.113549.1.5.12";
inline constexpr std::string_view kPbmac1 = "1.2.840.113549.1.5.14";

}  // namespace orcamo::mock::p12_object
