// A PKCS#11 module that passes everything on to SoftHSM, and fails where the test wants it to.
// ORCAMO_FAIL=C_CreateObject:2:0x31 fails the second call of C_CreateObject, and all later ones, with
// CKR_DEVICE_MEMORY.
#include <dlfcn.h>
#include <pkcs11.h>

#include <cstdlib>
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

// created counts since the plan is the one it is.
int created = 0;
std::string counted_under;

int count_creation() {
  const char* const text = std::getenv("ORCAMO_FAIL");
  const std::string now = text == nullptr ? "" : text;
  if (now != counted_under) created = 0;
  counted_under = now;
  return ++created;
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
  return fails("C_CreateObject", count_creation(), answer) ? answer
                                                           : real->C_CreateObject(session, attributes, count, object);
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
  }
  *list = &ours;
  return CKR_OK;
}
