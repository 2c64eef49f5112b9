#pragma once
#include <pkcs11.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "orcamo/pki/bytes.hpp"
#include "orcamo/pki/result.hpp"
#include "orcamo/pki/secret.hpp"
#include "store/pkcs11_uri.hpp"

// For the files that talk to PKCS#11, and for them alone.
namespace orcamo::client {

class TokenModule;

// TokenAttributes are those of one object; private values among them are wiped.
class TokenAttributes {
 public:
  TokenAttributes& add(CK_ATTRIBUTE_TYPE type, std::string_view octets);
  TokenAttributes& add_number(CK_ATTRIBUTE_TYPE type, CK_ULONG number);
  TokenAttributes& add_flag(CK_ATTRIBUTE_TYPE type, bool flag);

  // native borrows from this.
  std::vector<CK_ATTRIBUTE> native() const;

 private:
  std::vector<std::pair<CK_ATTRIBUTE_TYPE, pki::Secret>> values_;
};

// Token is a session with one token, logged in. A process stays logged in once it has seen a key there: it may sign
// until it ends, and a wrong PIN is not noticed any more.
class Token {
 public:
  enum class Access { kRead, kWrite };

  // open fails with kMissingHere, kUsage (several tokens match), kStorePinRequired, kStorePinWrong, kStoreLocked,
  // kStoreUnreadable, kStoreUnwritable.
  static pki::Result<std::unique_ptr<Token>> open(const Pkcs11Uri& uri, Access access, const pki::Secret* pin);

  Token(const Token&) = delete;
  Token& operator=(const Token&) = delete;
  ~Token();

  // find returns the objects that have all of `attributes`.
  pki::Result<std::vector<CK_OBJECT_HANDLE>> find(const TokenAttributes& attributes) const;

  // attribute is empty where the object has none of that type.
  std::string attribute(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type) const;

  // create fails with kStoreFull, kStoreUnsupported, kStoreUnwritable.
  pki::Result<void> create(const TokenAttributes& attributes, const std::string& doing) const;

  // label gives an object another label; false where the token lets nobody do that.
  pki::Result<bool> label(CK_OBJECT_HANDLE object, const std::string& label, const std::string& doing) const;

  pki::Result<void> destroy(CK_OBJECT_HANDLE object, const std::string& doing) const;

  TokenModule& module() const noexcept { return *module_; }
  CK_SLOT_ID slot() const noexcept { return slot_; }
  const std::string& serial() const noexcept { return serial_; }  // of the token; its maker's, and may be empty

 private:
  Token(TokenModule* module, CK_SLOT_ID slot, std::string serial, CK_SESSION_HANDLE session);

  TokenModule* module_;
  CK_SLOT_ID slot_;
  std::string serial_;
  CK_SESSION_HANDLE session_;
};

}  // namespace orcamo::client
