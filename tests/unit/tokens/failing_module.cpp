// A PKCS#11 module that passes everything on to SoftHSM, and fails where the test wants it to.
// ORCAMO_FAIL=C_CreateObject:2:0x31 fails the second call of C_CreateObject, and all later ones, with
// CKR_DEVICE_MEMORY.
#include <dlfcn.h>
#include <pkcs11.h>

#include <cstdlib>
#include <map>
#include <string>

namespace {

CK_FUNCTION_LIST* real = nullptr;
CK_FUNCTION_LIST ours;

struct Plan {
  std::string function;
  int call = 0;
  CK_RV answer = CKR_OK;
};

Plan plan() {
  const char* const text = std::getenv("ORCAMO_FAIL");
  if (text == nullptr || *text == '\0') return {};
  const std::string all = text;
  const auto first = all.find(':');
  const auto second = all.find(':', first + 1);
  return {all.substr(0, first), std::stoi(all.substr(first + 1, second - first - 1)),
          std::stoul(all.substr(second + 1), nullptr, 16)};
}

// count_call counts the calls of a function since the plan is the one it is.
int count_call(const std::string& function) {
  static std::map<std::string, int> calls;
  static std::string counted_under;
  const char* const text = std::getenv("ORCAMO_FAIL");
  const std::string now = text == nullptr ? "" : text;
  if (now != counted_under) calls.clear();
  counted_under = now;
  return ++calls[function];
}

bool fails(const char* function, int call, CK_RV& answer) {
  const Plan now = plan();
  if (now.function != function || call < now.call) return false;
  answer = now.answer;
  return true;
}

CK_RV open_session(CK_SLOT_ID slot, CK_FLAGS flags, CK_VOID_PTR own, CK_NOTIFY notify, CK_SESSION_HANDLE_PTR session) {
  CK_RV answer = CKR_OK;
  return fails("C_OpenSession", 1, answer) ? answer : real->C_OpenSession(slot, flags, own, notify, session);
}

CK_RV login(CK_SESSION_HANDLE session, CK_USER_TYPE user, CK_UTF8CHAR_PTR pin, CK_ULONG size) {
  CK_RV answer = CKR_OK;
  return fails("C_Login", 1, answer) ? answer : real->C_Login(session, user, pin, size);
}

CK_RV create(CK_SESSION_HANDLE session, CK_ATTRIBUTE_PTR attributes, CK_ULONG count, CK_OBJECT_HANDLE_PTR object) {
  CK_RV answer = CKR_OK;
  return fails("C_CreateObject", count_call("C_CreateObject"), answer)
             ? answer
             : real->C_CreateObject(session, attributes, count, object);
}

CK_RV destroy(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object) {
  CK_RV answer = CKR_OK;
  return fails("C_DestroyObject", count_call("C_DestroyObject"), answer) ? answer
                                                                         : real->C_DestroyObject(session, object);
}

CK_RV set(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_PTR attributes, CK_ULONG count) {
  CK_RV answer = CKR_OK;
  return fails("C_SetAttributeValue", 1, answer) ? answer
                                                 : real->C_SetAttributeValue(session, object, attributes, count);
}

// Of this one the answer is no failure: it is the flags that the token has besides its own.
CK_RV token_info(CK_SLOT_ID slot, CK_TOKEN_INFO_PTR info) {
  const CK_RV told = real->C_GetTokenInfo(slot, info);
  CK_RV flags = 0;
  if (told == CKR_OK && fails("C_GetTokenInfo", 1, flags)) info->flags |= flags;
  return told;
}

}  // namespace

extern "C" CK_RV C_GetFunctionList(CK_FUNCTION_LIST_PTR_PTR list) {
  if (real == nullptr) {
    void* const library = dlopen(SOFTHSM_MODULE, RTLD_NOW | RTLD_LOCAL);
    const auto get =
        library != nullptr ? reinterpret_cast<CK_C_GetFunctionList>(dlsym(library, "C_GetFunctionList")) : nullptr;
    if (get == nullptr || get(&real) != CKR_OK) return CKR_GENERAL_ERROR;
    ours = *real;
    ours.C_OpenSession = open_session;
    ours.C_Login = login;
    ours.C_CreateObject = create;
    ours.C_DestroyObject = destroy;
    ours.C_SetAttributeValue = set;
    ours.C_GetTokenInfo = token_info;
  }
  *list = &ours;
  return CKR_OK;
}
