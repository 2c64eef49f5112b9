#pragma once
#include <optional>
#include <string_view>

#include "authority/p12_encryption.hpp"
#include "orcamo/pki/bytes.hpp"
#include "orcamo/pki/credential.hpp"
#include "orcamo/pki/private_key.hpp"
#include "orcamo/pki/result.hpp"

// The parts of a PKCS#12 file (RFC 7292, section 4), as DER: each can be made alone, left out or written twice.
namespace orcamo::mock::p12 {

// attributes_for joins a certificate and its key: `friendly_name` unless empty, and the certificate's SHA-1 as
// localKeyID where that is written. Nothing of both: no octets. Fails with kRequestBadValue for a name that is no
// UTF-8.
pki::Result<pki::Bytes> attributes_for(const pki::Certificate& leaf, std::string_view friendly_name,
                                       P12LocalKeyId local_key_id);

pki::Bytes certificate_bag(const pki::Certificate& certificate, pki::BytesView attributes = {});
pki::Bytes certificate_bag(pki::BytesView der, pki::BytesView attributes);

// certificate_bags are those of a leaf, which has the attributes, and its chain, in the order of `chain`. Fails with
// kRequestBadValue where the root is wanted and not in the credential.
pki::Result<pki::Bytes> certificate_bags(const pki::Credential& credential, P12Chain chain, pki::BytesView attributes);

// key_bag encrypts by `plan`; without one the key stands open in the file.
pki::Result<pki::Bytes> key_bag(const pki::PrivateKey& key, const std::optional<EncryptionPlan>& plan,
                                const P12Password& password, pki::BytesView attributes,
                                const pki::Randomness& randomness);

pki::Bytes shrouded_key_bag(const Ciphertext& key, pki::BytesView attributes);

pki::Bytes nested_bag(pki::BytesView safe_contents);  // SafeContents in a bag

pki::Bytes data_safe(pki::BytesView safe_contents);  // ContentInfo: data
pki::Bytes encrypted_safe(const Ciphertext& ciphertext);

// safe_for is the one or the other.
pki::Result<pki::Bytes> safe_for(pki::BytesView safe_contents, const std::optional<EncryptionPlan>& plan,
                                 const P12Password& password, const pki::Randomness& randomness);

pki::Bytes file(pki::BytesView authenticated_safe, pki::BytesView mac_data);  // the whole; no MAC: no octets

}  // namespace orcamo::mock::p12
