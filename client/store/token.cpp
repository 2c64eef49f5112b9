#include "store/token.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <sstream>
#include <utility>

#include "store/token_module.hpp"

namespace orcamo::client {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

constexpr const char* kUnlock = "unlock it with its own program and its PUK or SO PIN";

// failure turns what a token says into a code of ours; `code` stands for what says nothing better.
Error failure(CK_RV reason, Errc code, const std::string& doing) {
  const auto say = [&](Errc which, const char* what, const char* hint) {
    return Error(which, doing + " failed: " + what, hint);
  };
  switch (reason) {
    case CKR_PIN_INCORRECT:
    case CKR_PIN_INVALID:
    case CKR_PIN_LEN_RANGE:
      return say(Errc::kStorePinWrong, "the token refuses the PIN",
                 "check it: a token locks itself after a few wrong ones");
    case CKR_PIN_LOCKED:
      return say(Errc::kStorePinWrong, "the token has locked itself after wrong PINs", kUnlock);
    case CKR_PIN_EXPIRED:
      return say(Errc::kStorePinWrong, "the PIN has expired", "change it with the token's own program");
    case CKR_USER_NOT_LOGGED_IN:
      return say(Errc::kStorePinRequired, "the token wants its PIN", "give it in a file: --store-pin-file");
    case CKR_DEVICE_MEMORY:
      return say(Errc::kStoreFull, "the token is full", "remove what has expired: orcamo-renew prune");
    case CKR_DEVICE_REMOVED:
    case CKR_TOKEN_NOT_PRESENT:
      return say(code, "the token has been removed", "put it in again and repeat this");
    case CKR_TOKEN_WRITE_PROTECTED:
    case CKR_SESSION_READ_ONLY:
      return say(Errc::kStoreUnwritable, "the token is write-protected", "use another token");
    case CKR_SESSION_COUNT:
      return say(Errc::kStoreLocked, "other programs use the token", "wait until they have ended");
    case CKR_ATTRIBUTE_TYPE_INVALID:
    case CKR_ATTRIBUTE_VALUE_INVALID:
    case CKR_CURVE_NOT_SUPPORTED:
    case CKR_KEY_SIZE_RANGE:
    case CKR_MECHANISM_INVALID:
    case CKR_TEMPLATE_INCONSISTENT:
      return say(Errc::kStoreUnsupported, "the token does not take keys of this kind", "ask for a P-256 or RSA key");
    default:
      break;
  }
  std::ostringstream number;
  number << std::hex << std::uppercase << reason;
  return Error(code, doing + " failed: the token says 0x" + number.str() + " (PKCS#11)",
               "check that the token is in its place");
}

// A text of PKCS#11 is filled up with spaces.
template <std::size_t Size>
std::string text_of(const CK_UTF8CHAR (&padded)[Size]) {
  std::string text(reinterpret_cast<const char*>(padded), Size);
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

bool matches(const Pkcs11Uri& uri, CK_SLOT_ID slot, const CK_TOKEN_INFO& info) {
  const auto agrees = [](const std::optional<std::string>& wanted, const std::string& is) {
    return !wanted || *wanted == is;
  };
  return (info.flags & CKF_TOKEN_INITIALIZED) != 0 && (!uri.slot_id || *uri.slot_id == slot) &&
         agrees(uri.token, text_of(info.label)) && agrees(uri.manufacturer, text_of(info.manufacturerID)) &&
         agrees(uri.model, text_of(info.model)) && agrees(uri.serial, text_of(info.serialNumber));
}

struct FoundToken {
  CK_SLOT_ID slot;
  CK_FLAGS flags;
  std::string serial;
};

// check_tries leaves a token its last try: a program that runs from a timer would lock it.
Result<void> check_tries(CK_FLAGS flags) {
  if ((flags & CKF_USER_PIN_LOCKED) != 0) {
    return Error(Errc::kStorePinWrong, "the token has locked itself after wrong PINs", kUnlock);
  }
  if ((flags & CKF_USER_PIN_FINAL_TRY) != 0) {
    return Error(Errc::kStorePinWrong,
                 "the token has one try left before it locks itself, and that one is left to a person",
                 "check the PIN in the file, and log in once with the token's own program");
  }
  return {};
}

Result<FoundToken> find_token(const CK_FUNCTION_LIST& call, const Pkcs11Uri& uri) {
  const std::string doing = "looking for the token";
  CK_ULONG count = 0;
  CK_RV answer = call.C_GetSlotList(CK_TRUE, nullptr, &count);
  std::vector<CK_SLOT_ID> slots(count);
  if (answer == CKR_OK) answer = call.C_GetSlotList(CK_TRUE, slots.data(), &count);
  if (answer != CKR_OK) return failure(answer, Errc::kStoreUnreadable, doing);
  slots.resize(count);
  std::optional<FoundToken> found;
  std::string labels;
  for (const CK_SLOT_ID slot : slots) {
    CK_TOKEN_INFO info{};
    if (call.C_GetTokenInfo(slot, &info) != CKR_OK) continue;
    if ((info.flags & CKF_TOKEN_INITIALIZED) != 0) labels += (labels.empty() ? "" : ", ") + text_of(info.label);
    if (!matches(uri, slot, info)) continue;
    if (found) {
      return Error(Errc::kUsage, "the PKCS#11 URI names several tokens of these: " + labels,
                   "say which: pkcs11:token=NAME, or serial=");
    }
    found = FoundToken{slot, info.flags, text_of(info.serialNumber)};
  }
  if (found) return *found;
  return Error(
      Errc::kMissingHere,
      labels.empty() ? "there is no token here" : "no token is the one that the PKCS#11 URI names; here is: " + labels,
      "put the token in, and check token= in the URI");
}

}  // namespace

TokenAttributes& TokenAttributes::add(CK_ATTRIBUTE_TYPE type, std::string_view octets) {
  values_.emplace_back(type, pki::Secret::copy_of(octets));
  return *this;
}

TokenAttributes& TokenAttributes::add_number(CK_ATTRIBUTE_TYPE type, CK_ULONG number) {
  return add(type, {reinterpret_cast<const char*>(&number), sizeof number});
}

TokenAttributes& TokenAttributes::add_flag(CK_ATTRIBUTE_TYPE type, bool flag) {
  const CK_BBOOL octet = flag ? CK_TRUE : CK_FALSE;
  return add(type, {reinterpret_cast<const char*>(&octet), sizeof octet});
}

std::vector<CK_ATTRIBUTE> TokenAttributes::native() const {
  std::vector<CK_ATTRIBUTE> native;
  for (const auto& [type, value] : values_) {
    native.push_back({type, const_cast<char*>(value.reveal().data()), value.reveal().size()});
  }
  return native;
}

Token::Token(TokenModule* module, CK_SLOT_ID slot, std::string serial, CK_SESSION_HANDLE session)
    : module_(module), slot_(slot), serial_(std::move(serial)), session_(session) {}

Token::~Token() { module_->functions().C_CloseSession(session_); }

Result<std::unique_ptr<Token>> Token::open(const Pkcs11Uri& uri, Access access, const pki::Secret* pin) {
  auto module = TokenModule::load(uri.module_path);
  if (!module) return module.error();
  const CK_FUNCTION_LIST& call = (*module)->functions();
  const auto found = find_token(call, uri);
  if (!found) return found.error();

  const Errc code = access == Access::kWrite ? Errc::kStoreUnwritable : Errc::kStoreUnreadable;
  const CK_FLAGS flags = CKF_SERIAL_SESSION | (access == Access::kWrite ? CKF_RW_SESSION : 0);
  CK_SESSION_HANDLE session = CK_INVALID_HANDLE;
  const CK_RV opened = call.C_OpenSession(found->slot, flags, nullptr, nullptr, &session);
  if (opened != CKR_OK) return failure(opened, code, "opening the token");
  std::unique_ptr<Token> token(new Token(*module, found->slot, found->serial, session));

  if ((found->flags & CKF_LOGIN_REQUIRED) == 0) return token;
  const bool own_keypad = (found->flags & CKF_PROTECTED_AUTHENTICATION_PATH) != 0;
  if (pin == nullptr && !own_keypad) {
    return Error(Errc::kStorePinRequired, "the token wants its PIN", "give it in a file: --store-pin-file");
  }
  if (auto allowed = check_tries(found->flags); !allowed) return allowed.error();
  const std::string_view text = pin == nullptr ? std::string_view() : pin->reveal();
  CK_UTF8CHAR* const octets = own_keypad ? nullptr : reinterpret_cast<CK_UTF8CHAR*>(const_cast<char*>(text.data()));
  const CK_RV logged_in = call.C_Login(session, CKU_USER, octets, own_keypad ? 0 : text.size());
  if (logged_in != CKR_OK && logged_in != CKR_USER_ALREADY_LOGGED_IN)
    return failure(logged_in, code, "logging in to the token");
  return token;
}

Result<std::vector<CK_OBJECT_HANDLE>> Token::find(const TokenAttributes& attributes) const {
  const CK_FUNCTION_LIST& call = module_->functions();
  std::vector<CK_ATTRIBUTE> native = attributes.native();
  std::vector<CK_OBJECT_HANDLE> found;
  CK_RV answer = call.C_FindObjectsInit(session_, native.data(), native.size());
  if (answer == CKR_OK) {
    std::array<CK_OBJECT_HANDLE, 64> some{};
    CK_ULONG count = some.size();
    while (answer == CKR_OK && count == some.size()) {
      answer = call.C_FindObjects(session_, some.data(), some.size(), &count);
      if (answer == CKR_OK) found.insert(found.end(), some.begin(), some.begin() + static_cast<long>(count));
    }
    call.C_FindObjectsFinal(session_);
  }
  if (answer != CKR_OK) return failure(answer, Errc::kStoreUnreadable, "reading the token");
  return found;
}

std::string Token::attribute(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type) const {
  const CK_FUNCTION_LIST& call = module_->functions();
  CK_ATTRIBUTE wanted{type, nullptr, 0};
  if (call.C_GetAttributeValue(session_, object, &wanted, 1) != CKR_OK ||
      wanted.ulValueLen == CK_UNAVAILABLE_INFORMATION) {
    return {};
  }
  std::string value(wanted.ulValueLen, '\0');
  wanted.pValue = value.data();
  if (call.C_GetAttributeValue(session_, object, &wanted, 1) != CKR_OK) return {};
  value.resize(wanted.ulValueLen);
  return value;
}

Result<void> Token::create(const TokenAttributes& attributes, const std::string& doing) const {
  std::vector<CK_ATTRIBUTE> native = attributes.native();
  CK_OBJECT_HANDLE object = CK_INVALID_HANDLE;
  const CK_RV answer = module_->functions().C_CreateObject(session_, native.data(), native.size(), &object);
  if (answer != CKR_OK) return failure(answer, Errc::kStoreUnwritable, doing);
  return {};
}

Result<bool> Token::label(CK_OBJECT_HANDLE object, const std::string& label, const std::string& doing) const {
  CK_ATTRIBUTE attribute{CKA_LABEL, const_cast<char*>(label.data()), label.size()};
  const CK_RV answer = module_->functions().C_SetAttributeValue(session_, object, &attribute, 1);
  if (answer == CKR_ATTRIBUTE_READ_ONLY || answer == CKR_ACTION_PROHIBITED || answer == CKR_FUNCTION_NOT_SUPPORTED) {
    return false;
  }
  if (answer != CKR_OK) return failure(answer, Errc::kStoreUnwritable, doing);
  return true;
}

Result<void> Token::destroy(CK_OBJECT_HANDLE object, const std::string& doing) const {
  const CK_RV answer = module_->functions().C_DestroyObject(session_, object);
  if (answer != CKR_OK) return failure(answer, Errc::kStoreUnwritable, doing);
  return {};
}

}  // namespace orcamo::client
