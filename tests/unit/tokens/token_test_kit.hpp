#pragma once
#include <string>
#include <vector>

#include "identities.hpp"
#include "orcamo/client/certificate_store.hpp"
#include "orcamo/pki/private_key.hpp"
#include "orcamo/testing/temporary_directory.hpp"

// For the tests of stores that other programs keep, too.
namespace orcamo::testing {

// issue_for is `issue` for a key of the test's own.
pki::Credential issue_for(const pki::PrivateKey& key, const IdentityWish& wish = {});

// ed25519_key is of a kind that neither NSS nor most tokens know.
pki::PrivateKey ed25519_key();

// run runs a program of the PATH and returns what it wrote; a program that fails fails the test.
std::string run(const std::vector<std::string>& arguments, const TemporaryDirectory& folder);

// serials lists a store, by serial numbers; a failure fails the test.
std::vector<std::string> serials(client::CertificateStore& store);

}  // namespace orcamo::testing
